"""What all parts of a plan share."""

from __future__ import annotations

from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict

Label = bool | int | float | str
Kind = Literal["difference", "ratio"]
Bound = Literal["at_least", "at_most"]
"""A limit on a value itself and not on a gap."""
Task = Literal["binary", "multiclass", "regression"]
TASKS: tuple[Task, ...] = get_args(Task)
Form = Literal["others", "reference", "rest"]


class Part(BaseModel):
    """Base of all parts: frozen, no key that is not known, no number that is not finite."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        use_attribute_docstrings=True,
        str_strip_whitespace=True,
        allow_inf_nan=False,
    )
