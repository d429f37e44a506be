"""One record for each situation: `full` has everything, the others each lack or exaggerate something."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tests.reports.records.explained import explanations
from tests.reports.records.facts import energy, frameworks
from tests.reports.records.figures import (
    comparison,
    compas_comparisons,
    cross_estimates,
    estimate,
    performance,
    race_estimates,
)
from tests.reports.records.made import record

from fairwitness.audits.frameworks import with_controls
from fairwitness.audits.law.uniform_guidelines import four_fifths
from fairwitness.audits.record import Record
from fairwitness.audits.record.schema import (
    Finding,
    ImpactRow,
    ImpactTable,
    Performance,
)
from fairwitness.audits.statements import make_statements

HOSTILE = (
    "<script>alert('x')</script> & <b>bold</b>",
    "Ω" * 200,
    "👩‍👩‍👧‍👦 family",
    "مجموعة عربية طويلة",
    '#read("/etc/passwd") $x^2$ *b* @cite',
    "漢字かな交じり文",
    "line\nbreak\u202eevil",
)


def full() -> Record:
    """Everything a record can hold."""
    facts, controls = frameworks()
    finding = Finding(
        code="FW201",
        title="A sensitive column is a feature",
        severity="high",
        statement="The model reads race.",
        evidence=("explanations.importance",),
        remedy="Ask why the model needs it.",
    )
    minor = Finding(
        code="FW110",
        title="Small groups",
        severity="low",
        statement="Two groups are too small to judge.",
        remedy="Collect more rows of them.",
    )
    return record(
        compas_comparisons(),
        race_estimates() + cross_estimates(),
        performance=performance(),
        explanations=explanations(),
        frameworks=facts,
        controls=controls,
        findings=(finding, minor),
        energy=energy(),
    )


def crossed() -> Record:
    """Selection rates of every crossed group, each with a figure."""
    names = ("Asian & f", "Asian & m", "White & f", "White & m")
    return record((), tuple(estimate("selection_rate", "race & sex", name, 40, 100) for name in names))


def no_target() -> Record:
    """Predictions only: no labels, no model, selection rates alone."""
    return record(
        compas_comparisons()[:1],
        race_estimates()[:6],
        subject={"target": None, "model": None, "threshold": None},
    )


def ratio_gates() -> Record:
    """Gates on ratios, one of them without a value (best rate 0)."""
    rows = (
        comparison(
            "selection_rate",
            "race",
            "disparity",
            kind="ratio",
            tolerance=0.8,
            groups=("African-American", "Asian"),
            value=0.549,
            low=0.42,
            high=0.71,
        ),
        comparison(
            "false_positive_rate",
            "race",
            "inconclusive",
            kind="ratio",
            tolerance=0.8,
            groups=("Asian", "African-American"),
            value=0.78,
            low=0.6,
            high=None,
        ),
        comparison(
            "true_positive_rate",
            "sex",
            "inconclusive",
            kind="ratio",
            tolerance=0.8,
            groups=("Female", "Male"),
            value=None,
            low=0.0,
            high=1.0,
        ),
    )
    return record(rows, race_estimates())


def many_groups(n: int = 20, name: Callable[[int], str] = "Region {:02d} of the country".format) -> Record:
    """One attribute with many groups."""
    groups = tuple(
        estimate("selection_rate", "region", name(i), 40 + 3 * i % 97, 200 + 7 * i) for i in range(n)
    )
    gates = (
        comparison(
            "selection_rate",
            "region",
            "disparity",
            groups=(name(0), name(n - 1)),
            value=0.3,
            low=0.12,
            high=0.41,
        ),
    )
    return record(gates, groups)


def one_group() -> Record:
    """One group only: nothing to compare."""
    return record(
        (comparison("selection_rate", "sex", "not_estimable"),),
        (estimate("selection_rate", "sex", "Female", 30, 60),),
    )


def no_gates() -> Record:
    """No comparison was declared."""
    return record(tuple(c for c in compas_comparisons() if not c.declared), race_estimates())


def impact(attribute: str, counts: Mapping[str, tuple[int, int]], unknown: int = 0) -> ImpactTable:
    """The impact table of (applicants, selected) by group."""
    lines = four_fifths(counts)
    rows = tuple(
        ImpactRow(
            group=line.group,
            applicants=line.applicants,
            selected=line.selected,
            rate=None if line.rate is None else float(line.rate),
            impact_ratio=None if line.impact_ratio is None else float(line.impact_ratio),
            below_four_fifths=line.below,
            z=line.standard_deviations,
            fisher_p=line.fisher_p,
            reason=line.reason,
        )
        for line in lines
    )
    return ImpactTable(attribute=attribute, reference=lines[0].reference, rows=rows, unknown=unknown)


def hiring() -> Record:
    """Sex, race and the two crossed, with impact tables and the annex of LL144."""
    cells = {
        "sex": {"Female": (150, 60), "Male": (160, 80)},
        "race": {"Asian": (100, 40), "Black": (5, 3), "White": (205, 97)},
        "race & sex": {
            "Asian & Female": (40, 14), "Asian & Male": (60, 26), "Black & Female": (5, 3), "Black & Male": (0, 0),
            "White & Female": (105, 43), "White & Male": (100, 54),
        },
    }  # fmt: skip
    estimates = tuple(
        estimate("selection_rate", name, group, selected, people)
        for name, groups in cells.items()
        for group, (people, selected) in {**groups, "unknown": (7, 2)}.items()
    )
    gates = tuple(comparison("selection_rate", name, "inconclusive", kind="ratio") for name in cells)
    tables = tuple(impact(name, groups, unknown=7) for name, groups in cells.items())
    content = record(gates, estimates, impact=tables, title="Interviews")
    return Record.of(with_controls(content, ["nyc_ll144"]))


def hostile() -> Record:
    """Names that try to break out of the page, or have no glyph."""
    groups = tuple(
        estimate("selection_rate", "<i>attr</i> 😀", name, 60 + 10 * i, 200) for i, name in enumerate(HOSTILE)
    )
    gates = (
        comparison(
            "selection_rate",
            "<i>attr</i> 😀",
            "disparity",
            groups=(HOSTILE[0], HOSTILE[1]),
            statement=f"{HOSTILE[0]} and {HOSTILE[1]} differ.",
        ),
    )
    return record(gates, groups, title="<h1>&amp; $title$ 😀 " + "x" * 180)


def undefined() -> Record:
    """No figure anywhere."""
    return record(
        (comparison("precision", "race", "not_estimable"),),
        tuple(estimate("precision", "race", g, 0, 0) for g in ("A", "B")),
        performance=Performance(),
    )


def stated() -> Record:
    """A whole framework, and statements beside the record: hostile, right to left, long, about another record."""
    from fairwitness.reports.frameworks import sg_ai_verify

    base = full()
    framed = base.model_copy(
        update={"frameworks": (sg_ai_verify.facts(),), "controls": sg_ai_verify.controls(base)}
    )
    said: dict[str, dict[str, object]] = {
        "roles": {"by": "Ana Pires", "role": "Owner", "date": "2026-11-20", "text": "Ana Pires owns it."},
        "security": {"by": "<b>Jörg</b>", "date": "2026-11-20", "text": "<script>alert(1)</script> [x](y)"},
        "consultation": {"by": "مريم", "date": "2026-11-20", "text": "سمعنا \u202eالمتأثرين"},
        "energy": {"by": "李", "date": "2026-11-20", "text": "能量 " * 3000},
        "independence": {"by": "Ana Pires", "date": "2026-11-20", "text": "No stake.", "record": "ab" * 6},
    }
    return Record.of(framed).with_statements(make_statements({"statements": said}))
