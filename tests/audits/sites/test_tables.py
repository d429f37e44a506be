import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwitness.audits.counts import Counts, Histogram, Moments, Tables
from fairwitness.audits.sites.tables import TablesPart, hidden_cells, read, written

ROWS = st.lists(
    st.tuples(
        st.integers(0, 1), st.integers(-1, 1), st.integers(0, 1), st.floats(0.001, 1e6), st.integers(0, 3)
    ),
    min_size=1,
    max_size=20,
)


@given(ROWS, st.booleans(), st.booleans())
def test_what_was_written_is_read_to_the_last_bit(rows, weighted, clustered):
    codes, y, p, w, c = (np.array(column) for column in zip(*rows, strict=True))
    options = {"weights": w} if weighted else {}
    options |= {"clusters": c} if clustered else {}
    counts = Counts.of("g", ("a", "(unknown)"), codes, y, p, unknown="(unknown)", **options)
    moments = Moments.of("g", "score", ("a", "(unknown)"), codes, w / 7, **options)
    histogram = Histogram.of("g", ("a", "b"), codes, y, c, edges=(0.0, 0.1), size=4)
    tables = Tables({"g": counts}, {"g": {"score": moments}}, {"g": histogram}, {"g": {"x": counts}})
    text = written(tables).model_dump_json()
    again = read(TablesPart.model_validate_json(text))
    assert again.counts == tables.counts
    assert again.moments == tables.moments
    assert again.histograms == tables.histograms
    assert again.strata == tables.strata
    assert again.sha256() == tables.sha256()


def test_a_hidden_cell_is_null_and_taken_for_what_is_said():
    counts = Counts("g", ("a", "b"), np.arange(12).reshape(2, 3, 2))
    part = written(Tables({"g": counts}))
    cells = list(part.counts["g"].n)
    cells[1] = cells[4] = None
    hidden = TablesPart(counts={"g": part.counts["g"].model_copy(update={"n": tuple(cells)})})
    assert json.loads(hidden.model_dump_json())["counts"]["g"]["n"][1] is None
    assert hidden_cells(hidden) == {"g": 2}
    assert read(hidden, 3).counts["g"].n.ravel().tolist() == [0, 3, 2, 3, 3, 5, 6, 7, 8, 9, 10, 11]


def test_tables_of_another_shape_are_refused():
    part = written(Tables({"g": Counts("g", ("a", "b"), np.ones((2, 3, 2)))}))
    short = TablesPart(counts={"g": part.counts["g"].model_copy(update={"n": (1, 2)})})
    with pytest.raises(Exception, match="must have the shape"):
        read(short)
