"""What became of each limit since the baseline, ``fairwitness/baseline/1``: a document beside the record."""

from __future__ import annotations

import json
from typing import Final, Literal

from pydantic import ConfigDict, Field

from fairwitness.audits.plan.part import Bound, Kind
from fairwitness.audits.record.base import Outcome, Part
from fairwitness.audits.record.canonical import sha256
from fairwitness.audits.record.schema import GateResult
from fairwitness.audits.record.sealed import sealed
from fairwitness.audits.versions.document import Form

SCHEMA: Final = "fairwitness/baseline/1"
FILE: Final = "baseline.json"
Standing = Literal["worse", "new", "known", "mended", "holds"]
DECISIVE: Final[frozenset[Standing]] = frozenset({"worse", "new"})

_OUTSIDE_HASH = {"hash", "created", "version"}


class GateStanding(Part):
    """One limit of the audit beside the same limit of the baseline."""

    id: str
    metric: str
    attribute: str
    kind: Kind | Bound
    limit: float
    outcome: Outcome
    """What the audit's record says; it stays so."""
    before: Outcome | None
    """What the baseline says; null where it has no such limit."""
    standing: Standing
    """`worse` and `new` decide the exit code; `known` is open or failed then and now, and not shown to be worse."""
    value_before: float | None
    value: float | None
    low: float | None = None
    """Limits of the change of the gap; null where only intervals were set beside each other."""
    high: float | None = None
    method: str | None
    """How it was found out whether it got worse; null where that needed no figures."""
    statement: str


class JudgementContent(Part):
    """Everything in the document but its own hash."""

    schema_: Literal["fairwitness/baseline/1"] = Field(SCHEMA, alias="schema")
    record_sha256: str
    """Hash of the audit's record."""
    baseline_sha256: str
    """Hash of the record that is its baseline."""
    baseline_created: str
    form: Form
    """paired: the same rows, decided twice; unpaired: only the baseline's counts are known."""
    alpha: float
    gates: tuple[GateStanding, ...]
    exit_code: Literal[0, 1, 3]
    lead: str
    notes: tuple[str, ...]
    created: str
    """UTC time, ISO 8601. Not part of the hash."""
    version: str

    model_config = ConfigDict(populate_by_name=True)


class Judgement(JudgementContent):
    """An audit set beside its baseline: frozen, and named by the hash of its content."""

    hash: str

    @classmethod
    def of(cls, content: JudgementContent) -> Judgement:
        """Seal content with its hash."""
        found = sha256(content.model_dump(mode="json", by_alias=True, exclude=_OUTSIDE_HASH))
        return sealed(cls, content, found)

    def standing(self, gate: GateResult) -> Standing | None:
        """What became of a limit of the audit's record; None if it has none such."""
        return next(
            (
                one.standing
                for one in self.gates
                if (one.id, one.kind, one.limit) == (gate.id, gate.kind, gate.limit)
            ),
            None,
        )

    def to_json(self) -> str:
        """The document as indented JSON, keys in the schema's order."""
        values = self.model_dump(mode="json", by_alias=True)
        return json.dumps(values, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
