"""Texts by key: places filled once, one and many, and what is quoted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwitness.reports.language import ENGLISH, Quoted, Words, named
from fairwitness.reports.language.texts import places

GERMAN = named("de")
SAID = Words(
    "de", "DE", {"a": "{x} und {y}", "n": {"one": "{n} Zeile", "other": "{n} Zeilen"}, **GERMAN.texts}
)


@given(st.text(), st.text())
def test_what_is_filled_in_is_never_read_for_places(x: str, y: str):
    assert SAID("a", x=x, y=y) == f"{x} und {y}"
    assert SAID("a", x="{y}", y="{__class__}") == "{y} und {__class__}"


@pytest.mark.parametrize(
    ("n", "text"), [(0, "0 Zeilen"), (1, "1 Zeile"), (2, "2 Zeilen"), (7214, "7.214 Zeilen")]
)
def test_one_and_many(n: int, text: str):
    assert SAID("n", n=n) == text


def test_a_text_or_a_place_that_is_not_there_is_a_mistake_of_the_program():
    for wrong in (lambda: ENGLISH("front.nothing"), lambda: SAID("a", x="1")):
        with pytest.raises(KeyError):
            wrong()


def test_a_sentence_of_the_record_is_quoted_in_every_language_but_its_own():
    assert type(ENGLISH.quote("As sealed.")) is str
    quoted = GERMAN.quote("As sealed.")
    assert isinstance(quoted, Quoted)
    assert quoted == "As sealed."


@pytest.mark.parametrize(
    ("names", "english", "german"),
    [([], "none", "keine Angabe"), (["a"], "a", "a"), (["a", "b", "c"], "a, b and c", "a, b und c")],
)
def test_names_in_a_row(names: list[str], english: str, german: str):
    assert ENGLISH.listed(names) == english
    assert GERMAN.listed(names) == german


def test_a_part_is_its_plain_texts_and_a_thing_without_a_text_is_called_as_the_record_calls_it():
    part = GERMAN.part("paper")
    assert part["contents"] == "Inhalt"
    assert all(isinstance(text, str) for text in part.values())
    assert GERMAN.of("phase", "load") == "Daten und Modell lesen"
    assert GERMAN.of("phase", "a phase of 2031") == "a phase of 2031"


def test_places_are_those_of_all_forms():
    assert places("{a} of {b}, {a}") == {"a", "b"}
    assert places({"one": "{a}", "other": "{n}"}) == {"a", "n"}
