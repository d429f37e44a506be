import re

from hypothesis import given
from hypothesis import strategies as st

from fairwitness.reports.charts import Canvas, short
from fairwitness.reports.charts.draw import SIGNS, Frame, plot, scale
from fairwitness.reports.charts.figure import slug, text_width

finite = st.floats(-1e6, 1e6, allow_subnormal=False).filter(lambda v: v == 0 or abs(v) > 1e-6)


@given(st.lists(finite, min_size=1, max_size=20))
def test_an_axis_holds_all_values_and_a_few_round_ticks(values):
    axis = scale(values)
    assert axis.low <= min(values)
    assert axis.high >= max(values)
    assert axis.low < axis.high
    assert 2 <= len(axis.ticks) <= 8
    assert all(axis.low - 1e-9 * abs(axis.low) <= t <= axis.high + 1e-9 * abs(axis.high) for t in axis.ticks)
    assert list(axis.ticks) == sorted(set(axis.ticks))


def test_shares_stay_between_nothing_and_all():
    axis = scale([0.0, 0.98, 1.0], factor=100, within=(0, 1))
    assert (axis.low, axis.high) == (0, 1)
    assert axis.digits == 0


@given(st.text(max_size=300), st.floats(20, 300))
def test_labels_fit_their_column_and_cut_no_character_in_two(name, width):
    cut = short(name, width, 13)
    assert text_width(cut.removesuffix("…"), 13) <= width + 1e-9
    cut.encode("utf-8")
    assert not any(ord(c) < 32 for c in cut)


def test_labels_that_fit_are_kept():
    assert short("Caucasian", 200, 13) == "Caucasian"
    assert short("line\nbreak\u202e", 200, 13) == "line break"
    assert short("x" * 300, 100, 13).endswith("…")


@given(st.text(max_size=200))
def test_keys_are_fit_for_files(text):
    assert re.fullmatch(r"[a-z0-9-]+", slug("groups", text))


def test_keys_of_different_names_differ():
    assert slug("groups", "<i>") != slug("groups", "<b>")
    assert slug("groups", "a_b") == "groups-a-b"


def test_rows_get_lower_when_there_are_many():
    heights = [Canvas().row(n) * n for n in (5, 20, 50)]
    assert heights == sorted(heights)
    assert heights[-1] <= 76 * 13
    assert all(re.fullmatch(r"[MLAHVZ0-9.,-]+", sign) for sign in SIGNS.values())


def test_rows_are_given_where_a_layer_draws_from_them_and_nowhere_else():
    own, none = {"data": {"values": [{"x": 1}]}, "mark": "rule"}, {"mark": "rule"}
    for layers, drawn_from in (
        ([own], False),
        ([own, none], True),
        ([{"layer": [own, own]}], False),
        ([{"layer": [own, none]}], True),
        ([{**own, "layer": [none]}], False),
    ):
        made = plot(layers, [{"y": 2}], Canvas(), Frame(10, 20, 1, 2, 3, 4))
        assert ("data" in made) is drawn_from
