"""What to audit and what to hold it to: one type behind YAML file, web form and keyword arguments."""

from __future__ import annotations

import re
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from fairwitness.audits.plan.data import Condition, Data
from fairwitness.audits.plan.explain import Explain
from fairwitness.audits.plan.gate import USUAL_LIMITS, Gate
from fairwitness.audits.plan.law import Law
from fairwitness.audits.plan.part import Form, Kind, Label, Part, Task
from fairwitness.audits.plan.privacy import Privacy
from fairwitness.audits.plan.review import Review
from fairwitness.audits.plan.roles import INTERSECTION, UNKNOWN, Roles, Sensitive, attribute_names, join
from fairwitness.audits.plan.search import Search
from fairwitness.audits.plan.source import ModelSource
from fairwitness.audits.plan.spelling import Names, Written, as_conditions
from fairwitness.errors import nearest

__all__ = [
    "INTERSECTION",
    "UNKNOWN",
    "USUAL_LIMITS",
    "Checks",
    "Condition",
    "Data",
    "Energy",
    "Explain",
    "Form",
    "Gate",
    "Kind",
    "Label",
    "Law",
    "ModelSource",
    "Plan",
    "Privacy",
    "Report",
    "Review",
    "Roles",
    "Search",
    "Sensitive",
    "Task",
    "Words",
    "attribute_names",
    "join",
]


def _inside(path: str) -> str:
    """A plan may be a stranger's: it must not say where on this machine a file is written."""
    if re.fullmatch(r"[\w-][\w.-]*(/[\w-][\w.-]*)*", path) is None:
        raise ValueError(
            f"The `trail` must be a file in the plan's folder, such as trail.jsonl. Got '{path[:80]}' instead; "
            "`--trail` takes any."
        )
    return path


class Checks(Part):
    """Which checks run, and their limits."""

    ignore: dict[str, str] = Field(default_factory=dict)
    """Checks that are not run: code, and the reason, which is printed in every report."""
    min_group: int = Field(30, ge=0)
    """Groups with fewer cases than this for a metric are shown and not judged."""
    max_groups: int = Field(50, ge=2)
    """A sensitive attribute with more values than this is refused."""
    tolerance: float = Field(USUAL_LIMITS["difference"], ge=0, le=1)
    """The largest difference that is not worth following up, for what no gate declares."""
    ratio: float = Field(USUAL_LIMITS["ratio"], gt=0, le=1)
    """The same for ratios."""
    score_range: tuple[float, float] | None = None
    """The lowest and the highest score, between which scores are counted in bins; those of the data if left out."""
    metrics: Names = ()
    """More figures to show by group, by their names in scikit-learn or fairlearn, such as f1_score."""
    resamples: int = Field(2000, ge=200, le=100_000)
    """Bootstrap resamples for what has no standard error of its own."""
    search: Search = Search()
    """The search for groups that nobody declared."""

    @model_validator(mode="after")
    def _range_rises(self) -> Self:
        if self.score_range is not None and not self.score_range[0] < self.score_range[1]:
            raise ValueError(
                f"The `score_range` must be a lower and a higher number. Got {list(self.score_range)} instead."
            )
        return self


class Energy(Part):
    """How the audit's own energy use is turned into carbon."""

    country: str | None = Field(None, pattern="^[A-Z]{3}$")
    """Three-letter country code of the place of computing. Without it energy is given and carbon is not."""
    budget_wh: float | None = Field(None, gt=0, allow_inf_nan=False, exclude_if=lambda budget: budget is None)
    """What the audit may use, in watt-hours. It is said whether it did; no verdict and no exit code rests on it."""


class Report(Part):
    """How the record is written down. Nothing here changes a result."""

    formats: tuple[str, ...] = ("json", "html", "pdf")
    organisation: str | None = None
    logo: str | None = Field(None, exclude_if=lambda path: path is None)
    """A picture for the reports, beside the plan."""
    language: str = Field("en", exclude_if=lambda name: name == "en")
    """The language of reports: the name of one that is installed, such as `de`, or a file beside the plan."""
    inconclusive_exit_code: Literal[0, 1, 3] = 3
    """Exit code for an inconclusive gate."""


class Words(Part):
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
    columns: dict[str, str] = Field(default_factory=dict)
    """Plain names for columns."""


class Plan(Part):
    """Everything an audit needs to know before the data are opened."""

    title: str = "Audit"
    task: Task = "binary"
    """What is decided: one of two labels, one of several, or a number."""
    data: Data = Data()
    where: Annotated[
        tuple[Condition, ...], BeforeValidator(as_conditions, json_schema_input_type=Written[Condition])
    ] = ()
    """Conditions that a row must meet to be audited, such as "age >= 18"."""
    roles: Roles = Roles()
    model: ModelSource | None = None
    gates: tuple[Gate, ...] = (Gate(),)
    """Declared limits. With none given: the selection rate may differ by 10 points at most; of a number, none."""
    checks: Checks = Checks()
    explain: Explain = Explain()
    alpha: float = Field(0.05, gt=0, lt=0.5)
    """The chance, over all gates together, of each of the two errors."""
    seed: int = Field(0, ge=0)
    frameworks: Names = ()
    """Regulations to set the evidence beside, such as nyc_ll144, or a file of your own, such as ./ours.yaml."""
    statements: str | None = Field(None, exclude_if=lambda path: path is None)
    """File of what named people state about the system, relative to the plan. Nothing in it changes a result."""
    law: Law = Field(Law(), exclude_if=lambda law: law == Law())
    privacy: Privacy = Field(Privacy(), exclude_if=lambda privacy: privacy == Privacy())
    review: Review = Field(Review(), exclude_if=lambda review: review == Review())
    energy: Energy = Energy()
    report: Report = Report()
    words: Words = Words()
    trail: Annotated[str, AfterValidator(_inside)] | None = Field(None, exclude_if=lambda path: path is None)
    """The log that the command and the app note each run in, in the plan's folder, such as trail.jsonl."""
    limitations: tuple[str, ...] = ()
    """What a reader must know that the data cannot show; printed under "What was not tested"."""

    @model_validator(mode="before")
    @classmethod
    def _no_usual_limit_of_a_number(cls, given: object) -> object:
        if isinstance(given, dict) and given.get("task") == "regression" and "gates" not in given:
            return {**given, "gates": ()}  # ten points of what? Only the plan can know the unit
        return given

    @model_validator(mode="after")
    def _no_case_of_private_rows(self) -> Self:
        if self.explain.cases and not self.privacy.rows:
            raise ValueError(
                "Single cases cannot be explained where rows stay private. Got `explain.cases` (or `--include-cases`) "
                "and `privacy.rows: false` (or `--no-rows`); leave one out."
            )
        return self

    @model_validator(mode="after")
    def _gates_have_attributes(self) -> Self:
        known = attribute_names(self.roles)
        for named in [gate.attributes for gate in self.gates] + [
            one.attributes for one in self.explain.limits
        ]:
            for name in named or ():
                if name not in known:
                    raise ValueError(
                        "The `attributes` of a gate must be among those that are audited. "
                        f"Got '{name}' instead. {nearest(name, known)}"
                    )
        return self
