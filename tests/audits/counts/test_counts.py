import itertools
import time
from functools import reduce

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwitness.audits.counts import Counts
from fairwitness.errors import DataError, UnknownNameError

GROUPS = ("north", "south", "east")
ROW = st.tuples(st.integers(0, 2), st.integers(-1, 1), st.integers(0, 1), st.integers(0, 8))
ROWS = st.lists(ROW, max_size=40)


def counted(rows, groups=GROUPS, *, weighted=False, **options):
    table = np.array(rows, dtype=np.int64).reshape(-1, 4)
    weights = table[:, 3] / 4 if weighted else None
    return Counts.of("region", groups, table[:, 0], table[:, 1], table[:, 2], weights=weights, **options)


def by_hand(rows):
    n = np.zeros((3, 3, 2), dtype=np.int64)
    for group, outcome, prediction, _ in rows:
        n[group, 2 if outcome == -1 else outcome, prediction] += 1
    return n


@given(ROWS)
def test_each_row_falls_in_its_cell(rows):
    counts = counted(rows)
    assert np.array_equal(counts.n, by_hand(rows))
    assert counts.n.dtype == np.int64
    assert counts.rows.sum() == len(rows)


@given(ROWS)
def test_weights_are_summed_with_their_squares(rows):
    counts = counted(rows, weighted=True)
    w, w2 = np.zeros((3, 3, 2)), np.zeros((3, 3, 2))
    for group, outcome, prediction, weight in rows:
        w[group, outcome, prediction] += weight / 4
        w2[group, outcome, prediction] += (weight / 4) ** 2
    assert np.array_equal(counts.n, by_hand(rows))
    assert np.array_equal(counts.w.floats, w)
    assert np.array_equal(counts.w2.floats, w2)


@given(ROWS, st.lists(st.integers(0, 40), max_size=4), st.permutations(range(5)), st.booleans())
def test_any_split_in_any_order_merges_to_the_same(rows, cuts, order, weighted):
    edges = [0, *sorted(min(cut, len(rows)) for cut in cuts), len(rows)]
    parts = [counted(rows[a:b], weighted=weighted) for a, b in itertools.pairwise(edges)]
    shuffled = [parts[place] for place in order if place < len(parts)]
    assert reduce(lambda left, right: left + right, shuffled) == counted(rows, weighted=weighted)


@given(st.lists(st.permutations(["a", "b", "c", "?"]), min_size=2, max_size=4), st.randoms())
def test_groups_are_aligned_by_name_whatever_the_order(names, random):
    tables = [
        Counts("x", tuple(order), np.arange(24).reshape(4, 3, 2) + place, unknown="?")
        for place, order in enumerate(names)
    ]
    merged = reduce(lambda left, right: left + right, tables)
    random.shuffle(tables)
    assert reduce(lambda left, right: left + right, tables) == merged
    for group in "abc?":
        cells = sum(table.n[table.groups.index(group)] for table in tables)
        assert np.array_equal(merged.n[merged.groups.index(group)], cells)


def test_a_group_that_one_part_does_not_have():
    one = Counts("x", ("b", "?"), np.ones((2, 3, 2)), unknown="?")
    two = Counts("x", ("c", "a"), np.full((2, 3, 2), 2))
    merged = one + two
    assert merged.groups == ("a", "b", "c", "?")
    assert merged.unknown == "?"
    assert merged.n[:, 0, 0].tolist() == [2, 1, 2, 1]


def test_equal_groups_keep_their_order():
    table = Counts("age", ("under 25", "25 to 45", "over 45"), np.ones((3, 3, 2)))
    assert (table + table).groups == ("under 25", "25 to 45", "over 45")


def test_counts_that_do_not_count_the_same_are_not_merged():
    base = counted([(0, 1, 1, 1)])
    others = {
        "attribute": Counts("sex", GROUPS, base.n),
        "favourable label": Counts("region", GROUPS, base.n, favourable_is_positive=False),
        "use of weights": counted([(0, 1, 1, 1)], weighted=True),
    }
    for difference, other in others.items():
        with pytest.raises(DataError, match=difference):
            base + other


