import json
import re

import pytest
import records

from fairwitness.audits.law.nyc_ll144 import RACES, SEXES
from fairwitness.reports.language import in_language
from fairwitness.reports.paper.glossary import glossary
from fairwitness.reports.paper.layout import lay_out
from fairwitness.reports.paper.sections import setting
from fairwitness.reports.tokens import VERDICTS

ALL = pytest.mark.parametrize("name", records.VARIANTS)


def blocks(paper, title):
    return next(s["blocks"] for s in paper.content["sections"] if s["title"].startswith(title))


def texts(value):
    return json.dumps(value, ensure_ascii=False)


@ALL
def test_every_record_can_be_laid_out_as_plain_values(name):
    paper = lay_out(records.VARIANTS[name]())
    written = texts(paper.content)
    assert "NaN" not in written
    assert '"None' not in written
    named = {b["file"] for s in paper.content["sections"] for b in s["blocks"] if b["kind"] == "figure"}
    assert named == {*(f"{f.key}.svg" for f in paper.figures), *paper.drawings}


@ALL
def test_tables_are_whole(name):
    for section in lay_out(records.VARIANTS[name]()).content["sections"]:
        for block in section["blocks"]:
            if block["kind"] == "table":
                wide = len(block["columns"])
                assert len(block["widths"]) == len(block["right"]) == wide
                assert all(len(row) == wide for row in block["rows"])
                assert sum(block["widths"]) + 3.2 * (wide - 1) < 162


def test_the_first_page_has_every_gate_with_its_verdict():
    record = records.full()
    cover = lay_out(record).content
    assert sorted(g["verdict"] for g in cover["gates"]) == sorted(g.verdict for g in record.gates)
    assert [t["verdict"] for t in cover["tally"]] == list(VERDICTS)
    assert [t["count"] for t in cover["tally"]] == ["2", "1", "1", "1"]
    assert cover["gates"][0]["gap"] == "33.8 points"
    assert cover["min_group"] == "30"


def test_what_is_not_there_is_said_or_left_out():
    paper = lay_out(records.no_target())
    assert "no labels" in blocks(paper, "Performance")[0]["text"]
    assert "there is no model" not in texts(blocks(paper, "Explanations"))
    assert "No check raised a finding." in texts(blocks(paper, "What to do"))
    assert not any(s["title"].startswith("Annexes") for s in paper.content["sections"])
    assert "none: only what needs no labels" in texts(blocks(paper, "The data"))


def test_without_gates_nothing_is_a_verdict():
    paper = lay_out(records.no_gates())
    assert paper.content["gates"] == []
    assert "nothing below is a verdict" in blocks(paper, "Fairness")[0]["text"]
    assert "a lead to follow, not a verdict" in texts(blocks(paper, "Fairness"))


def test_rates_have_the_records_figures_and_undefined_ones_have_words():
    record = records.full()
    tables = [
        b
        for b in blocks(lay_out(record), "Fairness")
        if b["kind"] == "table" and "Favourable decision" in b["columns"]
    ]
    row = next(r for r in tables[0]["rows"] if r[0] == "African-American")
    share = {"rate": "41.2%", "interval": "39.6 to 42.8", "muted": False, "none": False, "wide": False}
    assert row[1:3] == ["3,696", share]
    unknown = next(r for r in tables[0]["rows"] if r[0] == "unknown")
    assert unknown[3]["rate"] == "not estimable"


def test_an_annex_shows_each_clause_and_claims_no_compliance():
    found = blocks(lay_out(records.full()), "Annexes")
    written = texts(found)
    assert "1 shown, 1 partly shown, 1 for a named person and 1 not applicable" in written
    assert "From memory, to be confirmed." in written
    assert "compliant" not in written
    statuses = [row[2]["status"] for b in found if b["kind"] == "table" for row in b["rows"]]
    assert statuses == ["shown", "partly", "person", "not_applicable"]


