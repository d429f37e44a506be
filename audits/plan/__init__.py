"""The plan: what to audit, and what to hold it to, fixed before the data are opened."""

from fairwitness.audits.plan.load import load_plan, make_plan, parse_plan
from fairwitness.audits.plan.model import UNKNOWN, Gate, Label, Plan, Roles, Sensitive, attribute_names, join

__all__ = [
    "UNKNOWN",
    "Gate",
    "Label",
    "Plan",
    "Roles",
    "Sensitive",
    "attribute_names",
    "join",
    "load_plan",
    "make_plan",
    "parse_plan",
]
