"""The carbon intensity of a country's electricity, from the table that CodeCarbon ships."""

from __future__ import annotations

import json
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TypedDict

from fairwitness.errors import PlanError

_TABLE = ("data", "private_infra", "global_energy_mix.json")


class _Row(TypedDict):
    country_name: str
    carbon_intensity: float
    year: int


@dataclass(frozen=True)
class Grid:
    """The yearly average of a country's electricity, location-based.

    Parameters
    ----------
    code : str
        ISO 3166-1 alpha-3 code.
    name : str
        English name of the country.
    kg_per_kwh : float
        Kilograms of CO2 equivalent per kilowatt-hour.
    year : int
        The year that the average is of.
    """

    code: str
    name: str
    kg_per_kwh: float
    year: int


def countries() -> dict[str, str]:
    """English names of the countries whose electricity is known, by their code, sorted by name."""
    return dict(
        sorted(((code, row["country_name"]) for code, row in _table().items()), key=lambda one: one[1])
    )


def grid_of(code: str) -> Grid:
    """Look a country up.

    Raises
    ------
    PlanError
        If the table has no such code; names the nearest one.
    """
    table = _table()
    if code not in table:
        raise PlanError(
            "The `country` must be an ISO 3166 alpha-3 code of a country whose electricity is in "
            f"CodeCarbon's table, such as 'DEU'. Got {code!r} instead. {_nearest(code, table)}"
        )
    row = table[code]
    return Grid(code, row["country_name"], row["carbon_intensity"] / 1000, row["year"])


@cache
def _table() -> dict[str, _Row]:
    # importlib.resources would import the package, 0.2 s that only a started tracker should cost.
    spec = find_spec("codecarbon")
    if spec is None or not spec.submodule_search_locations:
        raise PlanError(
            "A `country` needs the package `codecarbon`, which is not installed. "
            "Install it, or leave the country out."
        )
    path = Path(spec.submodule_search_locations[0]).joinpath(*_TABLE)
    rows: dict[str, _Row] = json.loads(path.read_text(encoding="utf-8"))
    return rows


def _nearest(code: str, table: dict[str, _Row]) -> str:
    words = {row["country_name"].casefold(): key for key, row in table.items()}
    words |= {key.casefold(): key for key in table}
    found = get_close_matches(str(code).casefold(), words, n=1, cutoff=0.6)
    if not found:
        return "Leave the country out to have kWh without CO2."
    key = words[found[0]]
    return f"Did you mean '{key}' ({table[key]['country_name']})?"
