"""What can happen in a project, as its trail has it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Final, Literal, TypeAlias

from pydantic import (
    ConfigDict,
    Field,
    JsonValue,
    StringConstraints,
    TypeAdapter,
    ValidationError,
    field_validator,
)

from fairwitness.audits.plan.part import Bound, Kind
from fairwitness.audits.record.base import Outcome, Part
from fairwitness.audits.review.entries import Entry, read_entry
from fairwitness.errors import EvidenceError, ReviewError, UnknownNameError
from fairwitness.reports.evidence import clock

Text = Annotated[str, StringConstraints(min_length=1, max_length=2000, strip_whitespace=True)]
Hash = Annotated[str, StringConstraints(pattern="^[0-9a-f]{12,64}$")]


class Change(Part):
    """One key of a plan that is not what it was."""

    key: str
    before: JsonValue
    now: JsonValue

    @property
    def words(self) -> str:
        """The change in a clause."""
        short = not isinstance(self.before, dict | list) and not isinstance(self.now, dict | list)
        return f"`{self.key}`{f' from {self.before} to {self.now}' if short else ''}"


class PlanStated(Part):
    """A plan that is used for the first time, or in place of another."""

    kind: Literal["plan"] = "plan"
    title: str
    sha256: str
    plan: dict[str, JsonValue]
    changed: tuple[Change, ...] = ()
    """What differs from the last plan of the same title."""

    @property
    def words(self) -> str:
        """The event in a line."""
        changed = ", ".join(one.words for one in self.changed)
        return f"plan {self.sha256[:12]} '{self.title}'{' changed ' + changed if changed else ''}"


class Held(Part):
    """A gate and what came of it."""

    id: str
    kind: Kind | Bound
    limit: float
    outcome: Outcome


class Run(Part):
    """An audit that was made."""

    kind: Literal["run"] = "run"
    title: str
    record: str
    plan_sha256: str
    data_sha256: str
    result: Literal["PASSED", "WARNED", "FAILED"]
    gates: tuple[Held, ...]
    version: str

    @property
    def words(self) -> str:
        """The event in a line."""
        plan = self.plan_sha256[:12]
        return f"run {self.record[:12]} '{self.title}': {self.result.lower()}, by plan {plan}"


class Export(Part):
    """A bundle, or another file, that was made of a record to be taken along."""

    kind: Literal["export"] = "export"
    file: str
    sha256: str
    record: str
    signed_by: str | None
    by: str | None = None
    """Who took it along, where that is known."""

    @property
    def words(self) -> str:
        """The event in a line."""
        signed = f"signed by {self.signed_by[:12]}" if self.signed_by else "unsigned"
        return f"export of {self.record[:12]}: {self.file}, {signed}{f', by {self.by}' if self.by else ''}"


class Waiver(Part):
    """Somebody answers for a gate that does not hold, until a day."""

    kind: Literal["waiver"] = "waiver"
    gate: Text
    reason: Text
    owner: Text
    until: str

    @field_validator("until")
    @classmethod
    def _is_a_time(cls, until: str) -> str:
        return clock.written(clock.read(until, "`until`", end=True))

    @property
    def words(self) -> str:
        """The event in a line."""
        return f"waiver of {self.gate} by {self.owner} until {self.until[:10]}: {self.reason}"


class Reviewed(Part):
    """What somebody did in the review of a record, as the review writes it."""

    model_config = ConfigDict(extra="allow")
    kind: Annotated[str, StringConstraints(pattern=r"^review\.[a-z_]+$")]
    record: Hash
    by: Text
    role: Text | None = None

    @property
    def words(self) -> str:
        """The event in a line."""
        what = self.kind.removeprefix("review.").replace("_", " ")
        return f"review of {self.record[:12]}, {what}, by {self.by}{f' ({self.role})' if self.role else ''}"


class Note(Part):
    """Anything else that should be remembered."""

    kind: Literal["note"] = "note"
    by: Text
    comment: Text

    @property
    def words(self) -> str:
        """The event in a line."""
        return f"note by {self.by}: {self.comment}"


class Acted(Part):
    """What somebody changed in the web app: an audit, or who may do what."""

    kind: Literal["act"] = "act"
    by: Text
    email: str | None = None
    """Who they are to the identity provider; none where nobody logs in."""
    what: Text
    audit: str | None = None
    """The id of the audit that it was about, if it was about one."""
    title: str | None = None

    @property
    def words(self) -> str:
        """The event in a line."""
        who = f"{self.by} <{self.email}>" if self.email and self.email != self.by else self.by
        about = f": '{self.title}'" if self.title else ""
        return f"{who} {self.what}{about}"


class Recovered(Part):
    """The end of the file was a line that was never finished; it was removed."""

    kind: Literal["recovered"] = "recovered"
    bytes: int
    sha256: str

    @property
    def words(self) -> str:
        """The event in a line."""
        return f"a line that was never finished was removed ({self.bytes:,} bytes)"


_Named: TypeAlias = PlanStated | Run | Export | Waiver | Note | Acted | Recovered
Known: TypeAlias = _Named | Entry | Reviewed
BY_PEOPLE: Final[Mapping[str, type[Waiver | Note]]] = {"waiver": Waiver, "note": Note}
_ADAPTER: Final[TypeAdapter[_Named]] = TypeAdapter(Annotated[_Named, Field(discriminator="kind")])


def known(event: Mapping[str, JsonValue]) -> Known | None:
    """An event of a trail as what it is; None where a later version wrote what this one does not know."""
    try:
        if str(event.get("kind")).startswith("review."):
            return _reviewed(event)
        return _ADAPTER.validate_python(event)
    except (ValidationError, EvidenceError):
        return None


def _reviewed(event: Mapping[str, JsonValue]) -> Known:
    """An entry as the review reads it; as a later version of it may have written it, who and of what."""
    try:
        return read_entry(event)
    except ReviewError:
        return Reviewed.model_validate(event)


def plain(event: Known) -> dict[str, JsonValue]:
    """An event as a trail keeps it."""
    return event.model_dump(mode="json")


def stated(kind: str, values: Mapping[str, str | None]) -> Known:
    """An event that a person adds.

    Raises
    ------
    UnknownNameError
        There is no such kind.
    EvidenceError
        Something is missing, too long, or cannot be; each is named by its option.
    """
    if kind not in BY_PEOPLE:
        raise UnknownNameError.among(kind, BY_PEOPLE, what="event that a person adds")
    given = {name: value for name, value in values.items() if value is not None}
    try:
        return BY_PEOPLE[kind].model_validate(given)
    except ValidationError as error:
        first = error.errors()[0]
        option = f"`--{first['loc'][0]}`"
        raise EvidenceError(f"A {kind} {_wrong(first['type'], option, first['msg'])}") from error


def _wrong(kind: str, option: str, said: str) -> str:
    if kind == "missing":
        return f"needs {option}. It was not given."
    if kind == "extra_forbidden":
        return f"has no {option}. Leave it out."
    return f"must have another {option}: {said[0].lower()}{said[1:]}."
