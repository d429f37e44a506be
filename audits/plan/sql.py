"""A query to a database: one that only reads, and a URL whose password is never shown."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Self

from pydantic import Field, SecretStr, field_serializer, field_validator, model_validator

from fairwitness.audits.plan.part import Part

ENVIRONMENT = "env:"
HIDDEN = "***"
_LOGIN = re.compile(r"(?P<before>://[^/?#\s]*?:)[^/?#\s]*(?=@)")
_SECRET = re.compile(
    r"(?P<before>[?&;][^=&;]*(?:password|passwd|pwd|secret|token|key)[^=&;]*=)[^&;\s]*", re.IGNORECASE
)
_LITERALS = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|`[^`]*`|--[^\n]*|/\*.*?\*/", re.DOTALL)
_CHANGES = re.compile(
    r"\b(insert|update|delete|merge|drop|alter|create|truncate|grant|revoke|into|call|exec|execute|attach|detach|"
    r"pragma|copy|vacuum|lock|set|commit|rollback|begin)\b",
    re.IGNORECASE,
)
_OPEN_QUOTE = re.compile(r"['\"`]|/\*")


class Sql(Part):
    """Rows that a database gives."""

    url: SecretStr
    """Where the database is, as SQLAlchemy writes it, or ``env:NAME`` for the environment variable that holds it."""
    query: str = Field(min_length=1)
    """One SELECT, or a WITH that ends in one."""

    @field_validator("query")
    @classmethod
    def _only_reads(cls, query: str) -> str:
        if problem := why_not_read_only(query):
            raise ValueError(f"The `data.sql.query` must be one SELECT that changes nothing. {problem}")
        return query.rstrip().removesuffix(";").rstrip()

    @model_validator(mode="after")
    def _has_url(self) -> Self:
        url = self.url.get_secret_value()
        if not url.startswith(ENVIRONMENT) and "://" not in url:
            raise ValueError(
                "The `data.sql.url` must be a database URL such as 'sqlite:///decisions.db', or 'env:NAME' for the "
                "environment variable that holds one. What was given is neither, and is not repeated here."
            )
        return self

    @field_serializer("url", when_used="json")
    def _without_password(self, url: SecretStr) -> str:
        return masked(url.get_secret_value())

    def moved(self, move: Callable[[str], str]) -> Self:
        """The same query with the file of an SQLite database as it is named from another folder."""
        before, slashes, file = self.url.get_secret_value().partition("sqlite:///")
        if before or not slashes:
            return self
        return self.model_copy(update={"url": SecretStr(f"{slashes}{move(file)}")})


def as_sql(value: object) -> object:
    """Refuse what is no query without repeating it: it may hold a password."""
    if value is None or isinstance(value, Sql):
        return value
    if not isinstance(value, Mapping):
        raise ValueError(  # noqa: TRY004 - pydantic takes a ValueError for a sentence
            f"The `data.sql` must hold the keys `url` and `query`. Got a {type(value).__name__} instead."
        )
    if not isinstance(value.get("url", ""), str | SecretStr):
        raise ValueError(  # noqa: TRY004
            "The `data.sql.url` must be a text. Got something else, which is not repeated here."
        )
    return value


def masked(url: str) -> str:
    """A URL without the secrets in it.

    Examples
    --------
    >>> masked("postgresql://reader:tulip@host/loans?sslpassword=rose&x=1")
    'postgresql://reader:***@host/loans?sslpassword=***&x=1'
    """
    return _SECRET.sub(rf"\g<before>{HIDDEN}", _LOGIN.sub(rf"\g<before>{HIDDEN}", url))


def why_not_read_only(query: str) -> str | None:
    """A sentence that says why a query is not one SELECT; None if it is.

    It is the first of two locks: the transaction is read-only wherever the database has such a thing.
    """
    body = query.strip().removesuffix(";")
    if ";" in body:  # even within quotation marks: databases do not agree where a text ends
        return "It holds a semicolon before its end; send one statement, and write chr(59) for one in a text."
    if "\\'" in body or "$$" in body or re.search(r"\$\w+\$", body) or "/*!" in body:
        return "It holds \\', $$ or /*!, which databases read differently; write the text in another way."
    bare = _LITERALS.sub(" ", body)
    if _OPEN_QUOTE.search(bare):
        return "A quotation mark or a comment in it is not closed."
    first = re.match(r"[\s(]*(\w+)", bare)
    if first is None or first[1].casefold() not in ("select", "with"):
        return f"It begins with '{first[1] if first else ''}'."
    if found := _CHANGES.search(bare):
        return f"It holds the word {found[1].upper()}; put quotation marks around it if it is the name of a column."
    return None
