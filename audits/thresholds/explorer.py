"""Any other threshold of an audit's scores: every rate, gap and verdict, by the code that made the record.

A threshold that is chosen after looking is exploratory: its verdicts on the same rows are too kind. Nothing of this
enters a record.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, Self

import numpy as np

from fairwitness.audits import comparisons
from fairwitness.audits.at_hand import AtHand, tables_of
from fairwitness.audits.comparisons import Bench, Judged
from fairwitness.audits.context import Asked, asked
from fairwitness.audits.counts import Counts, FloatArray, Tables
from fairwitness.audits.measurements import Measurements
from fairwitness.audits.metrics.names import CONDITIONAL
from fairwitness.audits.plan.model import Plan
from fairwitness.audits.questions import Question
from fairwitness.audits.rates import METRICS as RATES
from fairwitness.audits.record.schema import Comparison, Estimate
from fairwitness.audits.subject import Subject
from fairwitness.audits.subject.attributes import cross
from fairwitness.audits.tabulate import rows_of
from fairwitness.audits.thresholds.counted import CountedScores
from fairwitness.audits.thresholds.grid import Grid
from fairwitness.audits.thresholds.scored import ScoredRows, check_subject
from fairwitness.audits.thresholds.steps import Stepped
from fairwitness.audits.wording import Vocabulary
from fairwitness.errors import DataError, UnknownNameError

_MOST_KEPT: Final = 64


@dataclass(frozen=True, eq=False)
class Explorer:
    """Scores sorted once, so that each threshold is a matter of milliseconds.

    Attributes
    ----------
    levels
        The distinct scores, or the thresholds that were counted, lowest first: (L,).
    steps
        By attribute: the counts at every level.
    strata
        By attribute and stratum: the same.
    declared
        The threshold whose decisions are those of the record; None where no threshold gives them.
    """

    plan: Plan
    words: Vocabulary
    asked: Asked
    levels: FloatArray
    steps: Mapping[str, Stepped]
    strata: Mapping[str, Mapping[str, Stepped]]
    declared: float | None
    scores: ScoredRows | CountedScores
    _base: Measurements
    _kept: OrderedDict[int, Decided] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @classmethod
    def of(cls, subject: AtHand) -> Self:
        """Sort the scores of a subject, and measure once what no threshold changes.

        Raises
        ------
        DataError
            It has no scores of two labels, or rows that belong together; the message says which.
        """
        loaded = subject if isinstance(subject, Subject) else None
        scores = _scores(subject)
        plan, tables = subject.plan, tables_of(subject)
        rows = None if loaded is None else rows_of(loaded)
        base = Measurements(tables, rows, plan.checks.resamples, plan.seed)
        wanted = asked(plan, base)
        words = Vocabulary.of(plan.words, subject.labels, plan.roles.target)
        comparisons.estimates(base, wanted.metrics, plan.checks)
        Bench(base, plan, words).judged(wanted.declared, wanted.exploratory)
        return cls(
            plan,
            words,
            wanted,
            scores.levels,
            {one.name: scores.steps(one) for one in subject.attributes},
            {}
            if subject.strata is None
            else {
                one.name: {name: scores.steps(one, chosen) for name, chosen in subject.strata.known()}
                for one in subject.attributes
            },
            scores.declared,
            scores,
            base.redecided(tables),
        )

    @cached_property
    def audited(self) -> Decided:
        """The decisions of the record, whether or not a threshold gives them."""
        return Decided(self, self._base)

    def at(self, threshold: float) -> Decided:
        """The decisions "score of at least `threshold`".

        Raises
        ------
        DataError
            The scores were not counted at that threshold.
        """
        level = self._level(threshold)
        with self._lock:
            if level not in self._kept:
                self._kept[level] = Decided(self, self._base.redecided(self._tables(level)))
                while len(self._kept) > _MOST_KEPT:
                    self._kept.popitem(last=False)
            self._kept.move_to_end(level)
            return self._kept[level]

    def forget(self) -> None:
        """Let go of what was measured at thresholds so far."""
        with self._lock:
            self._kept.clear()

    @cached_property
    def grid(self) -> Grid:
        """Which thresholds can be chosen."""
        return self.scores.grid

    @property
    def start(self) -> float:
        """The declared threshold, or the middle where there is none."""
        middle = (self.grid.low + self.grid.high) / 2
        return self.grid.nearest(middle) if self.declared is None else self.declared

    def question(self, metric: str, attribute: str) -> Question:
        """What is compared: as a gate declares it, else as the record compares it, a difference before a ratio."""
        found = [
            one
            for asked_ in (self.asked.declared, self.asked.exploratory)
            for one in sorted(asked_, key=lambda one: one.kind != "difference")
            if (one.metric, one.attribute) == (metric, attribute)
        ]
        usual = Question(metric, "difference", attribute, self.plan.checks.tolerance)
        return next(iter(found), usual)

    def moves(self, metric: str) -> bool:
        """Whether it is a rate that another threshold changes."""
        rate = metric.removeprefix(CONDITIONAL)
        strata = bool(self.strata) and self.scores.plain
        return rate in RATES and rate != "base_rate" and (rate == metric or strata)

    def counts(self, attribute: str, threshold: float) -> Counts:
        """Rows of one attribute by group, outcome and decision."""
        return self.steps[attribute].at(self._level(threshold))

    def crossed(self, names: tuple[str, str], threshold: float, metric: str) -> tuple[Estimate, ...]:
        """One rate where two single attributes cross, whether or not the plan crosses them.

        Raises
        ------
        UnknownNameError
            There is no such attribute.
        DataError
            Their groups are too many to cross, or the scores were not counted at that threshold.
        """
        known = {one.name: one for one in self.scores.attributes}
        for name in names:
            if name not in known:
                raise UnknownNameError.among(name, known, what="attribute")
        both = cross([known[name] for name in names])
        steps = self.steps.get(both.name) or self.scores.steps(both)
        counts = steps.at(self._level(threshold))
        measured = Measurements(Tables({both.name: counts}))
        found = comparisons.estimates(measured, [metric], self.plan.checks)
        return tuple(one for one in found if one.attribute is not None)

    def bench(self, name: str, threshold: float) -> Bench:
        """Where questions about one attribute can be put at a threshold, for when no other is asked about."""
        tables, level = self._base.tables, self._level(threshold)
        one = Tables(
            {name: self.steps[name].at(level)},
            {name: tables.moments.get(name, {})},
            {name: tables.histograms[name]} if name in tables.histograms else {},
            {name: _at(self.strata[name], level)} if name in self.strata else {},
        )
        return Bench(self._base.redecided(one), self.plan, self.words)

    def _level(self, threshold: float) -> int:
        if not self.grid.knows(threshold):
            raise DataError(
                f"The threshold must be one at which the scores were counted. Got {threshold:g} instead; the nearest "
                f"is {self.grid.text(self.grid.nearest(threshold))}."
            )
        return int(np.searchsorted(self.levels, threshold))

    def _tables(self, level: int) -> Tables:
        base = self._base.tables
        return Tables(
            _at(self.steps, level),
            base.moments,
            base.histograms,
            {name: _at(strata, level) for name, strata in self.strata.items()},
        )


@dataclass(eq=False)
class Decided:
    """All figures at one threshold, each measured when it is first asked for."""

    explorer: Explorer
    measured: Measurements

    @cached_property
    def verdicts(self) -> tuple[Judged, ...]:
        """What the gates declare, judged as one family, without words and without what it would take to settle it."""
        return tuple(self._bench.judged(self.explorer.asked.declared, ()))

    @cached_property
    def declared(self) -> tuple[Comparison, ...]:
        """What the gates declare, as the record would have it."""
        return tuple(map(self._bench.comparison, self.verdicts))

    @cached_property
    def exploratory(self) -> tuple[Comparison, ...]:
        """What the record compares besides."""
        return tuple(map(self._bench.comparison, self._leads))

    def one(self, question: Question) -> Comparison:
        """One question: as the record has it where it does, else judged by itself as exploratory."""
        of_audit = self.explorer.asked
        if question in of_audit.declared:
            found = self.verdicts[of_audit.declared.index(question)]
        elif question in of_audit.exploratory:
            found = self._leads[of_audit.exploratory.index(question)]
        else:
            found = self._bench.judged((), (question,))[0]
        return self._bench.comparison(found)

    @cached_property
    def estimates(self) -> tuple[Estimate, ...]:
        """Every figure that the record has."""
        return self._estimates(self.explorer.asked.metrics)

    def rates(self, metric: str, attribute: str | None) -> tuple[Estimate, ...]:
        """One metric by the groups of an attribute, or of all rows."""
        return tuple(one for one in self._estimates([metric]) if one.attribute == attribute)

    @cached_property
    def _leads(self) -> tuple[Judged, ...]:
        return tuple(self._bench.judged((), self.explorer.asked.exploratory))

    @cached_property
    def _bench(self) -> Bench:
        return Bench(self.measured, self.explorer.plan, self.explorer.words)

    def _estimates(self, metrics: list[str] | tuple[str, ...]) -> tuple[Estimate, ...]:
        return comparisons.estimates(self.measured, metrics, self.explorer.plan.checks)


def _scores(subject: AtHand) -> ScoredRows | CountedScores:
    if isinstance(subject, Subject):
        check_subject(subject)
        return ScoredRows.of(subject)
    return CountedScores.of(subject)


def _at(steps: Mapping[str, Stepped], level: int) -> dict[str, Counts]:
    return {name: one.at(level) for name, one in steps.items()}
