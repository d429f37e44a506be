"""Every format is offered once, with a line of its own, and says before it is made when it cannot be."""

from __future__ import annotations

import pytest
import records

from fairwitness import _registry
from fairwitness.errors import ReportError
from fairwitness.reports import uses as module
from fairwitness.reports.base import refusal, rendered, report_format
from fairwitness.reports.uses import READERS, uses


def test_every_format_is_there_once_with_a_line_that_is_a_sentence() -> None:
    found = uses()
    assert sorted(one.format for one in found) == sorted(_registry.names("fairwitness.reports"))
    lines = [one.line for one in found]
    assert len(set(lines)) == len(lines)
    assert all(line.endswith(".") and line != module._OTHER[1] for line in lines)


def test_they_stand_by_their_readers_the_ones_to_read_first() -> None:
    places = [READERS.index(one.readers) for one in uses()]
    assert places == sorted(places)
    assert uses()[0].format == "pdf"


def test_a_format_of_somebody_else_is_offered_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(module._USES, "gitlab")
    other = next(one for one in uses() if one.format == "gitlab")
    assert (other.title, other.line) == (
        report_format("gitlab").title,
        "Added to this installation by somebody else.",
    )


@pytest.mark.parametrize("name", ["ll144", "adverse_action"])
def test_what_cannot_be_made_says_why_in_the_words_of_making_it(name: str) -> None:
    record = records.no_gates()
    with pytest.raises(ReportError) as refused:
        rendered(name, record)
    assert refusal(name, record) == str(refused.value)


def test_most_formats_can_always_be_made() -> None:
    assert {one.format for one in uses() if refusal(one.format, records.undefined())} <= {
        "ll144",
        "adverse_action",
    }
