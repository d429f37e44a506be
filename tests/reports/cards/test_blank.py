"""What a record knows is shown, what it does not is left to a person, and long tables end with a sentence."""

import records

from fairwitness.reports.cards.blank import (
    MOST_ROWS,
    PERSON,
    blanks,
    facts,
    people,
    section,
    sentences,
    shown,
)


def test_facts_without_a_value_are_left_out_and_values_are_text():
    assert facts((("Rows", "5"), ("Model", ""), ("Name", "<b>"))) == "- **Rows:** 5\n- **Name:** \\<b\\>"


def test_every_question_is_for_a_person():
    assert blanks("Why?", "Who?") == f"- Why? {PERSON}\n- Who? {PERSON}"
    assert blanks() == ""


def test_a_section_leaves_out_parts_without_text():
    assert section("Uses", "", "text", "") == "## Uses\n\ntext"


def test_sentences_are_a_list():
    assert sentences(["a|b", "c"]) == "- a\\|b\n- c"


def test_a_table_ends_where_a_card_does_and_says_so():
    rows = [(str(n),) for n in range(MOST_ROWS + 1)]
    assert shown("All.", ("n",), []) == ""
    assert "The first" not in shown("All.", ("n",), rows[:-1])
    found = shown("All.", ("n",), rows)
    assert "The first 200 of 201 rows." in found
    assert "| 199 |" in found
    assert "| 200 |" not in found


def test_groups_are_told_with_their_rows():
    assert "| race | unknown | 1 | not known |" in people(records.full())
