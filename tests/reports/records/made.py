"""A record of given parts."""

from __future__ import annotations

from tests.reports.records.facts import subject
from tests.reports.records.figures import gate

from fairwitness.audits.record import Record, RecordContent, sha256
from fairwitness.audits.record.schema import (
    AttributeFacts,
    CheckRun,
    Comparison,
    Energy,
    Estimate,
    Explanations,
    Group,
    Performance,
    Provenance,
    Summary,
)


def record(comparisons: tuple[Comparison, ...], estimates: tuple[Estimate, ...], **over: object) -> Record:
    """A record of these parts; anything else by keyword."""
    gates = tuple(gate(c, i) for i, c in enumerate([c for c in comparisons if c.declared], 1))
    tally = {
        v: sum(g.verdict == v for g in gates)
        for v in ("disparity", "within", "inconclusive", "not_estimable")
    }
    values = _usual() | {"estimates": estimates, "comparisons": comparisons, "gates": gates}
    values["summary"] = _summary(tally)
    given = over.pop("subject", {})
    assert isinstance(given, dict)
    values["subject"] = subject(**({"attributes": _attributes(estimates)} | given))
    content = RecordContent.model_validate(values | over)
    provenance = content.provenance.model_copy(update={"plan_sha256": sha256(content.plan)})
    return Record.of(content.model_copy(update={"provenance": provenance}))


def _attributes(estimates: tuple[Estimate, ...]) -> tuple[AttributeFacts, ...]:
    names = {
        e.attribute: [x for x in estimates if x.attribute == e.attribute and x.metric == e.metric]
        for e in estimates
    }
    return tuple(
        AttributeFacts(
            name=str(name),
            columns=tuple(str(name).split(" & ")),
            edges=None,
            groups=tuple(Group(name=str(e.group), rows=e.rows, unknown=e.group == "unknown") for e in found),
        )
        for name, found in names.items()
    )


def _summary(tally: dict[str, int]) -> Summary:
    return Summary(
        lead="Two of five limits were exceeded, all between ethnic groups.",
        tally=tally,
        todo=(("Do not use the score alone", "until the disparities have an owner."),),
        untested=("Whether an arrest means an offence.",),
        method="Both errors happen at most 5 times in 100 over all limits together.",
    )


def _usual() -> dict[str, object]:
    """What a record has besides its figures."""
    return {
        "title": "Two-year re-arrest screening",
        "plan": {"title": "Two-year re-arrest screening", "alpha": 0.05, "checks": {"min_group": 30}},
        "checks": (
            CheckRun(code="FW101", title="Rates by group", outcome="ran"),
            CheckRun(
                code="FW301", title="Explanations", outcome="not_applicable", reason="there is no model"
            ),
        ),
        "performance": Performance(),
        "explanations": Explanations(),
        "findings": (),
        "energy": Energy(),
        "environment": {"python": "3.11", "fairwitness": "0.1.0"},
        "provenance": Provenance(
            plan_sha256="12" * 32,
            data_sha256="34" * 32,
            seed=0,
            created="2026-11-22T10:00:00+00:00",
            version="0.1.0",
        ),
    }
