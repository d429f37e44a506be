"""Rows for the form, and a model of them."""

from __future__ import annotations

import io
from typing import Final

import pandas as pd

_ROWS = (
    f"{int(i % 4 < 2)},{int(i % 4 < 2) if i % 7 else 1 - i % 2},{i % 9},{'fm'[i % 3 == 0]},{20 + i % 40}\n"
    for i in range(400)
)
PEOPLE: Final = "hired,decision,points,sex,age\n" + "".join(_ROWS)
ONLY_OUTCOMES: Final = PEOPLE.replace("decision", "place", 1)
PRICES: Final = "price,estimate,sex,age\n" + "".join(
    f"{100 + i % 37 * 3.5:.1f},{102 + (i * 7) % 41 * 3.1 + (i % 3 == 0) * 4:.1f},{'fm'[i % 3 == 0]},{20 + i % 40}\n"
    for i in range(300)
)


def model_of_the_rows() -> bytes:
    """A model that was trained on the rows of the upload."""
    import skops.io
    from sklearn.linear_model import LogisticRegression

    rows = pd.read_csv(io.StringIO(PEOPLE))
    return skops.io.dumps(LogisticRegression().fit(rows[["points", "age"]], rows["hired"]))
