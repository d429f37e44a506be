"""The result of a comparison, ``fairwitness/comparison/1``: frozen, canonical JSON, named by its content's hash."""

from __future__ import annotations

import json
import os
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from pydantic import ConfigDict, Field

from fairwitness.audits.plan.part import Kind
from fairwitness.audits.record.base import Part
from fairwitness.audits.record.canonical import sha256
from fairwitness.audits.record.figures import Excluded
from fairwitness.audits.record.sealed import read_document, refuse_changed, sealed, unsealed
from fairwitness.audits.versions.verdicts import Outcome, exit_code
from fairwitness.audits.whole import write_whole

if TYPE_CHECKING:
    import pandas as pd

SCHEMA: Final = "fairwitness/comparison/1"
FILE = "comparison.json"
Form = Literal["paired", "unpaired"]

# Not results: when the comparison was made, with what, and what files were called.
_OUTSIDE_HASH: dict[str, bool | set[str]] = {
    "hash": True,
    "created": True,
    "version": True,
    "a": {"source"},
    "b": {"source"},
}


class Side(Part):
    """One of the two versions."""

    decisions: str
    """Where the decisions came from, in words."""
    threshold: float | None
    rows: int
    rows_unlabelled: int
    source: str
    """File name, or where else the rows came from. Not part of the hash."""
    data_sha256: str
    record_sha256: str | None = None
    """Hash of the record that was compared; null where the rows were."""


class GroupChange(Part):
    """One rate of one group under both versions."""

    metric: str
    attribute: str
    group: str
    before: float | None
    after: float | None
    change: float | None
    """B's rate less A's; null where either does not exist."""
    low: float | None
    high: float | None
    confidence: float
    n_before: int
    """Trials under A."""
    n_after: int
    method: str
    judged: bool
    """Whether the group is known and has trials enough under both versions."""
    reason: str | None = None


class Resampled(Part):
    """Percentile limits of the change of a gap from a bootstrap of the table, for display."""

    low: float
    high: float
    confidence: float
    resamples: int
    """Resamples in which the change exists."""
    seed: int


class GapChange(Part):
    """The gap of one metric over the groups of one attribute under both versions."""

    id: str
    metric: str
    attribute: str
    kind: Kind
    groups_before: tuple[str, str] | None
    """The judged groups with the smallest and the largest rate under A."""
    groups_after: tuple[str, str] | None
    before: float | None
    after: float | None
    change: float | None
    """B's gap less A's: above 0 is worse for a difference, below 0 for a ratio."""
    low: float | None
    high: float | None
    confidence: float
    """Each limit is one-sided at 1 - confidence."""
    method: str
    tolerance: float | None
    p_worse: float | None
    """Of the null that B's gap is worse by at most the tolerance; Holm-adjusted over the gates."""
    p_better: float | None
    p_not_worse: float | None
    """Of the null that B's gap is worse by the tolerance or more; null without a tolerance."""
    resampled: Resampled | None = None
    excluded_groups: tuple[Excluded, ...] = ()
    outcome: Outcome
    reason: str | None = None
    statement: str
    """What was found, in a sentence."""


class ColumnChange(Part):
    """How much either model uses a column: its mean absolute contribution, in the units of the output."""

    column: str
    label: str
    before: float
    after: float
    change: float
    low: float
    high: float
    """Limits of all columns hold together."""
    direction: Literal["more", "less", "noise"]
    ranks: tuple[int, int]
    """Its place among the columns under A and under B, from 1."""


class ExplanationChange(Part):
    """What two models use, on the same rows and against the same background."""

    rows: int
    background_rows: int
    scale: str
    engines: tuple[str, str]
    confidence: float
    top: int
    overlap: float
    """The share of A's `top` columns that are B's too."""
    columns: tuple[ColumnChange, ...]
    """Those used most first."""
    statement: str


