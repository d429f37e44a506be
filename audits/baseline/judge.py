"""Gate by gate: whether a failure was there in the baseline, and whether it got worse."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Literal, cast

from fairwitness.audits import gates
from fairwitness.audits.baseline import document
from fairwitness.audits.baseline.document import DECISIVE, GateStanding, Judgement, Standing
from fairwitness.audits.baseline.figures import INTERVALS, Held, Moved, by_intervals, held, moved
from fairwitness.audits.baseline.wording import lead, statement
from fairwitness.audits.facts import package_version
from fairwitness.audits.record import Record
from fairwitness.audits.record.base import Outcome
from fairwitness.audits.record.schema import GateResult
from fairwitness.audits.versions.document import VersionComparison

# Of what is open now, what must have been found then for it to be nothing new. A limit that can no longer be
# computed is new whatever it was: a failure could hide behind it.
_NOTHING_NEW: Final[Mapping[Outcome, frozenset[Outcome]]] = {
    "fail": frozenset({"fail"}),
    "inconclusive": frozenset({"fail", "inconclusive", "not_estimable"}),
    "not_estimable": frozenset({"not_estimable"}),
}
_OPEN: Final = frozenset({"fail", "inconclusive", "not_estimable"})
_MENDED: Final = (
    "A limit holds now that did not in the baseline. Make a new baseline, so that it cannot be lost again."
)


@dataclass(frozen=True)
class _Judged:
    """What became of one limit, and why."""

    standing: Standing
    why: str
    change: Moved | None = None


def judge(baseline: Record, record: Record, change: VersionComparison | None, inconclusive: int) -> Judgement:
    """Set an audit beside its baseline.

    A limit that holds is fine whatever it was. One that fails or is open is *known* if it did in the baseline too, for
    the same people, and is not shown to be worse; then it does not decide the exit code. Everything else is *new* or
    *worse*, and does. The record keeps its verdicts.

    Parameters
    ----------
    change
        How the gaps of rates changed; see `change_since`. Other limits are held against the baseline's intervals.
    inconclusive
        The exit code of what is new and open: the plan's.
    """
    then = {key(gate): held(baseline, gate) for gate in baseline.gates}
    changes = {one.id: one for one in change.gates} if change else {}
    found = []
    for gate in record.gates:
        now, before = held(record, gate), then.get(key(gate))
        moves = moved(changes.get(gate.id), gate) if before else None
        found.append((before, now, _judged(before, now, moves)))
    standings = tuple(_standing(*one) for one in found)
    notes = list(change.notes if change else ())
    if any(one.standing == "mended" for one in standings):
        notes.append(_MENDED)
    content = document.JudgementContent(
        record_sha256=record.hash,
        baseline_sha256=baseline.hash,
        baseline_created=baseline.provenance.created,
        form=change.form if change else "unpaired",
        alpha=change.alpha if change else float(cast("float", record.plan["alpha"])),
        gates=standings,
        exit_code=exit_code(record.gates, standings, inconclusive),
        lead=lead(standings, baseline),
        notes=tuple(notes),
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        version=package_version(),
    )
    return Judgement.of(content)


def key(gate: GateResult) -> tuple[str, float]:
    """What makes a limit the same one in two records."""
    return gate.id, gate.limit


def exit_code(
    results: Sequence[GateResult], standings: Sequence[GateStanding], inconclusive: int
) -> Literal[0, 1, 3]:
    """The exit code beside a baseline: 1 if a limit got worse or fails newly, else as of what is newly open, else 0.

    An audit without any limit judged nothing, and is no pass, as without a baseline.
    """
    if not standings:
        return cast("Literal[0, 1, 3]", int(gates.exit_code((), inconclusive)))
    decisive = [
        gate.model_copy(update={"outcome": "fail"}) if one.standing == "worse" else gate
        for gate, one in zip(results, standings, strict=True)
        if one.standing in DECISIVE
    ]
    return cast("Literal[0, 1, 3]", int(gates.exit_code(decisive, inconclusive))) if decisive else 0


def _judged(before: Held | None, now: Held, change: Moved | None) -> _Judged:
    outcome, was = now.gate.outcome, before.gate.outcome if before else None
    if outcome not in _OPEN:
        mended = outcome == "pass" and was in ("fail", "inconclusive", "not_estimable")
        return (
            _Judged("mended", f"In the baseline it {_WAS[was]}.") if mended and was else _Judged("holds", "")
        )
    if before is None or was is None:
        return _Judged("new", "The baseline has no such limit.")
    if was not in _NOTHING_NEW[outcome]:
        return _Judged("new", f"In the baseline it {_WAS[was]}.")
    if "not_estimable" in (outcome, was):
        return _Judged("known", "In the baseline it could not be estimated.")
    return _by_figures(before, now, change or by_intervals(before, now))


def _by_figures(before: Held, now: Held, change: Moved | None) -> _Judged:
    """The same of a limit that failed or was open both times: whether it is the same failure, and got worse."""
    if now.gate.outcome == "fail" and (others := now.others_than(before)):
        return _Judged("new", others, change)
    if change is None or change.outcome is None:
        reason = f": {change.reason}" if change and change.reason else ""
        return _Judged("new", f"It cannot be told whether it got worse since the baseline{reason}.", change)
    too = f"It {_WAS[before.gate.outcome]} in the baseline too"
    if change.outcome == "worse":
        return _Judged("worse", f"{too}, and got worse beyond what chance explains.", change)
    if change.outcome == "better":
        return _Judged("known", f"{too}, and got better beyond what chance explains.", change)
    return _Judged("known", f"{too}, and is not shown to be worse.", change)


_WAS: Final[Mapping[Outcome, str]] = {
    "pass": "passed",
    "fail": "failed",
    "inconclusive": "was inconclusive",
    "not_estimable": "could not be estimated",
    "muted": "was muted by the plan",
}


def _standing(before: Held | None, now: Held, judged: _Judged) -> GateStanding:
    gate, change = now.gate, judged.change
    return GateStanding(
        id=gate.id,
        metric=gate.metric,
        attribute=gate.attribute,
        kind=gate.kind,
        limit=gate.limit,
        outcome=gate.outcome,
        before=before.gate.outcome if before else None,
        standing=judged.standing,
        value_before=before.value if before else None,
        value=now.value,
        low=change.low if change else None,
        high=change.high if change else None,
        method=(change.method or INTERVALS) if change else None,
        statement=statement(before, now, judged.standing, judged.why),
    )
