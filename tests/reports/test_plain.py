"""What nobody sees is gone, what is writing stays."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwitness.reports.plain import plain, visible

UNSEEN = {
    "NUL": "\x00",
    "escape": "\x1b",
    "one-character CSI": "\x9b",
    "override": "\u202e",
    "isolate": "\u2067",
    "right-to-left mark": "\u200f",
    "Arabic letter mark": "\u061c",
    "zero-width space": "\u200b",
    "word joiner": "\u2060",
    "byte order mark": "\ufeff",
    "soft hyphen": "\xad",
    "tag": "\U000e0041",
    "half a surrogate": "\ud800",
    "no character": "\ufffe",
}


@pytest.mark.parametrize("mark", UNSEEN.values(), ids=UNSEEN)
def test_what_nobody_sees_is_left_out(mark):
    assert plain(f"a{mark}b") == visible(f"a{mark}b") == "ab"


def test_every_script_stays_on_one_line():
    text = "漢字 مجموعة می\u200cخواهم 👩\u200d👧 ①"
    assert plain(f"{text}\n😀\tx\u2028y\x85z") == f"{text} 😀 x y z"


@pytest.mark.parametrize("figure", ["44,8\u00a0%", "1\u202f234\u202f567,8", "%\u00a044,8"])
def test_a_figure_is_not_broken(figure):
    assert plain(f" was\u00a0 {figure}\u00a0of\n all ") == f"was {figure} of all"


@given(st.text() | st.text(alphabet="4%\u00a0\u202f \u200b"))
def test_nothing_is_left_that_acts(text):
    left = plain(text)
    assert plain(left) == left
    assert not {unicodedata.category(c) for c in left} & {"Cc", "Zl", "Zp", "Cs"}
    assert not [
        c for c in left if unicodedata.bidirectional(c) in ("RLO", "LRO", "RLE", "LRE", "RLI", "LRI", "FSI")
    ]