def test_missing_values_must_have_one_name():
    base = Counts("x", ("a", "?"), np.ones((2, 3, 2)), unknown="?")
    with pytest.raises(DataError, match=r"'\?' and '-' instead"):
        base + Counts("x", ("a", "-"), np.ones((2, 3, 2)), unknown="-")
    for left, right in itertools.permutations([base, Counts("x", ("a", "?"), np.ones((2, 3, 2)))]):
        with pytest.raises(DataError, match="a group like any other"):
            left + right


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"codes": [0, 3]}, r"`codes` must be from 0 to 2. Got values from 0 to 3"),
        ({"codes": [-1, 0]}, r"`codes` must be from 0 to 2"),
        ({"outcome": [0, 2]}, r"`outcome` must be from -1 to 1"),
        ({"outcome": [0]}, r"`outcome` must be one number for each of the 2 rows"),
        ({"prediction": [0, -1]}, r"`prediction` must be from 0 to 1"),
        ({"prediction": [0.0, 1.0]}, r"`prediction` must be whole numbers. Got float64"),
        ({"weights": [1.0, float("nan")]}, r"`weights` must be 0, or from .* Got nan in row 1"),
        ({"weights": [1.0, -2.0]}, "Got -2.0 in row 1"),
        ({"weights": [1e-200, 1.0]}, "in row 0"),
        ({"weights": [1.0]}, "each of the 2 rows"),
    ],
)
def test_values_that_cannot_be_are_refused(change, message):
    columns = {"codes": [0, 1], "outcome": [0, 1], "prediction": [0, 1]} | change
    with pytest.raises(DataError, match=message):
        Counts.of("region", GROUPS, **{name: np.array(values) for name, values in columns.items()})


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"groups": ("a", "a")}, "'a' twice"),
        ({"groups": ("a",)}, r"shape \(1, 3, 2\). Got \(2, 3, 2\)"),
        ({"groups": ("a", "none"), "unknown": "None"}, "Did you mean 'none'"),
        ({"groups": ("a", "b"), "w": np.ones((2, 3, 2))}, "both `w` and `w2`"),
        ({"groups": ("a", "b"), "n": np.full((2, 3, 2), -1)}, "0 or more"),
    ],
)
def test_tables_that_cannot_be_are_refused(options, message):
    with pytest.raises(DataError, match=message):
        Counts("x", **({"n": np.ones((2, 3, 2))} | options))


def test_a_table_cannot_be_changed():
    counts = counted([(0, 1, 1, 1)])
    with pytest.raises(ValueError, match="read-only"):
        counts.n[0, 0, 0] = 5
    assert counts != "something else"


def test_small_and_boolean_columns_count_the_same():
    codes, outcome, prediction = np.array([0, 1, 2]), np.array([-1, 0, 1]), np.array([1, 0, 1])
    wide = Counts.of("region", GROUPS, codes, outcome, prediction)
    assert wide == Counts.of(
        "region", GROUPS, codes.astype(np.uint8), outcome.astype(np.int8), prediction == 1
    )
    many = tuple(str(group) for group in range(100))
    last = Counts.of("x", many, np.array([99], dtype=np.int8), np.array([1]), np.array([1]))
    assert last.n[99, 1, 1] == 1


@given(ROWS, st.permutations(range(3)))
def test_pooling_does_not_depend_on_the_order_of_groups(rows, order):
    counts = counted(rows, weighted=True)
    w, w2 = counts.w.floats / 3, counts.w2.floats / 7
    mixed = Counts("region", tuple(GROUPS[g] for g in order), counts.n[order], w=w[order], w2=w2[order])
    assert mixed.pooled() == Counts("region", GROUPS, counts.n, w=w, w2=w2).pooled()
    assert mixed.pooled().rows.tolist() == [len(rows)]


def test_counting_two_million_rows_is_quick():
    rng = np.random.default_rng(0)
    codes, outcome, prediction = (
        rng.integers(low, high, 2_000_000, dtype=np.int8) for low, high in ((0, 3), (-1, 2), (0, 2))
    )
    start = time.perf_counter()
    Counts.of("region", GROUPS, codes, outcome, prediction)
    assert time.perf_counter() - start < 1


MANY = ("cat", "dog", "fox")
MANY_ROWS = st.lists(
    st.tuples(st.integers(0, 2), st.integers(-1, 2), st.integers(0, 2), st.integers(0, 4)),
    min_size=1,
    max_size=40,
)


def many(rows, **options):
    codes, outcome, prediction, cluster = np.array(rows).T
    return Counts.of(
        "region",
        GROUPS,
        codes,
        outcome,
        prediction,
        labels=MANY,
        clusters=cluster,
        weights=codes + 0.5,
        **options,
    )


@given(MANY_ROWS, st.sampled_from(MANY))
def test_one_label_against_the_rest_is_counted_as_two_labels_are(rows, label):
    codes, outcome, prediction, cluster = np.array(rows).T
    place = MANY.index(label)
    expected = Counts.of(
        "region",
        GROUPS,
        codes,
        np.where(outcome < 0, -1, outcome == place),
        prediction == place,
        labels=(f"not {label}", label),
        clusters=cluster,
        weights=codes + 0.5,
    )
    assert many(rows).one_vs_rest(label) == expected


def test_a_label_that_is_not_there():
    with pytest.raises(UnknownNameError, match=r"no label named 'fax'\. Did you mean 'fox'"):
        many([(0, 0, 0, 0)]).one_vs_rest("fax")
    with pytest.raises(DataError, match="same labels"):
        many([(0, 0, 0, 0)]) + Counts("region", GROUPS, np.zeros((3, 4, 3)), labels=("x", "y", "z"))


def test_everybody_but_one_group():
    counts = Counts("x", ("a", "b", "?"), np.arange(18).reshape(3, 3, 2), unknown="?")
    rest = counts.rest()
    assert np.array_equal(rest.n[:2], counts.n[[1, 0]])
    assert np.array_equal(rest.n[2], counts.n[0] + counts.n[1])
    assert rest.groups == counts.groups
