import records

from fairwitness.audits.record.schema import AttributeFacts, Group
from fairwitness.reports.charts import Canvas, cross
from fairwitness.reports.tokens import LIGHT


def cells(figure):
    return [(v["big"], v["small"], v["fill"]) for v in figure.vega["data"]["values"]]


def test_rate_and_n_in_each_cell_and_words_where_there_is_none():
    found = cells(cross(records.cross_estimates(), Canvas()))
    assert found[0][:2] == ("46.1%", "n 651")
    assert found[4] == ("not estimable", "n 0", LIGHT.void)
    assert found[5] == ("74.1%", "not judged, n 27", LIGHT.void)
    judged = [fill for _, small, fill in found if small.startswith("n ") and fill != LIGHT.void]
    assert judged[1] == LIGHT.bins[0]
    assert judged[2] == LIGHT.bins[-1]


def test_names_that_hold_the_joiner_are_told_apart_by_the_record():
    e = records.estimate("selection_rate", "race & team", "Black & R & D", 30, 60)
    facts = AttributeFacts(
        name="team", columns=("team",), edges=None, groups=(Group(name="R & D", rows=60, unknown=False),)
    )
    figure = cross([e], Canvas(), [facts])
    names = [
        layer["data"]["values"][0]["label"]
        for layer in figure.vega["layer"]
        if "label" in str(layer.get("data"))
    ]
    assert names == ["Black"]


def test_a_group_outside_the_grid_is_named():
    extra = records.estimate("selection_rate", "race & sex", "(unknown)", 5, 15)
    figure = cross((*records.cross_estimates(), extra), Canvas())
    assert "Not drawn: (unknown)." in figure.subtitle
    assert len(figure.vega["data"]["values"]) == 6
    assert len(figure.table.rows) == 7


def test_the_wider_side_goes_down():
    wide = [records.estimate("selection_rate", "a & b", f"x & {i}", 30 + i, 90) for i in range(12)]
    assert len({v["j"] for v in cross(wide, Canvas()).vega["data"]["values"]}) == 1


def test_too_many_cells_are_left_to_another_chart():
    many = [
        records.estimate("selection_rate", "a & b", f"{i} & {j}", 30, 90) for i in range(9) for j in range(9)
    ]
    assert cross(many, Canvas()) is None
    assert cross([], Canvas()) is None
    assert cross(records.race_estimates(), Canvas()) is None
