"""The lines of an impact table: what is left out has a rate and no ratio, and is nobody's reference."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from fairwitness.audits.checks._impact import lines_of, scoring_table, selection_table
from fairwitness.audits.law.uniform_guidelines import four_fifths

pairs = st.tuples(st.integers(0, 60), st.integers(0, 60)).map(lambda pair: (max(pair), min(pair)))
tallies = st.dictionaries(st.sampled_from("abcdef"), pairs, min_size=1)


@given(tallies, st.sets(st.sampled_from("abcdef")))
def test_leaving_out_is_as_if_the_group_were_not_there(
    tally: dict[str, tuple[int, int]], out: set[str]
) -> None:
    lines = lines_of(tally, dict.fromkeys(out, "few"))
    assert [line.group for line in lines] == list(tally)
    kept = {group: pair for group, pair in tally.items() if group not in out}
    assert tuple(line for line in lines if line.group in kept) == four_fifths(kept)
    for line in lines:
        if line.group in out:
            people, chosen = tally[line.group]
            assert line.rate == (Fraction(chosen, people) if people else None)
            assert line.impact_ratio is None
            assert line.reference != line.group


def test_a_table_of_selection_is_written_as_before_there_were_others() -> None:
    table = selection_table("x", lines_of({"a": (10, 5), "b": (10, 4)}, {}), 0, {})
    assert set(table.model_dump()) == {"attribute", "reference", "rows", "unknown"}


def test_a_table_of_scoring_flags_nobody_and_keeps_the_median() -> None:
    table = scoring_table("x", lines_of({"a": (10, 9), "b": (10, 1)}, {}), 3, {}, (4.5, "a note"))
    assert {row.below_four_fifths for row in table.rows} == {None}
    assert (table.basis, table.median, table.note, table.unknown) == ("scoring", 4.5, "a note", 3)
