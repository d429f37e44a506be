"""The data sets that come with scikit-learn; nothing is fetched."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from fairwitness.audits.plan.model import Data
from fairwitness.audits.subject.datasets.base import Dataset
from fairwitness.errors import UnknownNameError

if TYPE_CHECKING:
    import pandas as pd

NAMES = ("breast_cancer", "diabetes", "digits", "iris", "wine")
TARGET = "target"


class Sklearn:
    """A data set of scikit-learn by its name, with the target as the last column."""

    name = "sklearn"
    suffixes: tuple[str, ...] = ()

    def read(self, path: Path, data: Data) -> Dataset:
        """The rows of a data set; see `DatasetReader.read`."""
        name = str(data.sklearn)
        if name not in NAMES:
            raise UnknownNameError.among(name, NAMES, what="data set of scikit-learn")
        notes = ("The columns are in their own units.",) if name == "diabetes" else ()
        return Dataset(_frame(name), f"{name} (scikit-learn)", self.name, notes=notes, first_line=1)


def _frame(name: str) -> pd.DataFrame:
    from sklearn import datasets

    options = {"scaled": False} if name == "diabetes" else {}
    found = getattr(datasets, f"load_{name}")(as_frame=True, **options)
    frame: pd.DataFrame = found.frame.copy()
    names = getattr(found, "target_names", None)
    if names is not None and name != "digits":
        frame[TARGET] = frame[TARGET].map(dict(enumerate(map(str, names)))).astype("str")
    return frame
