"""Gates with the comparisons they were held against, for every format that lists them."""

from __future__ import annotations

from dataclasses import dataclass

from fairwitness.audits.explanations.measures import MEASURES
from fairwitness.audits.record import Record
from fairwitness.audits.record.schema import Comparison, GateResult
from fairwitness.reports.format import is_share
from fairwitness.reports.language import ENGLISH, Words
from fairwitness.reports.plain import plain
from fairwitness.reports.tokens import VERDICTS


@dataclass(frozen=True)
class GateRow:
    """One declared limit, and the comparison that it was held against."""

    gate: GateResult
    comparison: Comparison | None
    words: Words = ENGLISH

    @property
    def name(self) -> str:
        """The question in words, such as ``Favourable decision by race``."""
        measure = self.words.metric_title(self.gate.metric)
        return self.words("said.by", measure=measure, attribute=self.gate.attribute)

    @property
    def word(self) -> str:
        """The verdict in a word; a muted gate says so too."""
        word = self.words(f"verdict.{self.gate.verdict}.word")
        return f"{word}, {self.words('said.muted')}" if self.gate.outcome == "muted" else word

    @property
    def limit(self) -> str:
        """The limit with its direction, such as ``at most 10 points`` or ``at least 0.8``."""
        bound = "at_least" if self.gate.kind in ("ratio", "at_least") else "at_most"
        return self.words(f"figure.{bound}", limit=self._number())

    def _number(self, *, unit: bool = True) -> str:
        if self.gate.kind == "at_least" or self.gate.kind == "at_most":  # noqa: PLR1714 - it narrows the type
            return self.words.short(self.gate.limit)
        return self.words.limit(self.gate.limit, self.gate.kind, self.gate.metric, unit=unit)

    @property
    def _of_explanations(self) -> bool:
        """Whether it limits explanations: then the figure is the gate's own, and there is no comparison."""
        return self.gate.metric in MEASURES

    @property
    def gap(self) -> str:
        """The gap in its unit, such as ``21.4 points``; "no figure" where there is none."""
        found = self.comparison
        if self._of_explanations and self.gate.value is not None:
            return self.words.number(self.gate.value, 3)
        if found is None or found.value is None:
            return self.words("said.no_figure")
        return self.words.gap(found.value, found.kind, found.metric)

    @property
    def interval(self) -> str:
        """The simultaneous interval, without a unit; "none" where there is none."""
        found = self.comparison
        if self._of_explanations and self.gate.low is not None and self.gate.high is not None:
            return self.words.interval(self.gate.low, self.gate.high, 3, 1)
        if found is None:
            return self.words("said.none")
        return self.words.gap_interval(found.low, found.high, found.kind, found.metric)

    @property
    def reach(self) -> float | None:
        """Where a scale of its own ends, for a difference that is no share; None if the page's scale serves."""
        found = self.comparison
        if self.gate.kind == "ratio" or is_share(self.gate.metric):
            return None
        ends = [1.25 * self.gate.limit]
        if found is not None and found.value is not None:
            ends += [1.05 * found.value, *([] if found.high is None else [1.05 * found.high])]
        return max(ends) or 1.0

    @property
    def short_limit(self) -> str:
        """The limit for a small scale: points and numbers without their unit."""
        return self._number(unit=False)

    @property
    def short_gap(self) -> str:
        """The gap for a small scale, such as ``21.3 pts``."""
        found = self.comparison
        if found is None or found.value is None or found.kind == "ratio" or not is_share(found.metric):
            return self.gap
        points = self.words.gap(found.value, found.kind, found.metric, unit=False)
        return self.words("figure.points_short", n=points)

    @property
    def detail(self) -> str:
        """Metric, gap, interval and limit in a line."""
        words, found = self.words, self.comparison
        parts = [plain(f"{self.name} ({self.gate.metric}).")]
        if self._of_explanations and self.gate.value is not None:
            parts.append(words(f"gate.{self.gate.kind}", figure=self.gap, interval=self.interval))
        elif found is not None and found.value is not None:
            level = words("figure.percent", n=words.short(100 * found.confidence))
            key = "gate.ratio_at" if found.kind == "ratio" else "gate.gap_at"
            parts.append(words(key, figure=self.gap, level=level, interval=self.interval))
        last = words("gate.limit_after" if len(parts) > 1 else "gate.limit", limit=self.limit)
        return f"{' '.join(parts)} {last}"


def gate_rows(record: Record, words: Words = ENGLISH) -> tuple[GateRow, ...]:
    """Every gate with its comparison, by verdict: disparity first, then what is open, then within."""
    found = {(*_asked(one), one.tolerance): one for one in record.comparisons if one.declared}
    rows = [GateRow(gate, found.get((*_asked(gate), gate.limit)), words) for gate in record.gates]
    order = (VERDICTS[0], *VERDICTS[2:], VERDICTS[1])
    return tuple(sorted(rows, key=lambda row: order.index(row.gate.verdict)))


def _asked(one: GateResult | Comparison) -> tuple[str, str, str, str, str | None]:
    return one.metric, one.attribute, one.kind, one.against, one.reference
