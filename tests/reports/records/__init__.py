"""Records for the tests of reports: small, one per situation, most made by hand with the schema's classes.

The figures are invented but consistent: rates are successes over n, intervals are Wilson's.
"""

from __future__ import annotations

from collections.abc import Callable

from tests.reports.records.audited import numbers, scored, several_labels
from tests.reports.records.explained import certificate, effects, explanations, gap, strips
from tests.reports.records.facts import energy
from tests.reports.records.figures import (
    comparison,
    compas_comparisons,
    cross_estimates,
    estimate,
    performance,
    race_estimates,
    wilson,
)
from tests.reports.records.found import searched, subgroups, tested
from tests.reports.records.items import media
from tests.reports.records.made import record
from tests.reports.records.situations import (
    HOSTILE,
    crossed,
    full,
    hiring,
    hostile,
    impact,
    many_groups,
    no_gates,
    no_target,
    one_group,
    ratio_gates,
    stated,
    undefined,
)

from fairwitness.audits.record import Record

VARIANTS: dict[str, Callable[[], Record]] = {
    f.__name__: f
    for f in (
        full,
        no_target,
        ratio_gates,
        many_groups,
        one_group,
        no_gates,
        hiring,
        hostile,
        undefined,
        searched,
        media,
        several_labels,
        numbers,
        scored,
        stated,
    )
}

__all__ = [
    "HOSTILE",
    "VARIANTS",
    "certificate",
    "comparison",
    "compas_comparisons",
    "cross_estimates",
    "crossed",
    "effects",
    "energy",
    "estimate",
    "explanations",
    "full",
    "gap",
    "hiring",
    "hostile",
    "impact",
    "many_groups",
    "media",
    "no_gates",
    "no_target",
    "numbers",
    "one_group",
    "performance",
    "race_estimates",
    "ratio_gates",
    "record",
    "scored",
    "searched",
    "several_labels",
    "stated",
    "strips",
    "subgroups",
    "tested",
    "undefined",
    "wilson",
]
