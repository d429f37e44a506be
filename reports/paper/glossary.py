"""Words that every report explains, in the terms of its own record."""

from __future__ import annotations

from typing import Final

from fairwitness.audits.record import Record
from fairwitness.reports.language import ENGLISH, Words

GENERAL: Final = (
    "attribute", "comparison", "declared", "disparity", "favourable", "inconclusive", "interval", "limit",
    "not_estimable", "not_judged", "points", "positive", "record", "within",
)  # fmt: skip
"""What every report explains."""


def glossary(record: Record, words: Words = ENGLISH) -> list[list[str]]:
    """Words with their meaning, by the alphabet: those of every report, and the measures of this one."""
    subject = record.subject
    names = {"positive": subject.positive, "negative": subject.negative, "favourable": subject.favourable}
    metrics = dict.fromkeys(e.metric for e in record.estimates if words.knows(f"means.{e.metric}"))
    measures = [(f"{words.metric_title(m)} ({m})", words(f"means.{m}", **names)) for m in metrics]
    terms = list(GENERAL)
    if record.explanations.importance or record.explanations.cases:
        terms.append("contribution")
    if record.explanations.items:
        terms.append("part")
    general = [(words(f"glossary.{one}.term"), words(f"glossary.{one}.meaning")) for one in terms]
    entries = [*general[: len(GENERAL)], *measures, *general[len(GENERAL) :]]
    return [list(entry) for entry in sorted(entries, key=lambda entry: entry[0].casefold())]
