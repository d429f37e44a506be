"""RESULTS.md: one section for each benchmark, so that one can be measured again without the others."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.metadata import version

HEAD = [
    "# Results",
    "",
    "Made by `make bench` (`python -m benchmarks`); `python -m benchmarks NAME` measures one again. Trust the ratios: "
    "both sides ran in the same minutes on the same machine.",
]
PACKAGES = ("numpy", "pandas", "scipy", "duckdb", "fairlearn", "typst")


def sections(text: str) -> dict[str, str]:
    """The body of each section by its title, without blank lines around it."""
    parts = re.split(r"^## (.+)$", text, flags=re.MULTILINE)
    return {title: body.strip("\n") for title, body in zip(parts[1::2], parts[2::2], strict=True)}


def merged(text: str, titles: list[str], measured: Mapping[str, list[str]]) -> str:
    """The text with what was measured in its place; the other sections stay as they are.

    Sections come in the order of the titles, and one whose title is not among them is left out.
    """
    bodies = sections(text) | {title: "\n".join(lines) for title, lines in measured.items()}
    found = [f"## {title}\n\n{bodies[title]}" for title in titles if title in bodies]
    return "\n\n".join(["\n".join(HEAD), *found]) + "\n"


def measured_with() -> str:
    """When, and with which versions."""
    names = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    now = datetime.now(UTC)
    return f"Measured on {now.day} {now:%B %Y}: Python {platform.python_version()}, {os.cpu_count()} cores, {names}."
