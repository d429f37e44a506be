"""MLflow's scoring protocol, as `mlflow models serve`, Databricks and SageMaker speak it.

A table goes out as ``{"dataframe_split": {"columns": [...], "data": [[...], ...]}}``, and ``{"predictions": [...]}``
comes back: a label or number for each row, a list of them, or an object with one for each class. The protocol says
nothing of the model, so its answers are taken for labels unless the plan says what they are.
https://mlflow.org/docs/latest/genai/serving/
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fairwitness.audits.subject.models.http.client import Client
from fairwitness.audits.subject.models.http.protocol import Served
from fairwitness.audits.subject.models.http.values import Answers, Batch, cells
from fairwitness.audits.subject.models.inputs import matrix
from fairwitness.errors import ModelError

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Invocations:
    """A server that speaks the protocol."""

    client: Client
    shape: tuple[int, ...] | None = None
    """Of one row, where the model reads tensors: it then goes out under ``inputs``."""

    @property
    def served(self) -> Served:
        """Nothing is known beforehand."""
        return Served("MLflow model behind a URL")

    def ask(self, X: pd.DataFrame, batch: Batch) -> Answers:
        """The answers for some rows."""
        reply = self.client.post(self.client.address.path, self._question(X))
        if not isinstance(reply, dict) or "predictions" not in reply:
            raise ModelError(
                'The server of the model must answer with {"predictions": [...]}. Its answer has none; check '
                "`model.http.protocol`."
            )
        return batch.read(reply["predictions"])

    def _question(self, X: pd.DataFrame) -> dict[str, object]:
        if self.shape is not None:
            return {"inputs": matrix(X).reshape(len(X), *self.shape).tolist()}
        columns = [cells(X[name]) for name in X.columns]
        split = {
            "columns": [str(name) for name in X.columns],
            "data": [list(row) for row in zip(*columns, strict=True)],
        }
        return {"dataframe_split": split}
