"""The isolated host: a process of its own for a model that brings code, shut in as well as the machine can.

``child/`` is what runs there; everything else is this side, which believes nothing that comes back.
"""

from fairwitness.audits.host.levels import Capabilities, capabilities
from fairwitness.audits.host.model import HostedModel, HostOptions, start_host

__all__ = ["Capabilities", "HostOptions", "HostedModel", "capabilities", "start_host"]
