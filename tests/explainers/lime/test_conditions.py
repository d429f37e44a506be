"""Conditions are met as often as in the background, and seen from each row as lime sees them."""

import numpy as np
import pandas as pd
import pytest

from fairwitness.explainers.columns import ColumnCodec
from fairwitness.explainers.lime.conditions import Conditions
from fairwitness.explainers.lime.sampling import RAREST, Draw

RNG = np.random.default_rng(0)
BACKGROUND = pd.DataFrame(
    {"n": RNG.normal(size=400), "k": RNG.integers(0, 9, 400), "c": RNG.choice(["u", "v"], 400, p=[0.8, 0.2])}
)
SAMPLES = 20_001


def around(rows, within="lime", background=BACKGROUND):
    codec = ColumnCodec(background, rows)
    coded = codec.encode(background)
    draw = Draw.of(coded, SAMPLES, 0)
    return Conditions(codec, coded, codec.encode(rows), draw, within=within), codec


@pytest.mark.parametrize("within", ["lime", "background"])
def test_conditions_are_met_as_often_as_in_the_background(within):
    found, _ = around(BACKGROUND.iloc[:3], within)
    bins = np.searchsorted(np.percentile(BACKGROUND["n"], [25, 50, 75]), BACKGROUND["n"])
    for row in range(3):
        met, squared = found.seen_from(row)
        assert met[:, 0].all()
        assert (squared == (~met).sum(axis=0)).all()
        assert met[0, 1:].mean() == pytest.approx((bins == bins[row]).mean(), abs=0.015)
        assert met[2, 1:].mean() == pytest.approx((BACKGROUND["c"] == BACKGROUND["c"][row]).mean(), abs=0.015)


@pytest.mark.parametrize("within", ["lime", "background"])
def test_drawn_values_meet_the_conditions_that_are_said_of_them(within):
    rows = BACKGROUND.iloc[:5]
    found, codec = around(rows, within)
    frame = codec.decode(found.shared)
    cuts = np.percentile(BACKGROUND["n"], [25, 50, 75])
    for row in range(5):
        met, _ = found.seen_from(row)
        same = np.searchsorted(cuts, frame["n"]) == np.searchsorted(cuts, rows["n"].iloc[row])
        assert (met[0, 1:] == same).all()
        assert (met[2, 1:] == (frame["c"] == rows["c"].iloc[row])).all()


def test_only_background_draws_its_own_values():
    assert set(around(BACKGROUND.iloc[:1], "background")[0].shared[:, 0]) <= set(BACKGROUND["n"])
    drawn = around(BACKGROUND.iloc[:1], "lime")[0].shared
    assert not set(drawn[:, 0]) & set(BACKGROUND["n"])
    assert set(drawn[:, 1]) <= set(range(9))


def test_what_is_drawn_does_not_depend_on_the_rows():
    one, other = around(BACKGROUND.iloc[:1])[0], around(BACKGROUND.iloc[7:20])[0]
    assert (one.shared == other.shared).all()


def test_a_value_that_only_the_row_has_is_met_now_and_then():
    rows = pd.DataFrame({"n": [0.0, np.nan], "k": [1, 1], "c": ["w", "u"]})
    found, _ = around(rows)
    for row, column in ((0, 2), (1, 0)):
        places = found.own_places(row)
        met, _ = found.seen_from(row)
        assert len(places) / (SAMPLES - 1) == pytest.approx(RAREST, abs=0.003)
        assert (np.flatnonzero(met[column, 1:]) == places).all()
        own = found.own_values(row)
        others = [place for place in range(3) if place != column]
        assert (own[:, others] == found.shared[places][:, others]).all()
        assert len(set(own[:, column].astype(str))) == 1
    assert found.conditions(0)[2] == "c=w"
    assert len(around(BACKGROUND.iloc[:1])[0].own_places(0)) == 0


def test_codes_tell_of_plain_rows_what_they_meet():
    found, _ = around(BACKGROUND.iloc[:4])
    shared, explained = found.by_code()
    for row in range(4):
        assert (found.seen_from(row)[0][:, 1:] == (shared == explained[:, row, None])).all()
