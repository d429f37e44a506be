"""What to audit and what to hold it to: one type behind YAML file, web form and keyword arguments."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from fairwitness.audits.plan.spelling import (
    Names,
    Written,
    as_conditions,
    as_crossings,
    as_sensitive,
    as_texts,
)

Label = bool | int | float | str
Kind = Literal["difference", "ratio"]

UNKNOWN = "(unknown)"
USUAL_LIMITS: dict[Kind, float] = {"difference": 0.10, "ratio": 0.80}
INTERSECTION = " & "
# A tab is a separator: it must survive the stripping of every other text.
_ONE_CHARACTER = StringConstraints(strip_whitespace=False, min_length=1, max_length=1)


class _Part(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        use_attribute_docstrings=True,
        str_strip_whitespace=True,
        allow_inf_nan=False,
    )


class Data(_Part):
    """Where the rows are."""

    path: str | None = None
    """File or Parquet folder with the rows, relative to the plan. Left out when the rows come from Python."""
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


class Condition(_Part):
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


class Sensitive(_Part):
    """An attribute whose groups are compared."""

    name: str
    """Name of the attribute in the report."""
    column: str = ""
    """Column it is read from; the name if left out."""
    bins: Literal["quartiles"] | tuple[float, ...] | None = None
    """Numbers only: the inner edges of the bins (a value on one falls into the upper bin), or "quartiles"."""
    groups: Annotated[dict[str, str], BeforeValidator(as_texts)] | None = None
    """Names for the values in the data, such as {"0": "Women", "1": "Men"}."""

    @model_validator(mode="after")
    def _cut_or_named(self) -> Self:
        if self.bins is not None and self.groups is not None:
            raise ValueError(f"The attribute '{self.name}' must have `bins` or `groups`. Got both.")
        if isinstance(self.bins, tuple) and (not self.bins or list(self.bins) != sorted(set(self.bins))):
            raise ValueError(
                f"The `bins` of '{self.name}' must be edges that rise. Got {list(self.bins)} instead."
            )
        return self

    @property
    def source(self) -> str:
        """The column that the attribute is read from."""
        return self.column or self.name


class Roles(_Part):
    """What each column is for."""

    target: str | None = None
    """What really happened, or what was decided. Without it only what needs no labels is measured."""
    prediction: str | None = None
    """The decision to audit, if it is in the file."""
    score: str | None = None
    """The score to audit, if it is in the file; a score of at least `threshold` is a positive prediction."""
    score_is_probability: bool = False
    """Whether the score is declared a probability; then it must lie between 0 and 1."""
    threshold: float | None = None
    """A score of at least this is a positive prediction."""
    positive: Label | None = None
    """The label that true and false positive rates and precision speak of."""
    favourable: Label | None = None
    """The decision that is good for the person; selection_rate counts it. The positive label if left out."""
    sensitive: Annotated[
        tuple[Sensitive, ...], BeforeValidator(as_sensitive, json_schema_input_type=Written[Sensitive])
    ] = ()
    """The attributes whose groups are compared."""
    intersections: Annotated[
        tuple[tuple[str, ...], ...],
        BeforeValidator(as_crossings, json_schema_input_type=tuple[str, ...] | tuple[tuple[str, ...], ...]),
    ] = ()
    """Attributes to cross, such as [[race, sex]]."""
    weight: str | None = None
    """Column of sample weights."""
    features: tuple[str, ...] | None = None
    """The columns the model reads. With a model and none given: every column without another role."""
    id: str | None = None
    """Column that names a row; never a feature."""

    @model_validator(mode="after")
    def _target_is_not_the_decision(self) -> Self:
        if self.target is not None and self.target in (self.prediction, self.score):
            raise ValueError(
                f"The `target` must be another column than what was decided. Got '{self.target}' for both: "
                "every decision would be right."
            )
        return self

    @model_validator(mode="after")
    def _names_are_single(self) -> Self:
        names = [attribute.name for attribute in self.sensitive]
        if twice := {name for name in names if names.count(name) > 1}:
            raise ValueError(
                f"The `sensitive` attributes must have different names. Got '{min(twice)}' twice."
            )
        for crossed in self.intersections:
            if len(crossed) < 2 or len(set(crossed)) < len(crossed) or not set(crossed) <= set(names):
                raise ValueError(
                    "The `intersections` must each cross two or more of the sensitive attributes "
                    f"{names}. Got {list(crossed)} instead."
                )
        if len({frozenset(crossed) for crossed in self.intersections}) < len(self.intersections):
            raise ValueError("The `intersections` must each stand once. Got one of them twice.")
        return self


class ModelSource(_Part):
    """The model to audit."""

    path: str
    """Model file, relative to the plan."""
    format: str | None = None
    """Model format; from the file's name if left out."""


