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
from fairwitness.errors import ModelError

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Invocations:
    """A server that speaks the protocol."""

    client: Client

    @property
    def served(self) -> Served:
        """Nothing is known beforehand."""
        return Served("MLflow model behind a URL")

    def ask(self, X: pd.DataFrame, batch: Batch) -> Answers:
        """The answers for some rows."""
        columns = [cells(X[name]) for name in X.columns]
        split = {
            "columns": [str(name) for name in X.columns],
            "data": [list(row) for row in zip(*columns, strict=True)],
        }
        reply = self.client.post(self.client.address.path, {"dataframe_split": split})
        if not isinstance(reply, dict) or "predictions" not in reply:
            raise ModelError(
                'The server of the model must answer with {"predictions": [...]}. Its answer has none; check '
                "`model.http.protocol`."
            )
        return batch.read(reply["predictions"])
