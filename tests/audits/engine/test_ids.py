"""An id that stands twice is found by counting, and shown."""

import pytest
from tabled import table_of

from fairwitness.audits.engine.ids import check_ids
from fairwitness.errors import DataError


@pytest.mark.parametrize("ids", [["a", "b", "c"], [1, 2, None, None], ["a", None], [None, "b"]])
def test_ids_that_stand_once_pass_and_missing_ones_are_no_ids(scratch, ids):
    check_ids(scratch, table_of(id=ids), "id")


def test_a_repeated_id_is_shown_with_how_many_rows_share_theirs(scratch):
    table = table_of(id=["c", "b", "a", "b", "c", "b", None, None])
    with pytest.raises(
        DataError, match=r"'id' must name each row once\. 'b' stands 3 times, and 5 rows in all share"
    ):
        check_ids(scratch, table, "id")
