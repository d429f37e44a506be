import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairwitness.audits.plan import make_plan
from fairwitness.audits.subject.rows import column_hash, select
from fairwitness.errors import ColumnNotFoundError, DataError

FRAME = pd.DataFrame({"n": [1, 2, 3, None], "t": ["a", "b", None, "c"], "b": [True, False, True, False]})


def kept(*where, frame=FRAME):
    return select(frame, make_plan({"where": where}), "rows.csv").index.tolist()


@pytest.mark.parametrize(
    ("condition", "rows"),
    [
        ("n == 2", [1]),
        ("n = 2.0", [1]),
        ("n != 2", [0, 2]),
        ("n >= 2", [1, 2]),
        ("n > 2", [2]),
        ("n <= 2", [0, 1]),
        ("n < 2", [0]),
        ("n in 1, 3", [0, 2]),
        ("n not in 1, 3", [1]),
        ("n is known", [0, 1, 2]),
        ("t == a", [0]),
        ("t != a", [1, 3]),
        ("t >= b", [1, 3]),
        ("t not in a, b", [3]),
        ("t is known", [0, 1, 3]),
        ("b == True", [0, 2]),
    ],
)
@pytest.mark.parametrize("kind", ["plain", "nullable", "arrow", "category"])
def test_every_operator_and_a_missing_value_meets_none(condition, rows, kind):
    frame = {
        "plain": FRAME,
        "nullable": FRAME.convert_dtypes(),
        "arrow": FRAME.convert_dtypes(dtype_backend="pyarrow"),
        "category": FRAME.astype("category"),
    }[kind]
    assert kept(condition, frame=frame) == rows


def test_all_conditions_must_be_met():
    assert kept("n >= 2", "t is known") == [1]
    assert select(FRAME, make_plan({}), "x") is FRAME


def test_a_condition_on_a_column_that_is_not_there():
    with pytest.raises(
        ColumnNotFoundError, match=r"The `where` column must be a column of rows.csv. Got 'nn' instead"
    ):
        kept("nn > 1")


def test_no_row_left():
    with pytest.raises(DataError, match=r"None of the 4 rows of rows\.csv meets: n > 7; t is known\."):
        kept("n > 7", "t is known")


@pytest.mark.parametrize(
    ("condition", "held"), [("t >= 2", "values such as 'a'"), ("n >= x", "numbers such as 1.0")]
)
def test_text_and_numbers_cannot_be_ordered(condition, held):
    with pytest.raises(
        DataError, match=f"The condition '{condition}' must compare like with like.* holds {held}"
    ):
        kept(condition)


SAME_NUMBERS = [
    pd.Series([1, 2, None]),
    pd.Series([1, 2, None], dtype="Int64"),
    pd.Series([1, 2, None], dtype="Float64"),
    pd.Series([1, 2, None], dtype="int64[pyarrow]"),
    pd.Series([1, 2, None], dtype="category"),
    pd.Series([1, 2.0, None], dtype=object),
]
SAME_TEXT = [
    pd.Series(["x", None, "é"]),
    pd.Series(["x", None, "é"], dtype=object),
    pd.Series(["x", None, "é"], dtype="category"),
    pd.Series(["x", None, "é"], dtype="string[pyarrow]"),
    pd.Series(["x", None, "é"], dtype="string[python]"),
]


def hashed(column, name="a"):
    return column_hash([(name, column)])


@pytest.mark.parametrize("columns", [SAME_NUMBERS, SAME_TEXT], ids=["numbers", "text"])
def test_the_same_values_have_the_same_hash_in_any_type(columns):
    assert len({hashed(column) for column in columns}) == 1


def test_an_all_missing_column_is_the_same_however_it_is_typed():
    assert (
        hashed(pd.Series([np.nan] * 2))
        == hashed(pd.Series([None] * 2, dtype=object))
        == hashed(pd.Series([None] * 2, dtype="str"))
    )
    assert hashed(pd.Series([np.nan] * 2)) != hashed(pd.Series([np.nan] * 3))


def test_truth_with_and_without_missing_values():
    assert hashed(pd.Series([True, None], dtype=object)) == hashed(pd.Series([True, None], dtype="boolean"))
    assert hashed(pd.Series([True, False])) != hashed(pd.Series([1, 0]))


def test_csv_and_parquet_of_the_same_values(read, tmp_path):
    from fairwitness.audits.plan.model import Data
    from fairwitness.audits.subject import read_dataset

    frame = pd.DataFrame(
        {
            "i": [1, 2, 3],
            "f": [0.1, None, 1e-17],
            "t": ["a", None, "b, c"],
            "m": [None] * 3,
            "b": [True, False, True],
        }
    )
    frame.to_parquet(tmp_path / "rows.parquet")
    stored = read_dataset(Data(path="rows.parquet"), tmp_path).frame
    written = read(frame.to_csv(index=False)).frame
    assert column_hash(stored.items()) == column_hash(written.items()) == column_hash(frame.items())


VALUES = st.lists(st.one_of(st.none(), st.floats(allow_nan=False, width=32)), min_size=2, max_size=8)


@settings(deadline=None, max_examples=60)
@given(VALUES, st.data())
def test_one_changed_value_changes_the_hash(values, data):
    place = data.draw(st.integers(0, len(values) - 1))
    other = data.draw(
        st.one_of(st.none(), st.floats(allow_nan=False, width=32)).filter(lambda v: v != values[place])
    )
    changed = [*values[:place], other, *values[place + 1 :]]
    assert hashed(pd.Series(values, dtype=float)) != hashed(pd.Series(changed, dtype=float))


@settings(deadline=None, max_examples=60)
@given(st.lists(st.sampled_from(["a", "b", "ab", "", None]), min_size=2, max_size=6), st.randoms())
def test_another_order_of_rows_changes_the_hash(values, random):
    shuffled = random.sample(values, len(values))
    same = hashed(pd.Series(values, dtype=object)) == hashed(pd.Series(shuffled, dtype=object))
    assert same == (values == shuffled)


def test_names_and_borders_count():
    a, b = pd.Series(["x", "y"]), pd.Series(["y", "x"])
    assert hashed(a, "a") != hashed(a, "b")
    assert column_hash([("a", a), ("b", b)]) != column_hash([("b", b), ("a", a)])
    assert hashed(pd.Series(["ab", "c"])) != hashed(pd.Series(["a", "bc"]))
    assert hashed(pd.Series([0.0])) == hashed(pd.Series([-0.0]))
    assert hashed(pd.Series([1])) != hashed(pd.Series(["1"]))
