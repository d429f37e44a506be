"""The file of a plan, for reports that point at its lines."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Self

from fairwitness.audits.gates import is_of
from fairwitness.audits.plan.explanation_limit import ExplanationLimit
from fairwitness.audits.plan.gate import Gate
from fairwitness.audits.plan.lines import limit_lines
from fairwitness.audits.plan.load import read_text
from fairwitness.audits.record.schema import GateResult
from fairwitness.errors import PlanError


@dataclass(frozen=True)
class PlanFile:
    """A plan's file as readers of a report find it.

    Attributes
    ----------
    path
        From the root of the repository, with forward slashes. Never a path of the machine that ran the audit.
    text
        What it says; empty where only the file is known, and then no line is.
    """

    path: str = "audit.yaml"
    text: str = ""

    @classmethod
    def read(cls, path: Path, root: Path) -> Self:
        """The file at a path, named as seen from the root; by its name alone where it lies elsewhere.

        Raises
        ------
        PlanError
            The file is not there, or no text.
        """
        text = read_text(path)
        try:
            return cls(path.resolve().relative_to(root.resolve()).as_posix(), text)
        except ValueError:
            return cls(path.name, text)

    def line_of(self, result: GateResult) -> int | None:
        """The line in which a limit is declared; None where the text does not declare it."""
        return next((line for limit, line in self._limits if _declares(limit, result)), None)

    @cached_property
    def _limits(self) -> tuple[tuple[Gate | ExplanationLimit, int], ...]:
        try:
            return limit_lines(self.text) if self.text else ()
        except PlanError:  # changed since the audit: it is still the file to look at
            return ()


def _declares(limit: Gate | ExplanationLimit, result: GateResult) -> bool:
    if isinstance(limit, Gate):
        return is_of(limit, result)
    return (limit.metric, limit.kind, limit.limit) == (result.metric, result.kind, result.limit) and (
        limit.attributes is None or result.attribute in limit.attributes
    )
