"""What all parts of a record share."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

Verdict = Literal["disparity", "within", "inconclusive", "not_estimable"]
Outcome = Literal["pass", "fail", "inconclusive", "not_estimable", "muted"]
Severity = Literal["high", "medium", "low"]
ColumnKind = Literal["number", "text", "true or false", "date"]


class Part(BaseModel):
    """Base of all parts: frozen, no key that the schema does not name, no number that is not finite."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True, allow_inf_nan=False)
