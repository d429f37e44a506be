"""What a command says when it cannot go on: one sentence, whatever went wrong."""

from __future__ import annotations

import os
import re

from fairwitness.errors import FairwitnessError
from fairwitness.reports.plain import visible

DEBUG_VARIABLE = "FAIRWITNESS_DEBUG"


def sentence(error: BaseException) -> str:
    """Why a command stopped, on one line: the error's own words, or that Fairwitness itself failed."""
    if isinstance(error, FairwitnessError):
        return one_line(str(error))
    what = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    return one_line(
        f"Fairwitness itself failed ({what.rstrip('.')}). Please report this with the command you ran; "
        f"{DEBUG_VARIABLE}=1 shows where it happened."
    )


def one_line(text: object) -> str:
    """Text as a terminal may be given it: one line, its spaces as they are, and nothing that a terminal obeys."""
    return visible(re.sub(r"\s*[\x00-\x1f\x7f\x85\u2028\u2029]+\s*", " ", str(text))).strip()


def debugging() -> bool:
    """Whether tracebacks are wanted."""
    return os.environ.get(DEBUG_VARIABLE, "") not in ("", "0")
