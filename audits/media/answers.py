"""The answers of a loaded model as numbers, one for each of its labels."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from fairwitness.audits.subject.labels import label_text
from fairwitness.audits.subject.models.base import LoadedModel
from fairwitness.errors import ModelError

if TYPE_CHECKING:
    import pandas as pd

Floats = npt.NDArray[np.float64]


def numbers_of(model: LoadedModel, X: pd.DataFrame) -> Floats:
    """What the model says of each row, shape (rows, labels), in the order of its labels.

    Probabilities where it gives them; else 1 for the label that it gives and 0 for the others. Of a model without
    labels, the number that it predicts, shape (rows, 1).

    Raises
    ------
    ModelError
        It gives labels and does not say which there are.
    """
    if model.has_scores:
        return model.all_scores(X)
    given = model.predict(X)
    if model.classes is not None:
        names = np.array([label_text(value) for value in given], dtype=object)
        return np.column_stack([names == label for label in model.classes]).astype(np.float64)
    try:
        return np.asarray(given, dtype=np.float64)[:, None]
    except (TypeError, ValueError) as error:
        raise ModelError(
            f"A model that answers with labels must say which there are. Got '{given.iloc[0]}' among others; name them "
            "under `model.classes` (or `--classes`)."
        ) from error
