import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairwitness.audits.plan.model import Roles
from fairwitness.audits.subject.labels import Labels, encode, label_text, observed, resolve
from fairwitness.errors import DataError

SPELLINGS = [
    (["no", "yes"], True, "yes"),
    (["no", "yes"], "YES", "yes"),
    (["No", "Yes"], "yes", "Yes"),
    (["N", "Y"], True, "Y"),
    (["0", "1"], True, "1"),
    (["0", "1"], "yes", "1"),
    (["False", "True"], 1, "True"),
    (["False", "True"], "true", "True"),
    (["0", "1"], 1.0, "1"),
    (["0", "1"], "1.0", "1"),
    (["-1", "1"], -1, "-1"),
    (["1", "2"], 2, "2"),
    (["declined", "yes"], True, "yes"),
    (["bad", "good"], "Good", "good"),
    (["no"], True, "yes"),
    (["NO"], True, "YES"),
    (["No"], True, "Yes"),
    (["0"], True, "1"),
]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1, "1"),
        (1.0, "1"),
        ("1", "1"),
        ("1.0", "1"),
        (1.5, "1.5"),
        (True, "True"),
        (np.True_, "True"),
        (" a ", "a"),
        (np.int8(2), "2"),
        (np.float32(2), "2"),
        (-0.0, "0"),
        ("-1.", "-1"),
        ("1.x", "1.x"),
        ("v1.0", "v1.0"),
    ],
)
def test_one_text_for_one_label(value, text):
    assert label_text(value) == text


@pytest.mark.parametrize(("found", "stated", "positive"), SPELLINGS)
def test_a_stated_label_is_found_however_it_is_spelt(found, stated, positive):
    labels = resolve(Roles(positive=stated), found, "target")
    assert labels.positive == positive
    assert labels.favourable_is_positive
    if len(found) == 2:
        assert {labels.positive, labels.negative} == set(found)


@pytest.mark.parametrize(
    ("found", "positive", "negative"),
    [
        (["0", "1"], "1", "0"),
        (["-1", "1"], "1", "-1"),
        (["False", "True"], "True", "False"),
        (["1"], "1", "0"),
        (["0"], "1", "0"),
    ],
)
def test_conventions_need_nothing_stated(found, positive, negative):
    assert resolve(Roles(), found, "target") == Labels(positive, negative, favourable_is_positive=True)


@pytest.mark.parametrize("found", [["1", "2"], ["no", "yes"], ["a"], []])
def test_what_could_be_either_must_be_stated(found):
    with pytest.raises(
        DataError, match=r"The `positive` label must be stated: .* Say `positive:` or `--positive`\."
    ):
        resolve(Roles(), found, "target")


def test_favourable_may_be_the_other_label_and_each_defaults_to_the_other():
    labels = resolve(Roles(positive=1, favourable=0), ["0", "1"], "target")
    assert (labels.positive, labels.negative, labels.favourable) == ("1", "0", "0")
    assert resolve(Roles(favourable="yes"), ["no", "yes"], "target").positive == "yes"


@pytest.mark.parametrize("stated", [3, "1 ", "maybe", True])
def test_a_stated_label_that_is_not_there(stated):
    if stated == "1 ":
        assert resolve(Roles(positive=stated), ["1", "2"], "target").positive == "1"
        return
    with pytest.raises(
        DataError,
        match=r"The `positive` label must stand in the target\. Got '.*' instead\. There are: '1', '2'",
    ):
        resolve(Roles(positive=stated), ["1", "2"], "target")


def test_more_than_two_labels():
    with pytest.raises(
        DataError, match=r"must hold two labels, spelt alike\. Got 8: '0', .*, …\. .* name a score"
    ):
        resolve(Roles(), [str(n) for n in range(8)], "target")
    with pytest.raises(DataError, match="must hold two labels"):
        resolve(Roles(positive="a", favourable="b"), ["c"], "target")


@pytest.mark.parametrize(
    "column",
    [
        pd.Series([1, 0, 1, None]),
        pd.Series([1, 0, 1, None], dtype="Int64"),
        pd.Series([1, 0, 1, None], dtype="int64[pyarrow]"),
        pd.Series(["1", "0", "1", None]),
        pd.Series(["1", "0", "1", None], dtype="category"),
        pd.Series([1, "0", 1.0, np.nan], dtype=object),
        pd.Series([1, 0, 1, None], dtype=object).astype("category"),
    ],
)
def test_codes_are_the_same_through_any_type(column):
    assert encode(column, Labels("1", "0", True)).tolist() == [1, 0, 1, -1]
    assert observed(column) == ["0", "1"]


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.sampled_from([0, 1, None]), min_size=1, max_size=30), st.sampled_from(range(5)), st.randoms()
)
def test_spelling_changes_no_code_and_order_only_the_order(values, spelling, random):
    words = [{0: 0, 1: 1}, {0: "no", 1: "yes"}, {0: False, 1: True}, {0: -1, 1: 1}, {0: "1", 1: "2"}][
        spelling
    ]
    stated = [1, True, True, 1, 2][spelling]
    column = pd.Series([words.get(value) for value in values], dtype=object)
    labels = resolve(Roles(positive=stated), sorted({label_text(word) for word in words.values()}), "target")
    codes = encode(column, labels)
    assert codes.tolist() == [-1 if value is None else value for value in values]
    order = random.sample(range(len(values)), len(values))
    assert encode(column.iloc[order], labels).tolist() == codes[order].tolist()
