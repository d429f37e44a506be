import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from fairwitness.reports.paper import fonts
from fairwitness.reports.paper.printable import printable


def test_known_texts():
    assert printable("Café, 5 × 3 − “2”") == "Café, 5 × 3 − “2”"
    assert printable("😀 ok") == "[grinning face] ok"
    assert printable("a\u202eb\u200bc\x07d") == "abcd"
    assert printable("line\nbreak") == "line break"
    assert printable("漢") == "[cjk 6f22]"
    assert printable("مرحبا") == "مرحبا"
    assert printable("👩\u200d👧") == "[woman][girl]"


def test_a_text_of_pages_is_cut():
    assert len(printable("x" * 9_000)) == len(printable("漢" * 9_000)) == 8_000
    assert printable("x" * 8_000) == "x" * 8_000


def test_goes_through_plain_values_and_leaves_the_rest():
    assert printable({"😀": ["😀", 1, None, True, {"a": ("😀",)}]}) == {
        "[grinning face]": ["[grinning face]", 1, None, True, {"a": ("[grinning face]",)}]
    }


@given(st.text())
def test_every_character_left_has_a_glyph(text):
    shown = printable(text)
    assert all(ord(c) in fonts.covered() or ord(c) == 0x20 for c in shown)
    assert not any(unicodedata.category(c) in ("Cc", "Cf") for c in shown)
    assert printable(shown) == shown
