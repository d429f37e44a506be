"""A model card, after Mitchell et al., "Model cards for model reporting" (2019), as the Hugging Face Hub reads them."""

from __future__ import annotations

from typing import ClassVar

from fairwitness.audits.record import Record
from fairwitness.audits.record.schema import Estimate
from fairwitness.reports import view
from fairwitness.reports.cards.blank import blanks, facts, people, section, sentences, shown
from fairwitness.reports.cards.metadata import header
from fairwitness.reports.format import count, estimate_interval, estimate_text, metric_title, number
from fairwitness.reports.gates import gate_rows
from fairwitness.reports.markdown import document, escape, gate_table, signed_off

_BY_GROUP = ("Measure", "Groups", "Group", "Figure", "Interval", "Cases", "Note")


class ModelCard:
    """A README for a model: a header for machines, and what an audit saw of it for people."""

    name: ClassVar[str] = "model_card"
    suffix: ClassVar[str] = ".md"
    title: ClassVar[str] = "Model card (Hugging Face)"

    def render(self, record: Record) -> bytes:
        """The card as UTF-8."""
        parts = [
            f"---\n{header(record)}---",
            f"# Model card: {escape(record.title)}",
            escape(record.summary.lead),
            _details(record),
            _uses(),
            section("Factors", people(record)),
            section("Training data", blanks("What was the model trained on, and how do those rows differ?")),
            _evaluation(record),
            _performance(record),
            _groups(record),
            _reasons(record),
            _considerations(record),
            _energy(record),
            signed_off(record),
        ]
        return document(parts)


def _details(record: Record) -> str:
    model = record.subject.model
    known = view.model_facts(record) or (("Model", "not handed over; known by its decisions"),)
    digest = "" if model is None else model.sha256 or ""
    asked = blanks("Who developed it, and when?", "Under which licence?", "Whom to ask about it?")
    return section("Model details", "\n".join([facts((*known, ("SHA-256", digest))), asked]))


def _uses() -> str:
    return section(
        "Intended use",
        blanks("What is it meant for?", "Who is meant to use it?", "Which uses are out of scope?"),
    )


def _evaluation(record: Record) -> str:
    return section("Evaluation data", facts(view.facts(record)), sentences(record.subject.notes))


def _performance(record: Record) -> str:
    rows = [_figures(one) for one in record.performance.measures]
    columns = tuple(name for name in _BY_GROUP if name not in ("Groups", "Group"))
    said = record.performance.statement or "Without labels nobody can say how often the decisions were right."
    return section(
        "How often it is right",
        escape(said),
        shown("Over all rows.", columns, rows, ["Figure", "Interval", "Cases"]),
    )


def _groups(record: Record) -> str:
    rows = [
        (measure, one.attribute or "", one.group or "", *rest)
        for one in record.estimates
        if one.group is not None
        for measure, *rest in [_figures(one)]
    ]
    return section(
        "How it treats groups",
        gate_table(gate_rows(record)),
        escape(record.summary.method),
        shown("Each group by itself.", _BY_GROUP, rows, ["Figure", "Interval", "Cases"]),
    )


def _figures(one: Estimate) -> tuple[str, ...]:
    """Measure, figure, interval, cases, and why there is no figure or why it is not judged."""
    note = one.reason or "" if one.value is None or one.judged else one.reason or "shown, not judged"
    interval = estimate_interval(one.low, one.high, one.metric)
    return (metric_title(one.metric), estimate_text(one.value, one.metric), interval, count(one.n), note)


def _reasons(record: Record) -> str:
    found = record.explanations.importance
    rows = [] if found is None else [(one.label, number(one.value, 4)) for one in found.features]
    caption = "" if found is None else f"Mean absolute contribution to the {found.scale} ({found.method})."
    return section(
        "Why it decides so",
        escape(record.explanations.statement or "No model was explained."),
        shown(caption, ("Column", "Contribution"), rows, ["Contribution"]),
    )


def _considerations(record: Record) -> str:
    found = [f"{one.statement} {one.remedy}" for one in record.findings]
    todo = [f"{what} {why}" for what, why in record.summary.todo]
    return "\n\n".join(
        [
            section(
                "Ethical considerations",
                sentences(found),
                blanks("Who may be harmed, how, and what is done about it?"),
            ),
            section("Caveats and recommendations", sentences(todo), sentences(record.summary.untested)),
        ]
    )


def _energy(record: Record) -> str:
    energy = record.energy
    carbon = (
        "" if energy.kg_co2e is None else f"{number(1000 * energy.kg_co2e, 4)} g CO2e in {energy.country}"
    )
    known = (
        ("Of this audit", view.energy_total(record)),
        ("Carbon of this audit", carbon),
        ("Note", energy.note),
    )
    return section("Energy", facts(known), blanks("What did training take?"))
