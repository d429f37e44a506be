"""Kept texts and pictures as figures, in words, in Markdown, and on paper."""

import re

import numpy as np
import pytest
import records

from fairwitness.audits.media.explaining import MediaCase
from fairwitness.explainers import explain_text
from fairwitness.explainers.media import Effort, ItemExplanation
from fairwitness.reports.base import report_format
from fairwitness.reports.media.case import (
    heading,
    kept_cases,
    marked,
    media_figure,
    on_paper,
    paper_figure,
    trust,
    two_widths,
)
from fairwitness.reports.paper import fonts


def case_of(text, method="lime", **found):
    return MediaCase(
        "0123456789abcdef",
        text,
        "yes",
        explain_text(lambda t: ["good" in x for x in t], [text], method=method, effort=Effort(n_samples=60))[
            0
        ],
        **found,
    )


def test_every_case_of_a_record_by_every_method():
    cases = kept_cases(records.media())
    assert [heading(case) for case in cases[::2]] == [
        "Text 0d62a94f0b7c, LIME",
        "Text 1d62a94f0b7c, LIME",
        "Picture 2d62a94f0b7c, LIME",
    ]
    assert kept_cases(records.full()) == ()
    for case in cases:
        wide, narrow = two_widths(case)
        assert (wide.title, wide.alt, wide.table) == (narrow.title, narrow.alt, narrow.table)
        assert wide.source == trust(case)


def test_a_text_in_pieces():
    case = case_of("a good  film", "shap")
    assert [text for text, value in marked(case) if value] == ["good"]
    assert "".join(text for text, _ in marked(case)) == "a good  film"
    assert marked(kept_cases(records.media())[-1]) == []


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("我 good 片", "[cjk 6211] good [cjk 7247]"),
        ("한 good", "[hangul han] good"),
        ("a\tgood\nend", "a good end"),
        ("plain good", "plain good"),
        ("\u200dgood", "good"),
    ],
)
def test_on_paper_what_no_face_has_is_named(text, shown):
    case = on_paper(case_of(text))
    assert case.item == shown
    assert all(ord(char) in fonts.covered() for char in case.item)
    for (start, end), part in zip(case.found.spans, case.found.parts, strict=True):
        assert case.item[start:end] == part
    assert case.found.parts[case.found.strongest(1)[0]] == "good"


def test_a_word_of_nothing_that_paper_shows_keeps_its_place():
    odd = "\ue000"  # of nobody's alphabet
    found = ItemExplanation(
        (odd, "b"), np.array([1.0, 2.0]), 0, 1, 0, "shap", spans=np.array([(0, 1), (2, 3)])
    )
    case = on_paper(MediaCase("7", f"{odd} b", None, found))
    assert [case.item[a:b] for a, b in case.found.spans] == ["\ufffd", "b"]


def test_the_page_the_paper_and_the_summary_show_them():
    import io

    import pypdf

    record = records.media()
    page = report_format("html").render(record).decode()
    assert page.count('id="media-') >= 6
    assert page.count('<image width="640"') == 2
    assert "img-src data:;" in page
    assert "img-src" not in report_format("html").render(records.full()).decode()
    assert page.count("url(#media-5-wide-for-light)") + page.count("url(#media-5-wide-against-light)") == 5
    reader = pypdf.PdfReader(io.BytesIO(report_format("pdf").render(record)))
    said = " ".join(" ".join(one.extract_text().split()) for one in reader.pages)
    assert "[cjk 6f22]" in said
    assert "Picture 2d62a94f0b7c, SHAP" in said
    summary = report_format("markdown").render(record).decode()
    assert r"**good** (\+0.57)" in summary
    assert "The picture with its marks is in the HTML page and in the PDF." in summary
    assert summary.count("| Rank | Region |") == 2


def test_a_long_text_ends_where_the_page_does_and_says_so():
    text = "a good film " * 900
    values = np.ones(2700)
    spans = np.array([(match.start(), match.end()) for match in re.finditer(r"\w+", text)])
    found = ItemExplanation(tuple(text.split()), values, 0, 1, 0, "shap", spans=spans, meta={"note": None})
    case = MediaCase("7", text, "yes", found)
    page, paper = media_figure(case), paper_figure(case)
    heights = [float(one.svg.split('viewBox="0 0 640 ')[1].split('"')[0]) for one in (page, paper)]
    assert heights == [100 * 46 + 8, 18 * 46 + 8]
    assert heights[1] * 459 / 640 < 640  # points of a sheet's text block
    assert len(page.svg) < 1_000_000
    assert paper.subtitle.endswith("The text goes on; the table has its words.")
    assert len(paper.table.rows) == 2700
    assert "goes on" not in media_figure(case_of("a good film")).subtitle
