"""Text as a drawing sets it."""

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwitness.reports.lettering import drawable, from_right, width


@given(st.text(alphabet=st.characters()))
def test_whatever_is_drawable_can_stand_in_xml(text):
    found = drawable(text)
    assert len(found) == len(text)
    ElementTree.fromstring(
        f"<a>{found.replace('&', '&amp;').replace('<', '&lt;').replace('>', '&gt;')}</a>".encode()
    )


def test_plain_text_stays_as_it_is():
    for text in ("Größe\n42\t", "我喜欢", "هذا", "👍🏽 ‍"):
        assert drawable(text) == text


@pytest.mark.parametrize(
    ("text", "right"), [("abc", False), ("هذا abc", True), ("42 שלום", True), ("42", False), ("", False)]
)
def test_which_way_a_text_runs(text, right):
    assert from_right(text) is right


def test_wide_letters_are_wider_and_marks_take_no_place():
    assert width("iii", 16) < width("nnn", 16) < width("WWW", 16) < width("我喜欢", 16)
    assert width("e\u0301", 16) == width("e", 16)
    assert width("nnn", 32) == 2 * width("nnn", 16)
