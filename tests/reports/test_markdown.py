"""The summary says what the record says, and shows data as text: read by a Markdown parser."""

import pytest
import records
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from fairwitness.reports.language import in_language
from fairwitness.reports.markdown import MarkdownReport, escape
from fairwitness.reports.plain import plain

PARSER = MarkdownIt("commonmark").enable("table").enable("strikethrough")


def page(record):
    return MarkdownReport().render(record).decode()


def shown(token):
    """Text of an inline token; fails on anything but text."""
    kinds = {child.type for child in token.children} - {"text", "text_special"}
    assert not kinds, kinds
    return "".join(child.content for child in token.children)


def test_title_lead_gates_and_hash():
    text = page(records.full())
    assert text.startswith("# Two-year re-arrest screening\n\nTwo of five limits")
    assert "2 disparity, 1 within, 1 inconclusive, 1 not estimable. 7,214 rows." in text
    assert "| 21.4 points | 17.5 to 25.2 | at most 10 points |" in text
    assert f"Record `{records.full().hash}`" in text


def test_every_gate_is_a_row_of_six_cells():
    whole = page(records.full())
    tokens = PARSER.parse(whole[: whole.index("## Why the gap?")])
    rows = sum(token.type == "tr_open" for token in tokens)
    cells = sum(token.type in ("td_open", "th_open") for token in tokens)
    assert rows == len(records.full().gates) + 1
    assert cells == 6 * rows


def test_what_was_not_tested_is_listed():
    assert "## What was not tested\n\n- Whether an arrest means an offence." in page(records.full())


def test_without_gates_it_says_that_nothing_was_judged():
    assert "nothing was judged" in page(records.no_gates())


def test_hostile_names_make_no_html_and_no_more_cells():
    tokens = PARSER.parse(page(records.hostile()))
    assert not [token for token in tokens if token.type == "html_block"]
    assert not [c for token in tokens for c in token.children or [] if c.type == "html_inline"]
    assert sum(token.type == "td_open" for token in tokens) == 6


def test_a_bar_in_a_name_makes_no_cell():
    row = records.comparison("selection_rate", "a | b", "disparity", statement="x | y || z")
    tokens = PARSER.parse(page(records.record((row,), ())))
    assert sum(token.type == "td_open" for token in tokens) == 6
    assert any(
        token.type == "inline" and shown(token) == "x | y || z" for token in tokens if "x" in token.content
    )


@pytest.mark.parametrize(
    "text",
    ["*a*", "__a__", "`a`", "[a](b)", "![a](b)", "<b>", "&amp;", "a | b", "# a", "- a", "1. a",
     "2) a", "+ a", "> a", "~~a~~", "---", "===", "\\", "$x$", "a\\|b", "44.8% of A", "<!-- a -->"],
)  # fmt: skip
def test_text_stays_text(text):
    tokens = PARSER.parse(escape(text))
    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    assert shown(tokens[1]).replace("\u2060", "") == text


@given(st.text(min_size=1))
def test_any_text_stays_text(text):
    tokens = PARSER.parse(escape(text))
    if plain(text).strip():
        assert shown(tokens[1]).replace("\u2060", "") == plain(text).replace("\u2060", "")


@pytest.mark.parametrize("text", ["@someone", "#12", "https://a.example", "www.a.example", "a@b.example"])
def test_hosts_make_no_links_of_names(text):
    assert text not in escape(text)


def test_groups_found_by_search_stand_in_a_table_of_their_own():
    text = MarkdownReport().render(records.searched()).decode()
    part = text.split("## Groups found by search")[1].split("\n## ")[0]
    assert (
        sum(line.startswith("|") for line in part.splitlines())
        == len(records.searched().subgroups.groups) + 2
    )
    assert "not verdicts" in part
    assert "<script>" not in part
    assert "Groups found by search" not in MarkdownReport().render(records.full()).decode()


def test_a_framework_is_folded_and_statements_are_inert():
    found = MarkdownReport().render(records.stated()).decode()
    assert "<summary>11 requirements: " in found
    assert "| Principle 2 \\(1 process" in found or "| Principle 2 (1 process" in found
    assert "Stated by Ana Pires, Owner on 20 November 2026" in found
    assert "<script>" not in found
    assert "\u202e" not in found
    assert "</details>" not in MarkdownReport().render(records.no_gates()).decode()


@pytest.mark.parametrize("name", ["full", "stated", "searched", "media", "no_gates"])
def test_a_german_summary_is_german_around_the_sentences_of_the_record(name):
    record = records.VARIANTS[name]()
    german = in_language(record, "de").with_statements(record.statements)
    text, english = MarkdownReport().render(german).decode(), MarkdownReport().render(record).decode()
    assert "Sätze des Protokolls sind auf Englisch angeführt, wie sie versiegelt wurden." in text
    assert escape(record.summary.lead) in text
    own = {line for line in english.splitlines() if line.startswith("## ")} - {
        f"## {escape(facts.title)}" for facts in record.frameworks
    }
    assert own.isdisjoint(text.splitlines())
