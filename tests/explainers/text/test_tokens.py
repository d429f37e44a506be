"""Where words are, in any script."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwitness.explainers.text.tokens import tokens


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("A good film, isn't it?", ["A", "good", "film", "isn't", "it"]),
        ("Größe 42: naïve café", ["Größe", "42", "naïve", "café"]),
        ("снег идёт", ["снег", "идёт"]),
        ("नमस्ते दुनिया", ["नमस्ते", "दुनिया"]),
        ("مرحبا بالعالم", ["مرحبا", "بالعالم"]),
        ("我喜欢 tea", ["我", "喜", "欢", "tea"]),
        ("ที่นี่", ["ที่", "นี่"]),
        ("ひらがな", ["ひ", "ら", "が", "な"]),
        ("nice 👍🏽!", ["nice", "👍🏽"]),
        ("snake_case 'quoted'", ["snake_case", "quoted"]),
        ("e\u0301t\u0301e", ["e\u0301t\u0301e"]),
        ("  ...  ", []),
        ("", []),
    ],
)
def test_words(text, words):
    found = tokens(text)
    assert [token.text for token in found] == words
    assert all(text[token.start : token.end] == token.text for token in found)


@given(st.text())
def test_words_lie_in_order_and_do_not_overlap(text):
    found = tokens(text)
    places = [place for token in found for place in (token.start, token.end)]
    assert places == sorted(places)
    assert all(token.end > token.start for token in found)
