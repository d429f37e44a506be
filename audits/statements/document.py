"""What a named person says about a system on a stated day: never measured, and never part of a hash of results.

Statements stand in ``statements.yaml`` beside the plan. A record is sealed before most of them are made, and does not
change when they do: reports take them beside the record (`Record.with_statements`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Final, Literal, Self

import yaml
from pydantic import BeforeValidator, ConfigDict, ValidationError, field_validator
from pydantic import Field as Limits

from fairwitness.audits.plan.part import Part
from fairwitness.audits.sentences import sentences
from fairwitness.audits.statements.forms import fields
from fairwitness.audits.yaml_file import Kind, parse_mapping, read_text
from fairwitness.errors import StatementError, nearest

SCHEMA: Final = "fairwitness/statements/1"
FILE: Final = "statements.yaml"
MOST: Final = 10_000
"""Characters of one statement: more is a document, which a statement names."""
_NAME: Final = 200
_KIND: Final = Kind(
    "file of statements", "`statements`", StatementError, "`fairwitness statements` writes one"
)
_WRITTEN: Final = "`fairwitness statements` writes a file that shows each key."
_HASH = re.compile("[0-9a-f]{12,64}")


def _day(value: object) -> object:
    """A day, from YAML's own date or from text; a time of day is no day."""
    if isinstance(value, str):
        try:
            return date.fromisoformat(value.strip())
        except ValueError:
            value = value.strip()
    if isinstance(value, datetime) or not isinstance(value, date):
        raise ValueError(  # noqa: TRY004 - pydantic makes a sentence of ValueError alone
            f"The day of a statement (`date`) must read like 2026-11-27. Got '{_short(value)}' instead."
        )
    return value


class Statement(Part):
    """What one person states."""

    model_config = ConfigDict(populate_by_name=True)

    by: str
    """Who says so: a name."""
    role: str | None = None
    """In which role, such as "head of lending"."""
    day: Annotated[date, BeforeValidator(_day)] = Limits(alias="date")
    text: str
    record: str | None = None
    """Hash of the record that this speaks of, or its first 12 digits or more; for all records if left out."""

    @field_validator("by", "role", "text")
    @classmethod
    def _not_too_long(cls, given: str | None, info: object) -> str | None:
        name = str(getattr(info, "field_name", ""))
        most = MOST if name == "text" else _NAME
        if given is not None and len(given) > most:
            raise ValueError(
                f"The `{name}` of a statement must have at most {most:,} characters. Got {len(given):,}; "
                "name the document that holds the rest."
            )
        if name == "by" and not given:
            raise ValueError("A statement must say who makes it. Give a name as `by`.")
        if name == "text" and not given:
            raise ValueError("A statement must say something. Give a `text`, or leave all of it blank.")
        return given

    @field_validator("record")
    @classmethod
    def _is_a_hash(cls, given: str | None) -> str | None:
        if given is not None and not _HASH.fullmatch(given):
            raise ValueError(
                "The `record` of a statement must be the hash of a record, or its first 12 digits or more. "
                f"Got '{_short(given)}' instead."
            )
        return given

    def is_about(self, record_hash: str) -> bool:
        """Whether it speaks of the record with this hash."""
        return self.record is None or record_hash.startswith(self.record)

    def signature(self) -> str:
        """Who says it, and when: ``Ana Pires, head of lending, on 2026-11-27``."""
        return f"{self.by}, {self.role}, on {self.day}" if self.role else f"{self.by} on {self.day}"


class Statements(Part):
    """All that was stated about one system, by the keys of the forms' fields."""

    schema_: Literal["fairwitness/statements/1"] = Limits(SCHEMA, alias="schema")
    statements: dict[str, Statement] = Limits(default_factory=dict)

    @property
    def sha256(self) -> str:
        """The hash of all of them, by which a bundle or a report can name them."""
        from fairwitness.audits.record.canonical import (
            sha256,
        )  # a record has statements: not the other way round

        return sha256(self.model_dump(mode="json", by_alias=True))

    def get(self, key: str) -> Statement | None:
        """What was stated for a field; None if nothing was."""
        return self.statements.get(key)

    def with_one(self, key: str, statement: Statement | None) -> Self:
        """The same statements with one more, with another one in its place, or without it."""
        kept = {name: one for name, one in self.statements.items() if name != key}
        found = kept if statement is None else {**kept, key: statement}
        ordered = {name: found[name] for name in fields() if name in found}
        return self.model_copy(update={"statements": ordered})

    def __bool__(self) -> bool:
        """Whether anything was stated."""
        return bool(self.statements)


def load_statements(path: str | Path, today: date | None = None) -> Statements:
    """Read ``statements.yaml``.

    Parameters
    ----------
    today
        The last day that a statement may be of; that of this machine if left out.

    Raises
    ------
    StatementError
        The file is not there, is not YAML, or holds what cannot be a statement; the message says which.
    """
    path = Path(path)
    return parse_statements(read_text(path, _KIND), name=path.name, today=today)


def parse_statements(text: str, *, name: str = FILE, today: date | None = None) -> Statements:
    """Statements from YAML text; `name` is how messages call it."""
    return make_statements(parse_mapping(text, _KIND, name), name=name, today=today)


def make_statements(content: object, *, name: str = FILE, today: date | None = None) -> Statements:
    """Statements from plain values; a field that was left blank is not stated.

    Raises
    ------
    StatementError
        A key is none of the forms', or what stands there is no statement: one sentence for each thing that is wrong.
    """
    said = content.get("statements") if isinstance(content, Mapping) else None
    try:
        if not isinstance(content, Mapping) or not isinstance(said, Mapping):
            return Statements.model_validate(content)
        last = today or datetime.now(UTC).date() + timedelta(days=1)  # somewhere it is tomorrow already
        _refuse_unknown(said)
        made = {key: _one(key, one, last) for key, one in said.items() if not _is_blank(one)}
        return Statements.model_validate({**content, "statements": made})
    except StatementError as error:
        raise StatementError(f"{name}: {error}") from error
    except ValidationError as error:
        found = sentences(error.errors(), Statements, written=_WRITTEN, what="file of statements")
        raise StatementError(f"{name}: {found}") from error


def _refuse_unknown(said: Mapping[object, object]) -> None:
    for key in said:
        if key not in fields():
            raise StatementError(f"There is no statement `{_short(key)}`. {nearest(str(key), fields())}")


def _one(key: object, content: object, last: date) -> Statement:
    if not isinstance(content, Mapping):
        raise StatementError(
            f"Statement `{key}` must have `by`, `date` and `text`. Got '{_short(content)}' instead."
        )
    try:
        found = Statement.model_validate(content)
    except ValidationError as error:
        said = sentences(error.errors(), Statement, written=_WRITTEN, what="statement")
        raise StatementError(f"Statement `{key}`: {said}") from error
    if found.day > last:
        raise StatementError(
            f"Statement `{key}`: A statement must not be dated in the future. Got {found.day} instead."
        )
    return found


def dump_statements(statements: Statements) -> str:
    """Statements as YAML that reads back as the same ones."""
    content = statements.model_dump(mode="python", by_alias=True, exclude_none=True)
    return yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=100)


def _is_blank(one: object) -> bool:
    return one is None or (
        isinstance(one, Mapping) and not any(str(value or "").strip() for value in one.values())
    )


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= 60 else f"{text[:59]}…"