def test_a_paragraph_stays_with_the_figure_it_introduces():
    first = blocks(lay_out(records.full()), "Fairness")[0]
    assert first["sticky"] is True


def test_methods_follow_what_was_done():
    (ratio,) = blocks(lay_out(records.ratio_gates()), "Methods")
    assert (ratio["ratio"], ratio["shap"], ratio["lime"]) == (True, False, False)
    (full,) = blocks(lay_out(records.full()), "Methods")
    assert (full["ratio"], full["shap"], full["lime"], full["several"], full["leads"]) == (
        False,
        True,
        True,
        True,
        True,
    )


def test_the_glossary_speaks_of_this_record_in_order():
    words = glossary(records.full())
    assert [w for w, _ in words] == sorted((w for w, _ in words), key=str.casefold)
    assert [
        "Negatives taken for positive (false_positive_rate)",
        "Among people whose outcome is not positive (not re-arrested), the share predicted positive.",
    ] in words


def test_settings_come_from_the_plan_or_are_none():
    record = records.full()
    assert setting(record, "checks", "min_group") == 30
    assert setting(record, "checks", "nothing", "deeper") is None


def test_groups_found_by_search_stand_with_the_fairness():
    found = blocks(lay_out(records.searched()), "Fairness")
    place = next(i for i, b in enumerate(found) if b["kind"] == "heading" and "search" in b["text"])
    assert [b["kind"] for b in found[place:]] == ["heading", "prose", "table", "small"]
    assert found[-2]["rows"][0][0] == "Age is under 25 and sex is female. Favourable decision"
    assert "Groups found by search" not in texts(blocks(lay_out(records.full()), "Fairness"))


def test_the_annex_of_ll144_has_the_table_to_publish():
    annex = blocks(lay_out(records.hiring()), "Annexes")
    found = [one for one in annex if one["kind"] == "table"]
    assert found[1]["rows"][1] == ["sex", "Female", "150", "60", "0.40", "0.80", ""]
    assert len(found[1]["rows"]) == 26


def pairs(english, german):
    """What stands at the same place of both, where it is text and not quoted."""
    if isinstance(german, str):
        yield english, german
    elif isinstance(german, dict):
        for key in german.keys() - {"language", "region", "file"}:
            yield from pairs(english[key], german[key])
    elif isinstance(german, list | tuple):
        if any(isinstance(one, dict) and "quoted" in one for one in german):
            return
        for one, other in zip(english, german, strict=False):
            yield from pairs(one, other)


def _strings(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _strings(one)
    elif isinstance(value, list):
        for one in value:
            yield from _strings(one)


@ALL
def test_in_german_nothing_stays_english_but_what_the_record_holds(name):
    record = records.VARIANTS[name]()
    german = in_language(record, "de").with_statements(record.statements)
    content = lay_out(german).content
    held = " ".join(_strings(json.loads(record.to_json())))
    held += " ".join((*SEXES, *RACES))  # categories that a law names
    held += " ".join(one.text for one in record.statements.statements.values())
    same = {
        text
        for one, text in pairs(lay_out(record).content, content)
        if one == text
        and re.search(r"[a-z]{3,} [a-z]{2,}", text)
        and text.strip(".") not in held
        and not text.startswith("[")  # a character that paper has no face for, by its name
    }
    own = {
        text
        for text in same
        if not any(part and part in held for part in re.split(r", |; |\. | & |(?=\[)", text))
    }
    assert own == set()


def test_quoted_sentences_are_those_of_the_record():
    record = records.full()
    written = texts(lay_out(in_language(record, "de")).content)
    quoted = re.findall(r'\{"quoted": "((?:[^"\\\\]|\\\\.)*)"\}', written)
    assert record.comparisons[0].statement in quoted
    assert record.summary.untested[0] in quoted
    assert '{"quoted"' not in texts(lay_out(record).content)
