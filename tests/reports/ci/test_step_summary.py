"""The summary of a step is the Markdown summary, in the room that GitHub gives."""

import records

from fairwitness.reports.ci.step_summary import GitHubSummary
from fairwitness.reports.markdown import MarkdownReport


def test_it_is_the_summary():
    assert GitHubSummary().render(records.full()) == MarkdownReport().render(records.full())


def test_it_is_under_one_mebibyte_whatever_the_record():
    rows = tuple(
        records.comparison("selection_rate", f"{n} {'|' * 2_000}", "disparity", statement="gap " * 200)
        for n in range(500)
    )
    record = records.record(rows, ())
    text = GitHubSummary().render(record)
    assert len(MarkdownReport().render(record)) > 1 << 20 > len(text)
    assert text.decode().rstrip().endswith(f"Record `{record.hash}`")
    assert "**Left out here: " in text.decode()
