"""Models that give bare numbers: as one column of labels or numbers, or one for each label."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

Ask = Callable[[object], object]
"""Takes a frame, gives an array of shape (rows,) or (rows, outputs)."""


class Outputs:
    """A model under scikit-learn's names.

    What the numbers mean is said on the other side: here a single output becomes two, so that there is one for each
    label. For a probability p these are 1 - p and p; for a logit z they are 0 and z, whose softmax is the same.
    """

    def __init__(
        self,
        ask: Ask,
        arguments: Mapping[str, object],
        type_name: str,
        columns: Sequence[str] = (),
        width: object = None,
    ) -> None:
        self._ask, self._logit = ask, arguments.get("output") == "logit"
        self.type_name = type_name
        self.more: dict[str, object] = {}
        if columns:
            self.feature_names_in_ = np.array(columns, dtype=object)
        if isinstance(width, int):
            self.n_features_in_ = width
        labels = arguments.get("labels")
        if isinstance(labels, int):
            self.classes_ = np.arange(labels)
            self.predict_proba = self._for_each_label

    def predict(self, X: object) -> npt.NDArray[np.generic]:
        """The model's output, shape (rows,)."""
        found = np.asarray(self._ask(X))
        return found.reshape(len(found)) if found.ndim == 2 and found.shape[1] == 1 else found

    def _for_each_label(self, X: object) -> npt.NDArray[np.float64]:
        found = np.asarray(self._ask(X), dtype=np.float64)
        flat = found.reshape(len(found), -1)
        if flat.shape[1] == 1:
            flat = np.column_stack([0 * flat if self._logit else 1 - flat, flat])
        if flat.shape[1] != len(self.classes_):
            raise ValueError(
                f"it gives {flat.shape[1]} outputs for each row, and there are {len(self.classes_)} labels; correct "
                "`model.classes`"
            )
        return flat
