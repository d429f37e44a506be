"""Gates with the comparisons they were held against, for every format that lists them."""

from __future__ import annotations

from dataclasses import dataclass

from fairwitness.audits.quality_measures import MEASURES
from fairwitness.audits.record import Record
from fairwitness.audits.record.schema import Comparison, GateResult
from fairwitness.reports.format import gap, gap_interval, is_share, limit, metric_title, number
from fairwitness.reports.plain import plain
from fairwitness.reports.tokens import OUTCOME_WORDS, VERDICT_WORDS, VERDICTS


@dataclass(frozen=True)
class GateRow:
    """One declared limit, and the comparison that it was held against."""

    gate: GateResult
    comparison: Comparison | None

    @property
    def name(self) -> str:
        """The question in words, such as ``Favourable decision by race``."""
        return f"{metric_title(self.gate.metric)} by {self.gate.attribute}"

    @property
    def word(self) -> str:
        """The verdict in a word; a muted gate says so too."""
        word = VERDICT_WORDS[self.gate.verdict]
        return f"{word}, {OUTCOME_WORDS['muted'].lower()}" if self.gate.outcome == "muted" else word

    @property
    def limit(self) -> str:
        """The limit with its direction, such as ``at most 10 points`` or ``at least 0.8``."""
        bound = "at least" if self.gate.kind in ("ratio", "at_least") else "at most"
        return f"{bound} {self._number}"

    @property
    def _number(self) -> str:
        if self.gate.kind == "at_least" or self.gate.kind == "at_most":  # noqa: PLR1714 - it narrows the type
            return f"{self.gate.limit:g}"
        return limit(self.gate.limit, self.gate.kind, self.gate.metric)

    @property
    def _of_explanations(self) -> bool:
        """Whether it limits explanations: then the figure is the gate's own, and there is no comparison."""
        return self.gate.metric in MEASURES

    @property
    def gap(self) -> str:
        """The gap in its unit, such as ``21.4 points``; "no figure" where there is none."""
        found = self.comparison
        if self._of_explanations and self.gate.value is not None:
            return number(self.gate.value, 3)
        if found is None or found.value is None:
            return "no figure"
        return gap(found.value, found.kind, found.metric)

    @property
    def interval(self) -> str:
        """The simultaneous interval, without a unit; "none" where there is none."""
        found = self.comparison
        if self._of_explanations and self.gate.low is not None and self.gate.high is not None:
            return f"{number(self.gate.low, 3)} to {number(self.gate.high, 3)}"
        if found is None:
            return "none"
        return gap_interval(found.low, found.high, found.kind, found.metric)

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
        return self._number.removesuffix(" points")

    @property
    def short_gap(self) -> str:
        """The gap for a small scale, such as ``21.3 pts``."""
        return self.gap.replace(" points", " pts").replace(" point", " pt")

    @property
    def detail(self) -> str:
        """Metric, gap, interval and limit in a line."""
        parts = [plain(f"{self.name} ({self.gate.metric}).")]
        found = self.comparison
        if self._of_explanations and self.gate.value is not None:
            what = {"at_least": "Lowest mean", "at_most": "Highest mean"}.get(self.gate.kind, "Gap")
            parts.append(f"{what} {self.gap}, simultaneous interval {self.interval};")
        elif found is not None and found.value is not None:
            what = "Ratio" if found.kind == "ratio" else "Gap"
            parts.append(
                f"{what} {self.gap}, simultaneous {100 * found.confidence:g}% interval {self.interval};"
            )
        return f"{' '.join(parts)} {'limit' if len(parts) > 1 else 'Limit'}: {self.limit}."


def gate_rows(record: Record) -> tuple[GateRow, ...]:
    """Every gate with its comparison, by verdict: disparity first, then what is open, then within."""
    found = {(*_asked(one), one.tolerance): one for one in record.comparisons if one.declared}
    rows = [GateRow(gate, found.get((*_asked(gate), gate.limit))) for gate in record.gates]
    order = (VERDICTS[0], *VERDICTS[2:], VERDICTS[1])
    return tuple(sorted(rows, key=lambda row: order.index(row.gate.verdict)))


def _asked(one: GateResult | Comparison) -> tuple[str, str, str, str, str | None]:
    return one.metric, one.attribute, one.kind, one.against, one.reference
