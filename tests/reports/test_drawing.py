"""What is set inline can neither run nor load anything, and follows the page's colours."""

from html import escape

import pytest
import records

from fairwitness.reports import charts
from fairwitness.reports.drawing import COLOURS, MOST_WORDS, NARROW, WIDE, draw, inline
from fairwitness.reports.tokens import LIGHT

OPEN = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'


@pytest.mark.parametrize(
    "inner",
    ["<script>alert(1)</script>", '<image href="https://a.example/x.png"/>', "<style>*{}</style>",
     '<foreignObject><b/></foreignObject>', '<a href="javascript:alert(1)"><text>x</text></a>',
     '<g onload="alert(1)"/>', '<use xlink:href="https://a.example#x"/>', '<path style="fill:url(https://a.example)"/>'],
)  # fmt: skip
def test_what_could_run_or_load_is_left_out(inner):
    found = inline(f"{OPEN}{inner}</svg>", "alt", "f-1")
    for part in ("alert", "example", "<style", "<b", "on" + "load"):
        assert part not in found


def test_text_in_a_drawing_stays_text():
    found = inline(
        f"{OPEN}<text>&lt;script&gt;alert(1)&lt;/script&gt;</text></svg>", 'a "quoted" <alt>', "f-1"
    )
    assert "&lt;script&gt;alert(1)" in found
    assert 'aria-label="a &quot;quoted&quot; &lt;alt&gt;"' in found
    assert 'role="img"' in found


@pytest.mark.parametrize("colour", [LIGHT.ink, LIGHT.ink.lower(), "rgb(29, 36, 48)", "rgb(29,36,48)"])
def test_colours_become_variables(colour):
    assert 'fill="var(--ink)"' in inline(f'{OPEN}<rect fill="{colour}"/></svg>', "", "f-1")


def test_other_colours_and_none_stay():
    found = inline(f'{OPEN}<rect fill="none" stroke="#ECEFF0"/></svg>', "", "f-1")
    assert 'fill="none"' in found
    assert 'stroke="#ECEFF0"' in found


def test_what_is_told_of_a_drawing_is_no_longer_than_a_page_of_text():
    found = inline(f"{OPEN}</svg>", "A group has 5. " * 5_000, "f-1")
    assert len(found) < MOST_WORDS + 500
    assert "A group has 5." in found


def test_ids_of_two_drawings_do_not_mix():
    source = f'{OPEN}<defs><clipPath id="clip0"/></defs><g clip-path="url(#clip0)"/></svg>'
    found = inline(source, "", "figure-2-wide")
    assert 'id="figure-2-wide-clip0"' in found
    assert "url(#figure-2-wide-clip0)" in found
    assert 'class="wide"' in found


def test_a_real_chart_keeps_its_labels_and_holds_only_colours_of_the_page():
    record = records.full()
    pair = [charts.energy(record.energy, canvas) for canvas in (WIDE, NARROW)]
    found = draw([tuple(pair)])[0]
    assert "fairness" in found.wide
    assert "var(--accent)" in found.wide
    assert not [colour for colour in COLOURS if f'"{colour}"' in found.wide.upper()]
    assert not found.light
    assert 'class="narrow"' in found.narrow


def test_marks_of_a_text_or_picture_keep_their_patterns_under_names_of_their_own():
    source = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4"><title>t</title><defs>'
        '<pattern id="for" patternUnits="userSpaceOnUse" width="2" height="2"/></defs>'
        '<image href="data:image/png;base64,AAAA" width="4"/><g fill="url(#for)"/></svg>'
    )
    drawn = str(inline(source, "words", "media-1-wide"))
    assert '<pattern id="media-1-wide-for"' in drawn
    assert 'fill="url(#media-1-wide-for)"' in drawn
    assert 'href="data:image/png;base64,AAAA"' in drawn
    assert "title" not in drawn


@pytest.mark.parametrize(
    "href",
    [
        "https://evil.example/i.png",
        "data:image/svg+xml;base64,AAAA",
        "data:text/html,<script>",
        "javascript:1",
        "data:image/png;base64,AA AA",
        "//evil.example/i.png",
    ],
)
def test_a_picture_is_inside_the_page_or_nowhere(href):
    source = f'<svg xmlns="http://www.w3.org/2000/svg"><image href="{escape(href)}"/></svg>'
    assert "href" not in str(inline(source, "words", "media-1-wide"))
