"""What a check is, what it looks at, and what it says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal, cast

from fairwitness import _registry
from fairwitness.audits.counts import Counts
from fairwitness.audits.measurements import Measurements
from fairwitness.audits.plan.model import Plan, Task
from fairwitness.audits.record.explanation_quality import ExplanationQuality
from fairwitness.audits.record.schema import (
    ClassTable,
    Comparison,
    ConditionalTable,
    Estimate,
    Explanations,
    Finding,
    GapAttribution,
    ImpactTable,
    IndividualFairness,
    Performance,
    ScoreTable,
    Severity,
    SubgroupSearch,
    ThresholdTable,
)
from fairwitness.audits.record.schema import Subject as SubjectFacts
from fairwitness.audits.subject import Subject
from fairwitness.audits.wording import Vocabulary


class CheckNotApplicable(Exception):  # noqa: N818 - it is an answer, not an error
    """The check has nothing to look at here. The message is printed under "What was not tested"."""


@dataclass(frozen=True)
class Context:
    """Everything a check may look at."""

    plan: Plan
    facts: SubjectFacts
    """What the record says of the subject."""
    measured: Measurements
    estimates: tuple[Estimate, ...]
    comparisons: tuple[Comparison, ...]
    words: Vocabulary
    subject: Subject | None = None
    """The rows; None where only their counts are at hand."""

    @property
    def data_sha256(self) -> str:
        """The hash of what was audited: of the columns, or of the counts where there are no rows."""
        return self.subject.data_sha256 if self.subject is not None else self.measured.tables.sha256()

    @property
    def counts(self) -> Mapping[str, Counts]:
        """Rows by group, outcome and prediction, by attribute; none where a number is decided."""
        return self.measured.tables.counts

    @property
    def has_labels(self) -> bool:
        """Whether any row says what really happened."""
        return self.measured.has_labels

    @property
    def labels(self) -> tuple[str, ...]:
        """Every label, where one of several is decided; else none."""
        table = next(iter(self.counts.values()), None)
        return table.labels if table is not None and self.plan.task == "multiclass" else ()

    def rows(self) -> Subject:
        """The rows.

        Raises
        ------
        CheckNotApplicable
            Only their counts are at hand.
        """
        if self.subject is None:
            raise CheckNotApplicable("It needs the rows, and only their counts are at hand.")
        return self.subject


@dataclass(frozen=True)
class Seen:
    """What a check saw."""

    findings: tuple[Finding, ...] = ()
    performance: Performance | None = None
    explanations: Explanations | None = None
    gaps: tuple[GapAttribution, ...] = ()
    quality: ExplanationQuality | None = None
    subgroups: SubgroupSearch | None = None
    scores: tuple[ScoreTable, ...] = ()
    thresholds: tuple[ThresholdTable, ...] = ()
    conditional: tuple[ConditionalTable, ...] = ()
    individual: IndividualFairness | None = None
    classes: ClassTable | None = None
    impact: tuple[ImpactTable, ...] = ()


class Check:
    """One question about the subject. The first line of a subclass's docstring is its title.

    Registered under its code in the entry point group ``fairwitness.checks``.
    """

    code: ClassVar[str]
    remedy: ClassVar[str]
    """What to do when it fires."""
    metrics: ClassVar[tuple[str, ...]] = ()
    """Figures that it wants estimated, over all rows and by group, before it looks."""
    compares: ClassVar[tuple[str, ...]] = ()
    """Those of them that it also wants compared between the groups, although no gate declares it."""
    tasks: ClassVar[frozenset[Task]] = frozenset({"binary", "multiclass", "regression"})
    """The kinds of decision that it is a question about. Of others it is not asked, and nobody misses its answer."""
    phase: ClassVar[Literal["check", "explain"]] = "check"
    """The phase its energy is counted in."""

    @classmethod
    def title(cls) -> str:
        """The check's question in one sentence."""
        return (cls.__doc__ or cls.__name__).strip().splitlines()[0]

    def asks_of(self, task: Task) -> bool:
        """Whether this kind of decision has the question at all."""
        return task in self.tasks

    def refuse_others(self, task: Task, why: str) -> None:
        """For whoever looks unasked: an audit puts no question that `asks_of` says a decision does not have.

        Raises
        ------
        CheckNotApplicable
            This kind of decision does not have the question; ``why`` says what it lacks.
        """
        if not self.asks_of(task):
            raise CheckNotApplicable(why)

    def refuse_unnamed_label(self, context: Context) -> None:
        """For checks that explain a probability: of several labels one must be singled out.

        Raises
        ------
        CheckNotApplicable
            The plan states none.
        """
        if context.labels and context.subject is not None and not context.subject.labels.favourable:
            raise CheckNotApplicable(
                "Of several labels, the one whose probability is explained must be stated as `favourable`."
            )

    def look(self, context: Context) -> Seen:
        """Look at the subject; `asks_of` was asked before.

        Raises
        ------
        CheckNotApplicable
            There is nothing to look at; the message says why.
        """
        raise NotImplementedError

    def finding(self, severity: Severity, statement: str, evidence: tuple[str, ...] = ()) -> Finding:
        """Something a person should look at."""
        return Finding(
            code=self.code,
            title=self.title(),
            severity=severity,
            statement=statement,
            evidence=evidence,
            remedy=self.remedy,
        )


def registered() -> dict[str, Check]:
    """Every registered check by its code."""
    return cast("dict[str, Check]", _registry.load_all("fairwitness.checks"))
