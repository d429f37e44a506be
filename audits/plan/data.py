"""Where the rows are, and which of them are audited."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import ConfigDict, Field, StringConstraints, model_validator

from fairwitness.audits.plan.part import Label, Part

# A tab is a separator: it must survive the stripping of every other text.
_ONE_CHARACTER = StringConstraints(strip_whitespace=False, min_length=1, max_length=1)


class Data(Part):
    """Where the rows are."""

    path: str | None = None
    """File with the rows, relative to the plan. Left out when the rows come from Python."""
    demo: Literal["mortgage"] | None = None
    """A data set that comes with the product, instead of a file."""
    format: str | None = None
    """File format; from the file's name if left out."""
    separator: Annotated[str, _ONE_CHARACTER] | None = None
    """CSV only: the character between columns; sniffed if left out."""
    encoding: str | None = None
    """CSV only: the text encoding; sniffed if left out."""
    engine: str | None = None
    """What counts the rows without loading them: duckdb, spark, or a Spark master's URL. Left out, rows are loaded
    unless the file is too big."""


class Condition(Part):
    """One condition that a row must meet to be audited."""

    column: str
    is_: Literal["==", "!=", ">=", "<=", ">", "<", "in", "not in", "known"] = Field(alias="is")
    value: Label | tuple[Label, ...] | None = None

    model_config = ConfigDict(populate_by_name=True)

    @model_validator(mode="after")
    def _compares_with_something(self) -> Self:
        many = self.is_ in ("in", "not in")
        if self.is_ != "known" and (self.value in (None, ()) or isinstance(self.value, tuple) != many):
            wanted = "a list of values" if many else "one value"
            raise ValueError(
                f"A `where` condition with '{self.is_}' needs {wanted}. Got {self.value!r} instead."
            )
        if self.is_ == "known" and self.value is not None:
            raise ValueError(f"A `where` condition with 'known' takes no value. Got {self.value!r}.")
        return self

    def __str__(self) -> str:
        from fairwitness.audits.plan.where import condition_text

        return condition_text(self.column, self.is_, self.value)
