"""A comparison in Markdown, and its files. Text from data never becomes markup."""

from __future__ import annotations

from pathlib import Path

from fairwitness.audits.units import percent
from fairwitness.audits.versions.document import (
    FILE,
    ExplanationChange,
    GapChange,
    GroupChange,
    Side,
    VersionComparison,
)
from fairwitness.audits.whole import write_whole
from fairwitness.reports.markdown import escape

MARKDOWN_FILE = "comparison.md"
_USES = {"more": "**used more**", "less": "**used less**", "noise": "no change shown"}


def write_comparison(found: VersionComparison, folder: Path) -> list[Path]:
    """Write ``comparison.json`` and ``comparison.md`` into a folder, which is made if needed: both or neither.

    Raises
    ------
    ReportError
        The folder cannot be written.
    """
    contents = {folder / FILE: found.to_json().encode(), folder / MARKDOWN_FILE: comparison_markdown(found)}
    return write_whole(contents)


def comparison_markdown(found: VersionComparison) -> bytes:
    """Lead, one row per gate, one per rate and group, notes, hash; as UTF-8."""
    blocks = [
        "# Comparison of two versions",
        escape(found.lead),
        "\n".join([_side("Before (A)", found.a), _side("Now (B)", found.b)]),
        _gates(found.gates),
        _method(found),
        _groups(found.groups),
        "" if found.explanations is None else _uses(found.explanations),
        "\n".join(["## Notes", "", *(f"- {escape(note)}" for note in found.notes)]) if found.notes else "",
        f"Comparison `{found.hash}`",
    ]
    return ("\n\n".join(block for block in blocks if block) + "\n").encode()


def _side(name: str, side: Side) -> str:
    record = f", record {side.record_sha256[:12]}" if side.record_sha256 else ""
    return f"- **{name}**: {escape(side.decisions)}, {side.rows:,} rows of {escape(side.source)}{record}"


def _gates(gates: tuple[GapChange, ...]) -> str:
    head = [
        "| Outcome | What was found | Gap before | Gap now | Change | Limits |",
        "|---|---|--:|--:|--:|--:|",
    ]
    body = [
        f"| **{gate.outcome.replace('_', ' ').capitalize()}** | {escape(gate.statement)} "
        f"| {_share(gate.before)} | {_share(gate.after)} | {_change(gate.change)} | {_limits(gate.low, gate.high)} |"
        for gate in gates
    ]
    return "\n".join([*head, *body])


def _method(found: VersionComparison) -> str:
    sure = f"Limits of a gap's change are one-sided at {found.alpha:g}; outcomes hold over all limits together (Holm)."
    if found.form == "paired":
        return f"{sure} The rows are the same, so only rows decided differently bear on a change."
    return f"{sure} The rows are different ones, so nothing is paired."


def _uses(found: ExplanationChange) -> str:
    """What the models use: one row for each column."""
    confidence = f"{found.confidence:.0%}"
    head = [
        "## What the models use",
        "",
        escape(found.statement),
        "",
        f"Mean size of each column's contribution, on the scale '{escape(found.scale)}'; limits of all changes hold "
        f"together at {confidence}. {found.overlap:.0%} of the {found.top} columns used most before are so now.",
        "",
        f"| Column | Before | Now | Change | {confidence} limits | Place before, now | |",
        "|---|--:|--:|--:|--:|--:|---|",
    ]
    body = [
        f"| {escape(one.label)} | {one.before:.3g} | {one.after:.3g} | {one.change:+.3g} "
        f"| {one.low:+.3g} to {one.high:+.3g} | {one.ranks[0]}, {one.ranks[1]} | {_USES[one.direction]} |"
        for one in found.columns
    ]
    return "\n".join([*head, *body])


def _groups(groups: tuple[GroupChange, ...]) -> str:
    if not groups:
        return ""
    head = [
        "## Rates by group",
        "",
        "| Rate | Group | Before | Now | Change | 95% limits |",
        "|---|---|--:|--:|--:|--:|",
    ]
    body = [
        f"| {escape(one.metric.replace('_', ' '))} | {escape(f'{one.attribute}: {one.group}')} "
        f"| {_share(one.before)} of {one.n_before:,} | {_share(one.after)} of {one.n_after:,} "
        f"| {_change(one.change)} | {_limits(one.low, one.high)} |"
        for one in groups
    ]
    return "\n".join([*head, *body])


def _share(value: float | None) -> str:
    return "not estimable" if value is None else percent(value)


def _change(value: float | None) -> str:
    return "" if value is None else f"{100 * value:+.1f}"


def _limits(low: float | None, high: float | None) -> str:
    return "" if low is None or high is None else f"{100 * low:+.1f} to {100 * high:+.1f}"
