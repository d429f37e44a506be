"""The trail of a project: who did what, when, to which record, and what a reader must know of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, cast

from pydantic import JsonValue

from fairwitness.audits.record import Record
from fairwitness.audits.record.canonical import canonical
from fairwitness.audits.record.strict import parse_json
from fairwitness.errors import AlteredError, EvidenceError
from fairwitness.reports.evidence import clock
from fairwitness.reports.evidence.chain import START, Chain, Entry, append, load_chain
from fairwitness.reports.evidence.events import (
    Change,
    Export,
    Held,
    Known,
    PlanStated,
    Run,
    Waiver,
    known,
    plain,
)
from fairwitness.reports.evidence.loosened import Loosened, loosened
from fairwitness.reports.evidence.manifest import TrailHead, digest
from fairwitness.reports.evidence.statement import result

FILE: Final = "trail.jsonl"
_MOST_CHANGES: Final = 50


@dataclass(frozen=True)
class Trail:
    """A trail that was read."""

    chain: Chain
    events: tuple[tuple[Entry, Known | None], ...]

    @property
    def head(self) -> TrailHead:
        """How far it is, for a bundle to keep."""
        return TrailHead(hash=self.chain.head, entries=len(self.chain.entries))

    def runs(self) -> Iterator[tuple[int, Run]]:
        """The audits, with the numbers of their lines."""
        for entry, event in self.events:
            if isinstance(event, Run):
                yield entry.number, event


def load_trail(file: Path) -> Trail:
    """Read a trail and hold each line against the one before it.

    Raises
    ------
    AlteredError, EvidenceError
        It is not sound, or cannot be read.
    """
    return _trail(load_chain(file))


def check_trail(file: Path) -> None:
    """Refuse a trail that could not be added to, before anything is computed for it; one need not be there yet."""
    if file.exists():
        load_chain(file)


def add(file: Path, *events: Known, at: datetime | None = None) -> Trail:
    """Add events, each at the same time; raises as `load_trail` does."""
    return _trail(append(file, [plain(event) for event in events], at=at))


def add_run(file: Path, record: Record, *, at: datetime | None = None) -> tuple[Trail, tuple[Loosened, ...]]:
    """Add an audit, after its plan where that is new, and tell which gates ask for less than they did."""
    before = load_trail(file) if file.exists() else Trail(Chain(), ())
    stated = _stated(record, before)
    after = add(file, *([stated] if stated else []), _run(record), at=at)
    new = after.chain.entries[-1].number
    return after, tuple(one for one in loosened(after.runs()) if one.entry == new)


def add_export(
    file: Path, content: bytes, name: str, record: Record, signed_by: str | None, *, by: str | None = None
) -> Trail:
    """Add a bundle, or another file, that was made of a record; `by` is who took it along."""
    made = Export(file=name, sha256=digest(content), record=record.hash, signed_by=signed_by, by=by)
    return add(file, made)


def remarks(trail: Trail, at: datetime | None = None) -> Iterator[str]:
    """What is no break of the chain and must be known, in sentences."""
    at = at or clock.now()
    if trail.chain.torn:
        yield (
            f"The last line was not written to its end ({len(trail.chain.torn):,} bytes): its writer was stopped. "
            "The next entry removes it, and says so."
        )
    yield from _clocks(trail.chain, at)
    yield from (one.sentence for one in loosened(trail.runs()))
    for entry, event in trail.events:
        if event is None:
            yield f"line {entry.number}: an event of a kind that this version of Fairwitness does not know."
        elif isinstance(event, Waiver) and clock.read(event.until) < at:
            yield f"line {entry.number}: the waiver of {event.gate} by {event.owner} has ended on {event.until[:10]}."


def refuse_without(trail: Trail, head: TrailHead, name: str) -> None:
    """Refuse a trail that does not have the line that a bundle, or somebody, has the hash of.

    Raises
    ------
    AlteredError
        Lines are missing at its end, or it is another trail.
    """
    entries = trail.chain.entries
    if len(entries) < head.entries:
        raise AlteredError(
            f"'{name}' must have at least {head.entries} lines, as many as it had when its hash was taken. It has "
            f"{len(entries)}: lines were cut off its end, or it is another trail."
        )
    found = entries[head.entries - 1].hash if head.entries else START
    if found != head.hash:
        raise AlteredError(
            f"Line {head.entries} of '{name}' must have the hash {head.hash[:12]}. It has {found[:12]}: the trail was "
            "written anew, or it is another."
        )


def head_of(trail: Trail, said: str) -> TrailHead:
    """The line of a hash that somebody kept; raises `AlteredError` if no line has it."""
    for entry in trail.chain.entries:
        if len(said) >= 12 and entry.hash.startswith(said.lower()):
            return TrailHead(hash=entry.hash, entries=entry.number)
    raise AlteredError(
        f"The trail must have a line with the hash {said[:12]}. It has none: lines were cut off its end, or it is "
        "another trail."
    )


def _trail(chain: Chain) -> Trail:
    return Trail(chain, tuple((entry, known(entry.event)) for entry in chain.entries))


def _clocks(chain: Chain, at: datetime) -> Iterator[str]:
    last: datetime | None = None
    for entry in chain.entries:
        try:
            now = clock.read(entry.at)
        except EvidenceError:
            yield f"line {entry.number}: it states no time."
            continue
        if last is not None and now < last:
            yield f"line {entry.number}: it says {entry.at}, before the line above it: a clock was set back."
        if now > at + clock.SLACK:
            yield f"line {entry.number}: it says {entry.at}, which is in the future: a clock was wrong."
        last = now


def _run(record: Record) -> Run:
    gates = tuple(
        Held(id=gate.id, kind=gate.kind, limit=gate.limit, outcome=gate.outcome) for gate in record.gates
    )
    word = cast("str", result(record)["result"])
    return Run.model_validate(
        {
            "title": record.title,
            "record": record.hash,
            "plan_sha256": record.provenance.plan_sha256,
            "data_sha256": record.provenance.data_sha256,
            "result": word,
            "gates": gates,
            "version": record.provenance.version,
        }
    )


def _stated(record: Record, before: Trail) -> PlanStated | None:
    """The plan of a record, with what changed since the last of the same title; None where it is that one."""
    plans = [
        event for _, event in before.events if isinstance(event, PlanStated) and event.title == record.title
    ]
    sha = record.provenance.plan_sha256
    if plans and plans[-1].sha256 == sha:
        return None
    plan = cast("dict[str, JsonValue]", parse_json(canonical(record.plan)))
    changed = tuple(_changes(plans[-1].plan, plan))[:_MOST_CHANGES] if plans else ()
    return PlanStated(title=record.title, sha256=sha, plan=plan, changed=changed)


def _changes(before: JsonValue, now: JsonValue, key: str = "") -> Iterator[Change]:
    if isinstance(before, dict) and isinstance(now, dict):
        for name in sorted({*before, *now}):
            yield from _changes(before.get(name), now.get(name), f"{key}.{name}" if key else name)
    elif isinstance(before, list) and isinstance(now, list) and len(before) == len(now):
        for at, (one, two) in enumerate(zip(before, now, strict=True)):
            yield from _changes(one, two, f"{key}.{at}")
    elif before != now:
        yield Change(key=key, before=before, now=now)
