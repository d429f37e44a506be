"""What is written into a review, one entry for each thing that somebody does. Entries are only ever added."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Annotated, Final, Literal, get_args

from pydantic import BeforeValidator, Field, TypeAdapter, ValidationError, field_validator, model_validator

from fairwitness.audits.plan.part import Part
from fairwitness.audits.plan.review import ROLE_TITLES, Role, as_role
from fairwitness.audits.plan.spelling import as_day
from fairwitness.audits.units import day
from fairwitness.errors import ReviewError

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

Disposition = Literal["accept", "mitigate", "false_alarm", "waive"]
DISPOSITIONS: Final[tuple[Disposition, ...]] = get_args(Disposition)

MOST_CHARACTERS: Final = 10_000
Name = Annotated[str, Field(min_length=1, max_length=200)]
Text = Annotated[str, Field(min_length=1, max_length=MOST_CHARACTERS)]
Day = Annotated[date | None, BeforeValidator(as_day)]
Sha = Annotated[str, Field(pattern="^[0-9a-f]{16,64}$")]
Table = tuple[tuple[Annotated[int, Field(ge=0)], ...], ...]
"""Cases by the model's decision (rows) and the reviewer's (columns), in the order of the labels."""


class _Entry(Part):
    """Base of all entries: who did it, in which role, when, and to which record."""

    record: Sha
    """The hash of the record."""
    by: Name
    role: Annotated[Role | None, BeforeValidator(as_role)] = None
    at: datetime
    """UTC."""

    @field_validator("at")
    @classmethod
    def _in_utc(cls, at: datetime) -> datetime:
        return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


class Decided(_Entry):
    """A finding gets an owner, a due date, or a disposition; what is left out stays as it was."""

    kind: Literal["review.decided"] = "review.decided"
    finding: Name
    says: Sha
    """Of the finding's statement at that time: a disposition is on this, and on nothing else."""
    owner: Name | None = None
    due: Day = None
    disposition: Disposition | None = None
    until: Day = None
    """The last day of a waiver."""
    reason: Text | None = None

    @model_validator(mode="after")
    def _is_whole(self) -> Decided:
        if not (self.owner or self.due or self.disposition):
            raise ValueError("A decision must give an owner, a due date or a disposition. Got none of them.")
        if self.disposition in ("accept", "false_alarm", "waive") and not self.reason:
            raise ValueError(f"A disposition of '{shown(self.disposition)}' must have a reason. Got none.")
        if self.disposition == "waive" and self.until is None:
            raise ValueError("A waiver must have a last day (`until`). Got none.")
        if self.disposition != "waive" and self.until is not None:
            raise ValueError("Only a waiver has a last day (`until`); a date to be done by is `due`.")
        return self

    @property
    def words(self) -> str:
        """The entry in a line."""
        until = f" until {day(self.until)}" if self.until else ""
        what = [f"{shown(self.disposition)}{until}" if self.disposition else ""]
        what += [f"owner {self.owner}" if self.owner else "", f"due {day(self.due)}" if self.due else ""]
        why = f". {self.reason}" if self.reason else ""
        return f"{self.by} on {self.finding}: {', '.join(part for part in what if part)}{why}"


class Commented(_Entry):
    """Somebody says something about a finding."""

    kind: Literal["review.commented"] = "review.commented"
    finding: Name
    text: Text

    @property
    def words(self) -> str:
        """The entry in a line."""
        return f"{self.by} on {self.finding}: {self.text}"


class Signed(_Entry):
    """Somebody signs the record off, with the dispositions as they stand."""

    kind: Literal["review.signed"] = "review.signed"
    role: Annotated[Role, BeforeValidator(as_role)]
    dispositions: Sha
    """A hash of all dispositions that were signed."""
    note: Text | None = None

    @property
    def words(self) -> str:
        """The entry in a line."""
        return f"{self.by} ({ROLE_TITLES[self.role]}) signed record {self.record[:12]} off"


class Withdrawn(_Entry):
    """Somebody takes their sign-off back."""

    kind: Literal["review.withdrawn"] = "review.withdrawn"
    role: Annotated[Role, BeforeValidator(as_role)]
    reason: Text

    @property
    def words(self) -> str:
        """The entry in a line."""
        title = ROLE_TITLES[self.role]
        return f"{self.by} ({title}) withdrew the sign-off of record {self.record[:12]}. {self.reason}"