class ComparisonContent(Part):
    """Everything in a comparison but its own hash."""

    schema_: Literal["fairwitness/comparison/1"] = Field(SCHEMA, alias="schema")
    form: Form
    """paired: the same rows; unpaired: different ones."""
    alpha: float
    tolerance: float | None
    min_group: int
    seed: int
    positive: str
    negative: str
    favourable: str
    a: Side
    b: Side
    gates: tuple[GapChange, ...]
    groups: tuple[GroupChange, ...]
    explanations: ExplanationChange | None = Field(None, exclude_if=lambda found: found is None)
    """Left out where they were not compared, so that older comparisons keep their hash."""
    lead: str
    notes: tuple[str, ...]
    created: str
    """UTC time, ISO 8601. Not part of the hash."""
    version: str

    model_config = ConfigDict(populate_by_name=True)


class VersionComparison(ComparisonContent):
    """Two versions of a model or of decisions compared: frozen, and named by the hash of its content."""

    hash: str
    """SHA-256 of the content without times, versions and file names, at 12 significant digits."""

    @classmethod
    def of(cls, content: ComparisonContent) -> VersionComparison:
        """Seal content with its hash."""
        return sealed(cls, content, content_hash(content))

    @property
    def exit_code(self) -> int:
        """0 no gate got worse, 1 some did, 2 some could not be compared, 3 with a tolerance: not settled."""
        return exit_code((gate.outcome for gate in self.gates), tolerated=self.tolerance is not None)

    def to_json(self) -> str:
        """The comparison as indented JSON, keys in the schema's order."""
        values = self.model_dump(mode="json", by_alias=True)
        return json.dumps(values, indent=1, ensure_ascii=False, allow_nan=False) + "\n"

    def save(self, folder: str | os.PathLike[str]) -> Path:
        """Write ``comparison.json`` into a folder, which is made if needed; returns the file.

        Raises
        ------
        ReportError
            The folder cannot be written; then nothing is.
        """
        return write_whole({Path(folder) / FILE: self.to_json().encode()})[0]

    def to_frame(self) -> pd.DataFrame:
        """One row for each rate of each group: before, after, change and its limits."""
        import pandas as pd

        return pd.DataFrame([group.model_dump() for group in self.groups])

    def _repr_html_(self) -> str:
        """What a notebook shows: the lead, then a row per gate."""
        left = " style='text-align:left'"
        rows = "".join(
            f"<tr><th scope='row'{left}>{gate.outcome.replace('_', ' ').capitalize()}</th>"
            f"<td{left}>{escape(gate.statement)}</td></tr>"
            for gate in self.gates
        )
        head = "<thead><tr><th scope='col'>Outcome</th><th scope='col'>What was found</th></tr></thead>"
        uses = f"<p>{escape(self.explanations.statement)}</p>" if self.explanations else ""
        return (
            f"<section><p>{escape(self.lead)}</p><table><caption>Gates compared</caption>{head}"
            f"<tbody>{rows}</tbody></table>{uses}<p><small>Comparison {self.hash[:12]}.</small></p></section>"
        )

    def __repr__(self) -> str:
        return f"<VersionComparison {self.hash[:12]} {self.form}: {self.lead}>"

    __str__ = __repr__


def content_hash(content: ComparisonContent) -> str:
    """The hash a comparison of this content has."""
    return sha256(content.model_dump(mode="json", by_alias=True, exclude=_OUTSIDE_HASH))


def load_comparison(path: str | os.PathLike[str]) -> VersionComparison:
    """Read a comparison from ``comparison.json`` or the folder that holds it.

    Raises
    ------
    RecordError
        There is no such file, it is no comparison, or its content does not fit its hash.
    """
    must = "A comparison must be a JSON file"
    content, name = read_document(path, FILE, must, f"{must}. '{path}' cannot be read as such.")
    comparison, found = unsealed(VersionComparison, content, name, SCHEMA, content_hash)
    refuse_changed(name, comparison.hash, found)
    return comparison
