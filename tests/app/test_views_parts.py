from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
import records
from hypothesis import given
from hypothesis import strategies as st

from fairwitness.app.views import parts
from fairwitness.reports.charts import Table
from fairwitness.reports.plain import plain
from fairwitness.reports.tokens import STATUSES, VERDICTS

HOSTILE = st.one_of(
    st.text(max_size=40),
    st.sampled_from([*records.HOSTILE, '"><img src=x onerror=alert(1)>', "</style>", "<!--", "]]>"]),
)
OURS = {
    "span",
    "div",
    "table",
    "caption",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "p",
    "b",
    "ul",
    "ol",
    "li",
    "dl",
    "dt",
    "dd",
    "h2",
    "h3",
    "i",
    "code",
}


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.names: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.names |= {name for name, _ in attrs}

    def handle_comment(self, data: str) -> None:
        self.tags.append("comment")


def seen(html: str) -> _Tags:
    found = _Tags()
    found.feed(html)
    found.close()
    return found


@given(HOSTILE)
def test_nothing_from_data_becomes_markup(text: str) -> None:
    found = seen(everything(text))
    assert set(found.tags) <= OURS
    assert not any(name.startswith("on") for name in found.names)
    assert [tag for tag in found.tags if tag != "code"] == seen(everything("x")).tags


def everything(text: str) -> str:
    table = Table(text, (text, "n"), ((text, text),))
    return (
        parts.chip("within", text) + parts.kicker(text) + parts.lede(text) + parts.muted(text) + parts.listing([text])
        + parts.points([(text, text)]) + parts.facts([(text, text)]) + parts.aside(text, "") + parts.problem(text)
        + parts.table(table, label=text)
    )  # fmt: skip


def test_what_somebody_types_is_set_apart_and_nothing_else() -> None:
    assert (
        parts.sentence("Declare it under `roles.sensitive`.")
        == "Declare it under <code>roles.sensitive</code>."
    )
    assert "<code>" not in parts.sentence("```sh rm -rf / ```")
    assert parts.sentence("One ` alone, and ``.") == "One ` alone, and ``."
    assert parts.sentence("`<b>` and `#eval(1)`") == "`&lt;b&gt;` and `#eval(1)`"


@pytest.mark.parametrize("state", [*VERDICTS, *STATUSES])
def test_every_state_has_sign_word_and_class(state: str) -> None:
    chip = parts.chip(state)
    assert f'class="v {state}"' in chip
    assert 'aria-hidden="true"' in chip
    assert parts.WORDS[state] in chip


def test_a_tally_shows_zero() -> None:
    html = parts.verdict_tally({"disparity": 0, "within": 3})
    assert html.count("<b>0</b>") == 3
    assert html.count("<li") == 4


def test_chips_leave_out_what_did_not_occur() -> None:
    assert parts.chips({"within": 2, "disparity": 0}).count('class="v ') == 1
    assert "No limit" in parts.chips({})


def test_a_table_has_a_caption_and_scoped_heads() -> None:
    html = parts.table(Table("Rates", ("Group", "n"), (("a", "3"), ("b", "4")), frozenset({"n"})))
    assert html.count('scope="col"') == 2
    assert html.count('scope="row"') == 2
    assert 'tabindex="0" role="region" aria-label="Rates"' in html
    assert html.count('class="r"') == 3


def test_a_long_table_says_what_it_leaves_out() -> None:
    rows = tuple((str(i),) for i in range(parts.SHOWN_ROWS + 5))
    html = parts.table(Table("Rows", ("i",), rows))
    assert html.count("<tr>") == parts.SHOWN_ROWS + 1
    assert "the file has them all" in html


@given(HOSTILE)
def test_a_label_is_only_text(text: str) -> None:
    label = parts.markdown(text)
    assert label.replace("\\", "") == plain(text).replace("\\", "")
    assert not re.search(r"(?<!\\)[!\[\]<>:*_`$]", label.replace("\\\\", ""))


def test_a_label_with_brackets_is_read_out_as_it_stands() -> None:
    assert parts.markdown("Alter (Jahre)") == "Alter (Jahre)"
