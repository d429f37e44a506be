"""Cells come back in one order, and too many of them are refused by name."""

import pandas as pd
import pytest
from tabled import plan_of, table_of

from fairwitness.audits.engine import cells, condense
from fairwitness.audits.engine.cells import Query, read_cells
from fairwitness.audits.engine.expression import Shape
from fairwitness.errors import DataError


def test_too_many_combinations_name_the_column_with_the_most_values(tmp_path, monkeypatch):
    monkeypatch.setattr(cells, "MOST_CELLS", 100)
    frame = pd.DataFrame({"name": [f"n{i}" for i in range(200)], "sex": ["f", "m"] * 100, "d": [0, 1] * 100})
    frame.to_parquet(tmp_path / "rows.parquet")
    plan = plan_of("rows.parquet", target=None, prediction="d", sensitive=["sex", "name"])
    with pytest.raises(DataError, match=r"at most 100 combinations .* 'name' alone has at least 101"):
        condense(plan, tmp_path)


def test_the_order_of_cells_is_that_of_their_values(scratch):
    table = table_of(k=["b", "a", None, "b", "a"], j=[2, 10, 1, 1, 2])
    found = read_cells(scratch, table, Query(Shape(("k", "j")), (), {}))
    cells_found = found.frame().fillna("-").to_numpy().tolist()
    assert cells_found == [["-", 1], ["a", 10], ["a", 2], ["b", 1], ["b", 2]]
    assert found.frequency.tolist() == [1] * 5
    assert found.rows == 5
    assert (found.sums(), found.counts()) == ({}, {})


def test_whole_numbers_are_of_one_type(scratch):
    table = table_of(k=[1, 2]).mutate(small=1)
    found = read_cells(scratch, table.mutate(small=table.k.cast("int8")), Query(Shape(("small",)), (), {}))
    assert found.frame().small.dtype == "int64"
