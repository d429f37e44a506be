"""An audit beside an earlier one: which failures were known, which are new, and which got worse."""

from fairwitness.audits.baseline.document import Judgement
from fairwitness.audits.baseline.judge import judge
from fairwitness.audits.baseline.paired import change_since
from fairwitness.audits.baseline.same import refuse_other_plan

__all__ = ["Judgement", "change_since", "judge", "refuse_other_plan"]
