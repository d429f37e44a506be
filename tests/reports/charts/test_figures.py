"""What every chart must keep to, over every kind of record."""

import json
import re
from xml.etree import ElementTree

import pytest
import records

from fairwitness.reports import charts, explained
from fairwitness.reports.charts import Canvas, static
from fairwitness.reports.tokens import DARK

CANVASES = {"page": Canvas(), "narrow": Canvas(DARK, 340, 12)}


def figures(record, canvas):
    unknown = [g.name for a in record.subject.attributes for g in a.groups if g.unknown]
    yield charts.gaps(record.comparisons, canvas)
    yield charts.gaps(record.comparisons, canvas, "ratio")
    by_group = [(e.metric, e.attribute) for e in record.estimates if e.attribute is not None]
    for metric, attribute in dict.fromkeys(by_group):
        mine = [e for e in record.estimates if (e.metric, e.attribute) == (metric, attribute)]
        compared = next(
            (c for c in record.comparisons if (c.metric, c.attribute) == (metric, attribute)), None
        )
        yield charts.groups(mine, canvas, compared, unknown)
        yield charts.cross(mine, canvas, record.subject.attributes)
    yield charts.performance(record.performance, canvas)
    yield charts.energy(record.energy, canvas)
    for scores in record.scores:
        yield charts.reliability(scores, canvas)
    if record.explanations.importance:
        yield charts.importance(record.explanations.importance, canvas)
    for drawing in (*explained.spread(record), *explained.gaps(record)):
        yield drawing(canvas)
    for case in record.explanations.cases:
        yield (charts.lime if case.method == "lime" else charts.waterfall)(case, canvas)


ALL = [
    pytest.param(figure, id=f"{name}-{place}-{figure.key}")
    for name, make in records.VARIANTS.items()
    for place, canvas in CANVASES.items()
    for figure in figures(make(), canvas)
    if figure is not None
]


@pytest.mark.parametrize("figure", ALL)
def test_says_in_words_what_it_draws(figure):
    assert figure.title.strip()
    assert figure.alt.strip().endswith(".")
    assert figure.subtitle.strip()
    assert figure.source.strip()
    assert re.fullmatch(r"[a-z0-9-]+", figure.key)
    everything = json.dumps([figure.title, figure.subtitle, figure.alt, figure.table.rows])
    assert not re.search(r"\bnan\b|\bNone\b|\bnull\b|Infinity", everything)


@pytest.mark.parametrize("figure", ALL)
def test_has_a_table_twin(figure):
    table = figure.table
    assert table.rows
    assert all(len(row) == len(table.columns) for row in table.rows)
    assert all(isinstance(cell, str) and cell for row in table.rows for cell in row)
    assert table.right <= set(table.columns) | {"Gap", "Ratio"}


@pytest.mark.parametrize("figure", ALL)
def test_geometry_fits_the_canvas(figure):
    padding = figure.vega["padding"]
    assert figure.vega["width"] > 0.12 * (figure.vega["width"] + padding["left"] + padding["right"])
    assert round(figure.vega["width"] + padding["left"] + padding["right"]) in (760, 340)


def test_can_be_drawn_and_nothing_is_cut_off():
    found = [param.values[0] for param in ALL if "-page-" in param.id]
    drawn = static.svgs([figure.vega for figure in found])
    for figure, svg in zip(found, drawn, strict=True):
        root = ElementTree.fromstring(svg)
        assert float(root.get("width")) == pytest.approx(760, abs=1)
        assert "Source Sans Pro" in svg
        assert "NaN" not in svg
        assert "undefined" not in svg
        assert len(set(root.itertext())) > 2, figure.key


@pytest.mark.parametrize(
    "key",
    [
        "gaps",
        "groups-selection-rate-race",
        "importance",
        "lime-a3f1a3f1a3f1",
        "gap-selection-rate-race",
        "contributions",
    ],
)
def test_is_valid_vega_lite_and_an_altair_chart(key):
    figure = next(f for f in figures(records.full(), Canvas()) if f is not None and f.key == key)
    chart = figure.spec
    assert chart.to_dict(validate=False)["layer"]
    type(chart).validate(figure.vega)


def test_a_chart_of_panels_is_valid_vega_lite_too():
    figure = charts.reliability(records.scored().scores[0], Canvas())
    type(figure.spec).validate(figure.vega)


def test_a_chart_of_curves_is_valid_vega_lite_too():
    figure = charts.effect(records.effects()[0], Canvas())
    type(figure.spec).validate(figure.vega)


def test_the_same_record_gives_the_same_specification():
    first, second = ([f.vega for f in figures(records.full(), Canvas()) if f] for _ in range(2))
    assert first == second
