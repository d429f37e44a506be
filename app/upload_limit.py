"""How large an upload may be: the operator's word, for the server that takes it and for the folder that keeps it."""

from __future__ import annotations

import os
from typing import Final

from fairwitness.errors import FairwitnessError

MOST_VARIABLE: Final = "FAIRWITNESS_MAX_UPLOAD_MB"
USUAL: Final = 1000


def most_megabytes() -> int:
    """The limit in megabytes: that of the environment, else 1,000.

    Raises
    ------
    FairwitnessError
        The variable holds no whole number above 0.
    """
    stated = os.environ.get(MOST_VARIABLE, "").strip()
    if not stated:
        return USUAL
    if not (stated.isascii() and stated.isdigit() and len(stated) < 10 and int(stated)):
        raise FairwitnessError(
            f"{MOST_VARIABLE} must be a whole number of megabytes above 0. Got '{stated[:40]}' instead."
        )
    return int(stated)
