"""Where the rows are, how they are to be read, and which of them are audited."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from fairwitness.audits.plan.part import Label, Part
from fairwitness.audits.plan.spelling import as_names, as_tuple
from fairwitness.audits.plan.sql import Sql, as_sql

ColumnType = Literal["number", "text", "true or false", "date"]

# A tab is a separator: it must survive the stripping of every other text.
_ONE_CHARACTER = StringConstraints(strip_whitespace=False, min_length=1, max_length=1)
_PLACES = ("path", "demo", "sql", "openml", "huggingface", "sklearn")
_PREFIXES = {"sklearn": "sklearn", "openml": "openml", "hf": "huggingface", "huggingface": "huggingface"}


def _as_marks(value: object) -> object:
    """One marker or several, which YAML may have read as numbers."""
    return as_tuple(as_names(value))


Marks = Annotated[tuple[str, ...], BeforeValidator(_as_marks, json_schema_input_type=str | tuple[str, ...])]


class Data(Part):
    """Where the rows are: one of a file or folder, a query, or a data set by its name."""

    path: str | None = None
    """File or folder with the rows, relative to the plan. Left out when the rows come from Python."""
    demo: Literal["mortgage"] | None = None
    """A data set that comes with the product, instead of a file."""
    sql: Annotated[Sql | None, BeforeValidator(as_sql)] = Field(None, exclude_if=lambda sql: sql is None)
    """A query to a database, instead of a file."""
    openml: str | int | None = Field(None, exclude_if=lambda name: name is None)
    """A data set of openml.org by its name, ``NAME@VERSION`` or number; it is fetched."""
    huggingface: str | None = Field(None, exclude_if=lambda name: name is None)
    """A data set of huggingface.co: ``OWNER/NAME``, with ``:CONFIG`` and ``@SPLIT`` where there are several."""
    sklearn: str | None = Field(None, exclude_if=lambda name: name is None)
    """A data set that comes with scikit-learn, such as breast_cancer."""
    format: str | None = None
    """File format; from the file's name if left out."""
    separator: Annotated[str, _ONE_CHARACTER] | None = None
    """CSV only: the character between columns; sniffed if left out."""
    encoding: str | None = None
    """CSV only: the text encoding; sniffed if left out."""
    sheet: str | None = Field(None, exclude_if=lambda sheet: sheet is None)
    """Excel only: the sheet; the first with rows of two columns or more if left out."""
    missing: Marks = Field((), exclude_if=lambda marks: marks == ())
    """More markers that stand for a missing value, such as "unknown" or -99, in every column."""
    types: dict[str, ColumnType] = Field(default_factory=dict, exclude_if=lambda types: types == {})
    """What columns hold, where it was found wrongly: number, text, true or false, or date."""
    predictions: str | None = Field(None, exclude_if=lambda path: path is None)
    """A second file, with the predictions: joined by the column of `roles.id`, else row by row."""
    engine: str | None = None
    """What counts the rows without loading them: duckdb, spark, or a Spark master's URL; memory loads them. Left out,
    rows are loaded unless the file is too big."""

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        given = [name for name in _PLACES if getattr(self, name) is not None]
        if len(given) > 1:
            listed = " and ".join(f"`{name}`" for name in given)
            raise ValueError(f"The `data` must come from one place. Got {listed}; leave all but one out.")
        return self

    def moved(self, move: Callable[[str], str]) -> Self:
        """The same data with its files as they are named from another folder."""
        changed: dict[str, object] = {
            key: move(path) for key in ("path", "predictions") if (path := getattr(self, key)) is not None
        }
        if self.sql is not None:
            changed["sql"] = self.sql.moved(move)
        return self.model_copy(update=changed)


def data_from(text: str) -> dict[str, str]:
    """The key of `data` that a name on the command line stands for: ``sklearn:iris``, ``openml:adult``, or a file."""
    prefix, colon, name = text.partition(":")
    return {_PREFIXES[prefix]: name} if colon and name and prefix in _PREFIXES else {"path": text}


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
