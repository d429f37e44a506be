"""What each column is for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, model_validator

from fairwitness.audits.plan.part import Label, Part
from fairwitness.audits.plan.spelling import Names, Written, as_crossings, as_names, as_sensitive, as_texts
from fairwitness.errors import PlanError

UNKNOWN = "(unknown)"
INTERSECTION = " & "
MOST_VALUES_OF_A_CODED_NUMBER = 12
"""A number with more values is measured, and cut where groups are wanted; with fewer it may be a code."""
MOST_LABELS = 50
"""Of which one is decided."""


class Sensitive(Part):
    """An attribute whose groups are compared."""

    name: str
    """Name of the attribute in the report."""
    column: str = ""
    """Column it is read from; the name if left out."""
    bins: Literal["quartiles"] | tuple[float, ...] | None = None
    """Numbers only: the inner edges of the bins (a value on one falls into the upper bin), or "quartiles"."""
    groups: Annotated[dict[str, str], BeforeValidator(as_texts)] | None = None
    """Names for the values in the data, such as {"0": "Women", "1": "Men"}."""
    categories: Annotated[tuple[str, ...], BeforeValidator(as_names)] | None = None
    """Every group there may be, by its name in the report: one without rows is kept, any other is refused."""
    reference: Annotated[str, BeforeValidator(as_names)] | None = None
    """The group that others are compared with, where a gate says ``against: reference``."""

    @model_validator(mode="after")
    def _categories_hold_all(self) -> Self:
        if self.categories is None:
            return self
        if self.bins is not None or len(set(self.categories)) < max(len(self.categories), 2):
            raise ValueError(
                f"The `categories` of '{self.name}' must be two or more different names of groups that are not bins. "
                f"Got {list(self.categories)} instead."
            )
        for name in (*(self.groups or {}).values(), *filter(None, [self.reference])):
            if name and name not in self.categories:
                raise ValueError(
                    f"The `categories` of '{self.name}' must hold every group that the plan names. '{name}' is not "
                    f"among {list(self.categories)}."
                )
        return self

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


class Roles(Part):
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
    cluster: str | None = None
    """Column that says which rows belong together, such as a household: they may depend on each other."""
    strata: Names = ()
    """Columns within whose values people are comparable, such as a department; rates are compared within them too."""
    features: tuple[str, ...] | None = None
    """The columns the model reads. With a model and none given: every column without another role."""
    id: str | None = None
    """Column that names a row; never a feature."""

    @property
    def single(self) -> dict[str, str]:
        """The roles that one column has, and the column; nothing for those that none has."""
        names = ("target", "prediction", "score", "weight", "cluster", "id")
        return {name: column for name in names if (column := getattr(self, name)) is not None}

    @model_validator(mode="after")
    def _target_is_not_the_decision(self) -> Self:
        if self.target is not None and self.target in (self.prediction, self.score):
            raise ValueError(
                f"The `target` must be another column than what was decided. Got '{self.target}' for both: "
                "every decision would be right."
            )
        return self

    @model_validator(mode="after")
    def _strata_are_no_decision(self) -> Self:
        for name in self.strata:
            if name in (self.target, self.prediction, self.score, self.weight, self.id):
                raise ValueError(
                    f"The `strata` must be columns that describe people. Got '{name}', which has another role."
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


def attribute_names(roles: Roles) -> list[str]:
    """Names of all attributes that are compared: the sensitive ones, then the intersections."""
    return [attribute.name for attribute in roles.sensitive] + [
        join(crossed) for crossed in roles.intersections
    ]


def join(names: Sequence[str]) -> str:
    """The name of an intersection, of its attributes' names or of their groups'."""
    return INTERSECTION.join(names)


def refuse_idle_threshold(roles: Roles) -> None:
    """Refuse a threshold that nothing is held against: the decisions are given, and there is no score.

    Raises
    ------
    PlanError
        There is one.
    """
    if roles.threshold is None or roles.prediction is None or roles.score is not None:
        return
    raise PlanError(
        f"A `threshold` must have a score to be held against. Got {roles.threshold:g} beside the decisions "
        f"'{roles.prediction}' and no score; name a `score` (in Python `y_score`), or leave the threshold out."
    )
