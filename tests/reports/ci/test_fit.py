"""What does not fit is cut between lines, and said."""

from hypothesis import given
from hypothesis import strategies as st

from fairwitness.reports.ci.fit import fit
from fairwitness.reports.markdown import document

TABLE = "| a |\n|---|\n" + "\n".join(f"| {n} |" for n in range(400))


def test_what_fits_is_left_as_it_is():
    assert fit(["one", TABLE], 100_000, "last") == ["one", TABLE, "last"]


def test_a_table_is_cut_between_lines_and_the_rest_is_counted():
    *kept, said, last = fit(["one", TABLE, "never"], 2_000, "last")
    assert last == "last"
    assert kept[0] == "one"
    assert TABLE.startswith(kept[1] + "\n")
    left = len(TABLE.splitlines()) - len(kept[1].splitlines()) + 1
    assert f"{left} lines" in said


def test_no_head_of_a_table_stands_alone():
    assert fit(["x" * 1_480, TABLE], 2_000, "last")[0].startswith("x")
    assert len(fit(["x" * 1_480, TABLE], 2_000, "last")) == 3


@given(st.lists(st.text("ab\n|é", min_size=1, max_size=400), max_size=12), st.integers(800, 3_000))
def test_it_always_fits_and_always_ends_with_the_last(blocks, most):
    found = fit(blocks, most, "record")
    assert found[-1] == "record"
    assert len(document(found)) <= most
