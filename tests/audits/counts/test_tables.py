import numpy as np
import pytest

from fairwitness.audits.counts import Counts, Moments, Tables
from fairwitness.errors import DataError


def tables(rows, stratum="s"):
    codes, y, p = np.array(rows).T
    counts = Counts.of("g", ("a", "b"), codes, y, p)
    score = Moments.of("g", "score", ("a", "b"), codes, p.astype(float))
    return Tables({"g": counts}, {"g": {"score": score}}, strata={"g": {stratum: counts}})


def test_tables_of_different_rows_add_up():
    rows = [(0, 1, 1), (1, 0, 1), (1, 1, 0)]
    whole, parts = tables(rows), tables(rows[:1]) + tables(rows[1:])
    assert parts.counts == whole.counts
    assert parts.moments == whole.moments
    assert parts.strata == whole.strata
    assert whole.attributes == ("g",)


def test_a_stratum_that_one_part_lacks_is_kept():
    merged = tables([(0, 1, 1)], "s") + tables([(0, 0, 1)], "t")
    assert sorted(merged.strata["g"]) == ["s", "t"]
    assert merged.strata["g"]["t"].n.sum() == 1


def test_tables_of_something_else_are_refused():
    one = tables([(0, 1, 1)])
    with pytest.raises(DataError, match=r"same counts. Got \['g'\] and \['h'\] instead; 'g' is in one"):
        one + Tables({"h": one.counts["g"]})
    with pytest.raises(DataError, match="same quantities"):
        one + Tables(one.counts, {"g": {}}, strata=one.strata)
