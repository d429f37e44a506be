"""FAIR013."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import ClassVar, Final

from fairwitness.audits.checks.base import Check, CheckNotApplicable, Context, Seen
from fairwitness.audits.rates import METRICS
from fairwitness.audits.record.schema import Finding, SubgroupSearch
from fairwitness.audits.subgroups.candidates import candidates
from fairwitness.audits.subgroups.find import Settings, searched
from fairwitness.audits.subgroups.items import Columns
from fairwitness.audits.subgroups.report import as_record
from fairwitness.audits.subgroups.search import Limits
from fairwitness.audits.subject import Subject

LEAST_ROWS: Final = 400
"""With fewer, neither half holds enough to find or to confirm anything."""

_UNWEIGHTED: Final = "Every row counts once in the search: the weights are not used."
_EXPLORATORY: Final = "The search is exploratory: a lead to follow, not a verdict."


class FoundSubgroups(Check):
    """Is some group that nobody declared treated much worse than the rest?"""

    code: ClassVar = "FAIR013"
    tasks: ClassVar = frozenset({"binary"})
    remedy: ClassVar = (
        "Look at who these people are and what the model reads of them; then declare the group under "
        "`roles.sensitive` and audit it on new data. Take columns that follow from the decision out of "
        "`checks.search.columns`."
    )

    def look(self, context: Context) -> Seen:
        """Search one half of the rows, check what was found on the other, and report what held."""
        plan = context.plan
        subject = _rows(context)
        metrics = _metrics(context)
        columns, sha256 = candidates(subject)
        wanted = plan.checks.search
        if not _any_undeclared(columns, wanted.depth):
            raise CheckNotApplicable(
                "A search for groups that nobody declared needs more columns: what there is, is compared anyway."
            )
        settings = Settings(
            metrics=metrics,
            limits=Limits(wanted.depth, wanted.min_rows, wanted.beam, wanted.top),
            alpha=plan.alpha,
            seed=plan.seed,
            favourable_is_positive=subject.labels.favourable_is_positive,
        )
        found = searched(columns, subject.decisions.outcome, subject.decisions.prediction, settings)
        notes = () if subject.weights is None else (_UNWEIGHTED,)
        record = as_record(found, settings, sha256, context.words, notes)
        return Seen(tuple(self._findings(record)), subgroups=record)

    def _findings(self, record: SubgroupSearch) -> Iterator[Finding]:
        """A lead for each group that held."""
        for place, group in enumerate(record.groups):
            if group.confirmed:
                statement = f"{group.statement} {_EXPLORATORY}"
                yield self.finding("low", statement, (f"subgroups.groups[{place}]",))


def _any_undeclared(columns: Columns, depth: int) -> bool:
    """Whether some combination of columns is not compared anyway."""
    names = [one.name for one in columns.kept]
    return any(
        frozenset(chosen) not in columns.declared
        for number in range(1, depth + 1)
        for chosen in combinations(names, number)
    )


def _rows(context: Context) -> Subject:
    """The rows, if they can be searched."""
    plan = context.plan
    if plan.checks.search.off:
        raise CheckNotApplicable("The plan leaves out the search for groups that nobody declared.")
    if plan.roles.cluster is not None:
        raise CheckNotApplicable(
            "A search for groups that nobody declared takes rows as independent; here some belong together."
        )
    if context.subject is None:
        raise CheckNotApplicable(
            "A search for groups that nobody declared needs the rows, and only their counts are at hand."
        )
    rows = len(context.subject.frame)
    if rows < LEAST_ROWS:
        raise CheckNotApplicable(
            f"A search for groups that nobody declared needs {LEAST_ROWS} rows or more; there are {rows:,}."
        )
    return context.subject


def _metrics(context: Context) -> tuple[str, ...]:
    """The metrics that can be searched for here."""
    usable = tuple(
        metric
        for metric in dict.fromkeys(context.plan.checks.search.metrics)
        if context.has_labels or not METRICS[metric].needs_labels
    )
    if not usable:
        raise CheckNotApplicable("A search by these metrics needs a target: what really happened.")
    return usable
