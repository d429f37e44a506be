"""How good explanations are, as tables in plain words."""

import pytest
import records

from fairwitness.audits.record.explanation_quality import (
    ExplanationQuality,
    QualityFigure,
    QualityMeasure,
    TelltaleFigure,
)
from fairwitness.reports import quality
from fairwitness.reports.html import HtmlReport
from fairwitness.reports.markdown import MarkdownReport


def figure(value, group=None, reason=None):
    ends = (None, None) if value is None else (value - 0.1, value + 0.1)
    attribute = None if group is None else "sex"
    return QualityFigure(
        attribute=attribute,
        group=group,
        n=40,
        value=value,
        standard_error=None,
        low=ends[0],
        high=ends[1],
        reason=reason,
    )


def sign(name, says, group=None):
    return TelltaleFigure(
        name=name,
        attribute=None if group is None else "sex",
        group=group,
        says=says,
        value=0.1,
        low=0.0,
        high=0.2,
        limit=0.05,
        p_value=None,
        rows=40,
        statement=f"{name} is {says}",
    )


FOUND = ExplanationQuality(
    rows=50,
    confidence=0.95,
    seed=0,
    measures=(
        QualityMeasure(
            name="explanation_fidelity",
            better="higher",
            scale="share",
            figures=(figure(0.5), figure(0.4, "<b>men"), figure(None, "women", "only 3 rows")),
        ),
    ),
    telltales=(sign("scaffolding", "clear"), sign("background", "fires", "women")),
    statement="No sign of tampering was found.",
)


@pytest.fixture
def record():
    full = records.full()
    return full.model_copy(update={"explanations": full.explanations.model_copy(update={"quality": FOUND})})


def test_every_measure_says_what_it_means(record):
    over_all, by_group, signs = quality.tables(record)
    title, means, better, mean = over_all.rows[0]
    assert title == "Fit of LIME's simple model"
    assert "1 is all of it" in means
    assert (better, mean) == ("higher", "0.500 (0.400 to 0.600)")
    assert [row[2] for row in by_group.rows] == ["<b>men"]  # the women are too few, and the caption says so
    assert "too few rows are left out" in by_group.caption
    assert [row[2] for row in signs.rows] == ["nothing found", "unlike: look into it"]
    assert signs.rows[1][1] == "sex: women"


def test_without_it_nothing_is_said():
    assert quality.tables(records.full()) == ()
    assert quality.statement(records.full()) is None


def test_it_is_in_the_page_and_in_markdown_and_inert(record, tmp_path):
    for report, file in ((HtmlReport(), "report.html"), (MarkdownReport(), "report.md")):
        (tmp_path / file).write_bytes(report.render(record))
        text = (tmp_path / file).read_text(encoding="utf-8")
        assert "How good are the explanations?" in text
        assert "Signs of tampering" in text
        assert "<b>men" not in text
