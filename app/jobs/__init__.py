"""Runs of an audit, each a process of its own, so that the page stays responsive and a refresh finds its run again.

All that is known of a run stands in the audit's folder (`facts` names the files). Pages read them; nothing of a run
lives in a page, or in the server: whoever starts next, or beside it, sees the same.
"""

from fairwitness.app.jobs.asked import begin, stop
from fairwitness.app.jobs.facts import PHASES, Job, State
from fairwitness.app.jobs.keeper import keep
from fairwitness.app.jobs.left import seconds_left
from fairwitness.app.jobs.queue import cancel, most_at_once, running, start, tend, waiting
from fairwitness.app.jobs.seen import seen
from fairwitness.app.jobs.status import status

__all__ = [
    "PHASES",
    "Job",
    "State",
    "begin",
    "cancel",
    "keep",
    "most_at_once",
    "running",
    "seconds_left",
    "seen",
    "start",
    "status",
    "stop",
    "tend",
    "waiting",
]