class Gate(_Part):
    """A limit declared before the data were opened. It decides the exit code."""

    metric: str = "selection_rate"
    """A rate, by its scikit-learn or fairlearn name."""
    kind: Kind = "difference"
    """`difference`: the largest rate minus the smallest. `ratio`: the smallest over the largest."""
    limit: float = Field(USUAL_LIMITS["difference"], ge=0, le=1)
    """The largest difference (0.10 if left out), or the smallest ratio (0.80 if left out), that is tolerated."""
    attributes: Names | None = None
    """The attributes it is for; all of them if left out."""
    waiver: str | None = Field(None, min_length=1)
    """Why this gate is muted. The reason is printed in every report."""

    @model_validator(mode="before")
    @classmethod
    def _usual_limit(cls, given: object) -> object:
        if isinstance(given, dict) and "limit" not in given and given.get("kind") == "ratio":
            return {**given, "limit": USUAL_LIMITS["ratio"]}
        return given

    @model_validator(mode="after")
    def _ratio_is_above_zero(self) -> Self:
        if self.kind == "ratio" and self.limit == 0:
            raise ValueError("The `limit` of a ratio must be above 0. Got 0 instead; 0.8 is usual.")
        return self


class Checks(_Part):
    """Which checks run, and their limits."""

    ignore: dict[str, str] = {}
    """Checks that are not run: code, and the reason, which is printed in every report."""
    min_group: int = Field(30, ge=0)
    """Groups with fewer cases than this for a metric are shown and not judged."""
    max_groups: int = Field(50, ge=2)
    """A sensitive attribute with more values than this is refused."""
    tolerance: float = Field(USUAL_LIMITS["difference"], ge=0, le=1)
    """The largest difference that is not worth following up, for what no gate declares."""
    ratio: float = Field(USUAL_LIMITS["ratio"], gt=0, le=1)
    """The same for ratios."""


class Explain(_Part):
    """How the model is explained."""

    rows: int = Field(100, ge=1)
    """Rows over which the global importance is averaged, drawn with the seed."""
    background: int = Field(100, ge=2)
    """Rows an explanation compares with, drawn with the seed."""
    cases: tuple[str, ...] = ()
    """Ids or row numbers of single cases to keep in the record. Their ids are stored as keyed hashes."""


class Energy(_Part):
    """How the audit's own energy use is turned into carbon."""

    country: str | None = Field(None, pattern="^[A-Z]{3}$")
    """Three-letter country code of the place of computing. Without it energy is given and carbon is not."""


class Report(_Part):
    """How the record is written down. Nothing here changes a result."""

    formats: tuple[str, ...] = ("json", "html", "pdf")
    organisation: str | None = None
    inconclusive_exit_code: Literal[0, 1, 3] = 3
    """Exit code for an inconclusive gate."""


class Words(_Part):
    """How the report should call things, so that a sentence reads as one."""

    people: str = "people"
    """Who the rows are: people, applicants, patients ..."""
    positive: str | None = None
    """What the positive label means of a person, such as "were re-arrested"."""
    negative: str | None = None
    """What the other label means, such as "were not re-arrested"."""
    predicted_positive: str | None = None
    """What a positive prediction means, such as "were flagged high risk"."""
    favourable: str | None = None
    """What the favourable decision means, such as "were not flagged"."""
    columns: dict[str, str] = {}
    """Plain names for columns."""


class Plan(_Part):
    """Everything an audit needs to know before the data are opened."""

    title: str = "Audit"
    data: Data = Data()
    where: Annotated[
        tuple[Condition, ...], BeforeValidator(as_conditions, json_schema_input_type=Written[Condition])
    ] = ()
    """Conditions that a row must meet to be audited, such as "age >= 18"."""
    roles: Roles = Roles()
    model: ModelSource | None = None
    gates: tuple[Gate, ...] = (Gate(),)
    """Declared limits. With none given: the selection rate may differ by 10 points at most."""
    checks: Checks = Checks()
    explain: Explain = Explain()
    alpha: float = Field(0.05, gt=0, lt=0.5)
    """The chance, over all gates together, of each of the two errors."""
    seed: int = Field(0, ge=0)
    frameworks: Names = ()
    """Regulations to set the evidence beside, such as nyc_ll144."""
    energy: Energy = Energy()
    report: Report = Report()
    words: Words = Words()
    limitations: tuple[str, ...] = ()
    """What a reader must know that the data cannot show; printed under "What was not tested"."""

    @model_validator(mode="after")
    def _gates_have_attributes(self) -> Self:
        known = attribute_names(self.roles)
        for gate in self.gates:
            for name in gate.attributes or ():
                if name not in known:
                    raise ValueError(
                        f"The `attributes` of a gate must be among {known}. Got '{name}' instead."
                    )
        return self


def attribute_names(roles: Roles) -> list[str]:
    """Names of all attributes that are compared: the sensitive ones, then the intersections."""
    return [attribute.name for attribute in roles.sensitive] + [
        join(crossed) for crossed in roles.intersections
    ]


def join(names: Sequence[str]) -> str:
    """The name of an intersection, of its attributes' names or of their groups'."""
    return INTERSECTION.join(names)
