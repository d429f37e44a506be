"""Databases that the operator has named: people choose a name, and no address or password is ever typed into a page."""

from __future__ import annotations

import os
import re
from typing import Final

from pydantic import SecretStr

from fairwitness.audits.plan import make_plan
from fairwitness.audits.plan.model import Data
from fairwitness.audits.plan.sql import ENVIRONMENT
from fairwitness.errors import DataError, PlanError

PREFIX: Final = "FAIRWITNESS_SQL_"
_NAME = re.compile(rf"{PREFIX}([A-Z0-9][A-Z0-9_]*)")
MOST_CHARACTERS: Final = 20_000


def names() -> tuple[str, ...]:
    """The databases there are, sorted, by the name after the prefix in small letters."""
    found = (_NAME.fullmatch(key) for key, url in os.environ.items() if url.strip())
    return tuple(sorted(match[1].casefold() for match in found if match))


def data_of(name: str, query: str) -> Data:
    """Where the rows of a query are, as a plan says it: the address stays in the environment.

    Raises
    ------
    DataError
        No database has that name, or the query is empty or not one SELECT.
    """
    if name not in names():
        raise DataError(
            f"The database must be one that whoever runs this server has named. '{name[:80]}' is none; a variable "
            f"{PREFIX}NAME holds the address of each."
        )
    if len(query) > MOST_CHARACTERS:
        raise DataError(f"A query must have at most {MOST_CHARACTERS:,} characters. Got {len(query):,}.")
    if not query.strip():
        raise DataError(
            "The query must be one SELECT. Got nothing; such as: SELECT * FROM decisions ORDER BY id"
        )
    sql = {"url": f"{ENVIRONMENT}{PREFIX}{name.upper()}", "query": query.strip()}
    try:
        return make_plan({"data": {"sql": sql}}, name="The query").data
    except PlanError as error:
        said = str(error).removeprefix("The query: ").replace("`data.sql.query`", "query")
        raise DataError(said) from error


def check(data: Data) -> None:
    """Refuse a query of a database that the operator has not named, such as one that a pasted plan brings.

    Raises
    ------
    DataError
        Its address is written out, or in another variable.
    """
    if data.sql is not None and name_of(data) is None:
        known = ", ".join(names()) or "none here"
        raise DataError(
            f"A query must be of a database that whoever runs this server has named ({known}). The plan names its "
            f"own; write `url: {ENVIRONMENT}{PREFIX}NAME`."
        )


def name_of(data: Data) -> str | None:
    """The name of the database that a plan asks; None if it asks none of those there are."""
    url: SecretStr | None = None if data.sql is None else data.sql.url
    text = "" if url is None else url.get_secret_value()
    found = _NAME.fullmatch(text.removeprefix(ENVIRONMENT)) if text.startswith(ENVIRONMENT) else None
    name = None if found is None else found[1].casefold()
    return name if name in names() else None