class AuditorNamed(_Entry):
    """Somebody says who ran the audit."""

    kind: Literal["review.auditor"] = "review.auditor"
    auditor: Name

    @property
    def words(self) -> str:
        """The entry in a line."""
        return f"{self.by} says that {self.auditor} ran the audit of record {self.record[:12]}"


class GroupDecisions(Part):
    """Reviewed cases of one group, counted; of everybody where there is no attribute."""

    attribute: str | None = None
    group: str | None = None
    counts: Table


class FeedbackCounted(_Entry):
    """Single decisions that somebody looked at again, as counts: no case is kept."""

    kind: Literal["review.feedback"] = "review.feedback"
    file: Sha
    """A keyed hash of the cases, so that the same file is not counted twice."""
    labels: tuple[str, ...] = Field(min_length=2)
    favourable: str
    groups: tuple[GroupDecisions, ...]
    reasons: dict[str, int] = Field(default_factory=dict)
    """Reasons for disagreeing that enough cases share, with their number."""

    @model_validator(mode="after")
    def _tables_fit(self) -> FeedbackCounted:
        size = len(self.labels)
        if any(len(one.counts) != size or any(len(row) != size for row in one.counts) for one in self.groups):
            raise ValueError(f"A table of decisions must have {size} rows and columns, one for each label.")
        return self

    @property
    def words(self) -> str:
        """The entry in a line."""
        cases = sum(map(sum, next((one.counts for one in self.groups if one.attribute is None), ())))
        return f"{self.by} looked at {cases:,} decisions of record {self.record[:12]} again"


class CaseJudged(_Entry):
    """Somebody looks at a single decision again, and says what they would have decided.

    The id of the case is kept as a keyed hash, beside its groups. A later entry by the same person on the same case
    takes the place of the earlier one.
    """

    kind: Literal["review.case"] = "review.case"
    case: Sha
    labels: tuple[str, ...] = Field(min_length=2)
    favourable: str
    model: str
    """What was decided, one of the labels."""
    reviewer: str
    """What the person would have decided."""
    groups: dict[str, str] = Field(default_factory=dict)
    """The group of the case, by attribute."""
    reason: Text | None = None

    @model_validator(mode="after")
    def _is_whole(self) -> CaseJudged:
        for label in (self.model, self.reviewer):
            if label not in self.labels:
                raise ValueError(
                    f"A decision must be one of {', '.join(self.labels)}. Got '{label}' instead."
                )
        if not self.agrees and not self.reason:
            raise ValueError("Whoever disagrees with a decision must say why. Got no reason.")
        return self

    @property
    def agrees(self) -> bool:
        """Whether the person would have decided as the model did."""
        return self.model == self.reviewer

    @property
    def words(self) -> str:
        """The entry in a line."""
        how = (
            "agreed with" if self.agrees else f"would have decided '{self.reviewer}', not '{self.model}', in"
        )
        why = f". {self.reason}" if self.reason else ""
        return f"{self.by} {how} case {self.case[:8]} of record {self.record[:12]}{why}"


Entry = Decided | Commented | Signed | Withdrawn | AuditorNamed | FeedbackCounted | CaseJudged
_ENTRY: Final[TypeAdapter[Entry]] = TypeAdapter(Annotated[Entry, Field(discriminator="kind")])


def shown(disposition: str) -> str:
    """A disposition as people read it."""
    return disposition.replace("_", " ")


def read_entry(content: Mapping[str, object], *, where: str = "An entry of a review") -> Entry:
    """An entry from plain values.

    Raises
    ------
    ReviewError
        It is none; one sentence says what is wrong.
    """
    try:
        return _ENTRY.validate_python(content)
    except ValidationError as error:
        raise ReviewError(_wrong(error.errors()[0], where)) from error


def _wrong(first: ErrorDetails, where: str) -> str:
    place, context = ".".join(map(str, first["loc"][1:])), first.get("ctx", {})
    match first["type"]:
        case "value_error":
            return first["msg"].removeprefix("Value error, ")
        case "string_too_long":
            return f"The `{place}` must have at most {context['max_length']:,} characters. Got {len(first['input']):,}."
        case "string_too_short":
            return f"The `{place}` must not be empty."
    wrong = f"It is not at `{place}`: {first['msg']}." if place else f"{first['msg']}."
    return f"{where} must be whole and of a known kind. {wrong}"
