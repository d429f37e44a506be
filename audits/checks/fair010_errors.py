"""FAIR010."""

from __future__ import annotations

from typing import ClassVar

from fairwitness.audits.checks._rate import RateCheck


class Errors(RateCheck):
    """Is the predicted number equally near to what happened in every group?"""

    code: ClassVar = "FAIR010"
    metrics: ClassVar = ("mean_error", "mean_absolute_error", "root_mean_squared_error")
    compares: ClassVar = metrics
    tasks: ClassVar = frozenset({"regression"})
    remedy: ClassVar = (
        "Find out for whom the number is off and in which direction; a constant error of one group is a bias that "
        "training with more of its data, or a correction that was tested, can remove."
    )
