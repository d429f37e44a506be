"""What became of a limit since the baseline, as a person would say it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from fairwitness.audits import units
from fairwitness.audits.baseline.document import GateStanding, Standing
from fairwitness.audits.baseline.figures import Held
from fairwitness.audits.metrics import METRICS
from fairwitness.audits.metrics.base import Unit
from fairwitness.audits.metrics.names import plain_rate
from fairwitness.audits.record import Record
from fairwitness.audits.record.base import Outcome
from fairwitness.audits.wording import tallied

_NOW: Final[Mapping[Outcome, str]] = {
    "pass": "holds",
    "fail": "fails",
    "inconclusive": "is inconclusive",
    "not_estimable": "cannot be estimated",
    "muted": "is muted by the plan",
}
_COUNTED: Final[Mapping[Standing, tuple[str, str]]] = {
    "worse": ("got worse", "got worse"),
    "new": ("is newly failed or open", "are newly failed or open"),
    "known": ("is known and not shown to be worse", "are known and not shown to be worse"),
    "mended": ("is mended", "are mended"),
    "holds": ("holds", "hold"),
}


def statement(before: Held | None, now: Held, standing: Standing, why: str) -> str:
    """What became of one limit: what is so now, both figures, then why that counts or not."""
    gate = now.gate
    name = f"{gate.metric.replace('_', ' ')} by {gate.attribute}"
    said = [f"The limit on {name} {_NOW[gate.outcome]}."]
    then = None if before is None else before.value
    if standing != "holds" and then is not None and now.value is not None:
        what = "The ratio" if gate.kind == "ratio" else "The gap"
        what = "The figure" if gate.kind in ("at_least", "at_most") else what
        said.append(f"{what} was {_figure(then, now)} in the baseline and is {_figure(now.value, now)}.")
    return " ".join([*said, *([why] if why else [])])


def lead(standings: Sequence[GateStanding], baseline: Record) -> str:
    """The whole in a sentence."""
    beside = f"Beside the baseline of {baseline.provenance.created[:10]} (record {baseline.hash[:12]})"
    found = [one.standing for one in standings]
    limits = f"{len(found)} limit{'' if len(found) == 1 else 's'}"
    return f"{beside}, of {limits}: {tallied(found, _COUNTED)}."


def _figure(value: float, of: Held) -> str:
    kind, metric = of.gate.kind, of.gate.metric
    if kind == "ratio" or of.comparison is None:
        return f"{value:.3g}"
    known = METRICS.get(plain_rate(metric))
    unit: Unit = "number" if known is None else known.unit
    return units.gap(value, unit)
