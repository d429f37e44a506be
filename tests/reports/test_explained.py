import records

from fairwitness.reports import explained
from fairwitness.reports.charts import Canvas
from fairwitness.reports.html import HtmlReport
from fairwitness.reports.markdown import MarkdownReport
from fairwitness.reports.paper.layout import lay_out

FULL = records.full()


def test_every_format_shows_the_same_in_the_same_order():
    keys = [drawing(Canvas()).key for drawing in (*explained.spread(FULL), *explained.gaps(FULL))]
    assert keys == [
        "contributions",
        "effect-priors-count",
        "effect-juvenile",
        "effect-c-charge-degree",
        "gap-selection-rate-race",
        "gap-mean-prediction-sex",
    ]
    on_paper = [figure.key for figure in lay_out(FULL).figures]
    start = on_paper.index("contributions")
    assert on_paper[start : start + len(keys)] == keys
    page = HtmlReport().render(FULL).decode()
    assert "priors count (15 points) widens it most" in page
    assert "has a share of zero" in page


def test_markdown_has_the_gaps_as_tables():
    text = MarkdownReport().render(FULL).decode()
    assert "## Why the gap?" in text
    assert "| priors count | \\+15.0 |" in text


def test_a_note_that_all_gaps_share_stands_once():
    assert explained.gap_notes(FULL) == ("A column that the model ignores has a share of zero.",)


def test_a_record_without_them_shows_nothing():
    bare = FULL.explanations.model_copy(update={"strips": None, "effects": (), "gaps": ()})
    record = FULL.model_copy(update={"explanations": bare})
    assert explained.spread(record) == explained.gaps(record) == explained.gap_tables(record) == ()
    assert "Why the gap" not in MarkdownReport().render(record).decode()
