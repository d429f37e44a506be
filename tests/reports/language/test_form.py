"""Figures and days in the form of a locale: known answers, read back by babel, and English where nothing is known."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier

import pytest
from babel import Locale
from babel.numbers import parse_decimal
from hypothesis import given
from hypothesis import strategies as st

from fairwitness.reports.charts import Canvas
from fairwitness.reports.charts.draw import _locale
from fairwitness.reports.format import MINUS, NOT_ESTIMABLE
from fairwitness.reports.language import ENGLISH, in_form

TAGS = [
    "de-DE",
    "fr",
    "en-IN",
    "en-US",
    "en-ZA",
    "de-CH",
    "sv-SE",
    "pl",
    "hi",
    "ar-EG",
    "zh-Hant-TW",
    "pt-PT",
]
NBSP, NARROW = "\u00a0", "\u202f"


@pytest.mark.parametrize(
    ("tag", "number", "count", "share", "day", "short"),
    [
        ("de", "−1.234.567,89", "12.345.678", f"44,8{NBSP}%", "27. November 2026", "27. Nov. 2026"),
        (
            "fr-FR",
            f"−1{NARROW}234{NARROW}567,89",
            f"12{NARROW}345{NARROW}678",
            f"44,8{NBSP}%",
            "27 novembre 2026",
            "27 nov. 2026",
        ),
        ("en-IN", "−12,34,567.89", "1,23,45,678", "44.8%", "27 November 2026", "27 Nov 2026"),
        ("en-US", "−1,234,567.89", "12,345,678", "44.8%", "November 27, 2026", "Nov 27, 2026"),
        ("tr", "−1.234.567,89", "12.345.678", "%44,8", "27 Kasım 2026", "27 Kas 2026"),
        ("xx-YY", "−1,234,567.89", "12,345,678", "44.8%", "27 November 2026", "27 Nov 2026"),
    ],
)
def test_known_answers(tag: str, number: str, count: str, share: str, day: str, short: str):
    form = in_form(tag)
    assert form.number(-1234567.891) == number
    assert form.count(12345678) == count
    assert form.pct(0.448) == share
    assert form.day("2026-11-27") == form.date("2026-11-27T10:00:00Z") == day
    assert form.day("2026-11-27", short=True) == short


def test_every_kind_of_figure_is_in_one_form():
    german = in_form("de")
    assert german.interval(0.4264, None) == "42,6 or more"
    assert german.gap(0.2134, "difference", "selection_rate") == "21,3 points"
    assert german.estimate_text(0.448, "selection_rate") == f"44,8{NBSP}%"
    assert german.probability(0.0001) == "under 0,001"
    assert german.energy(0.00421) == "4,21 Wh"
    assert german.seconds(12.34) == "12,3 s"
    assert german.plural(1204, "group") == "1.204 groups"
    assert german("head.interval_95") == f"95{NBSP}% interval"
    assert german.day("2026-11") == "November 2026"
    assert german.day("2026") == "2026"


@pytest.mark.parametrize(
    "digits", ["1", "12", "123", "1,234", "12,345", "123,456", "1,234,567", "12,345,678"]
)
def test_lakhs_are_parted_as_babel_parts_them(digits: str):
    assert in_form("en-IN").figure(digits) == in_form("hi").figure(digits)
    assert parse_decimal(in_form("en-IN").figure(digits), locale="en_IN", strict=True) == int(
        digits.replace(",", "")
    )


@pytest.mark.parametrize(
    "tag", [None, "", "en", "xx", "C", "e", "../../etc/passwd", "de" * 99, "\x00", "de_DE"]
)
def test_what_is_no_locale_is_written_as_reports_write(tag: str | None):
    assert in_form(tag) is ENGLISH


@pytest.mark.parametrize("tag", ["de-XX", "de-DE-1996", "de-u-co-phonebk", "DE-de"])
def test_of_a_locale_that_is_not_known_the_language_counts(tag: str):
    assert in_form(tag).number(1234.5, 1) == "1.234,5"


@given(st.sampled_from(TAGS), st.floats(-1e12, 1e12), st.integers(0, 6))
def test_a_figure_is_read_back_as_the_same_rounded_value(tag: str, value: float, digits: int):
    locale = Locale.parse(tag, sep="-")
    written = in_form(tag).number(value, digits).replace(MINUS, "-")
    assert parse_decimal(written, locale=locale) == Decimal(f"{value:.{digits}f}")


@given(st.sampled_from(TAGS), st.integers(-(10**12), 10**12))
def test_a_count_is_read_back_in_the_groups_of_its_locale(tag: str, value: int):
    locale = Locale.parse(tag, sep="-")
    written = in_form(tag).count(value).replace(MINUS, "-")
    assert parse_decimal(written, locale=locale) == value


@pytest.mark.parametrize("tag", TAGS)
def test_what_is_undefined_stays_words(tag: str):
    form = in_form(tag)
    assert form.number(None) == form.pct(float("nan")) == form.count(None) == NOT_ESTIMABLE
    assert form.interval(None, None) == "none"
    assert form.energy(None) == "not measured"
    assert form.date("no date") == "date not given"
    assert form.day("soon") == "soon"


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("With 95% intervals.", f"With 95{NBSP}% intervals."),
        ("Under 0.01 of 1,989 rows.", "Under 0,01 of 1.989 rows."),
        ("On 2026-11-27, SHA-256, version 1.2.3, R2, WCAG 2.2.1", None),
    ],
)
def test_a_sentence_of_ours_has_its_figures_in_the_form_and_names_as_they_are(
    sentence: str, said: str | None
):
    assert in_form("de").said(sentence) == (said or sentence)
    assert ENGLISH.said(sentence) == sentence


def test_every_text_leaves_the_same_places():
    for key, text in in_form("tr").texts.items():
        english = ENGLISH.texts[key]
        assert isinstance(text, str) == isinstance(english, str)
        assert str(text).count("{") == str(english).count("{")


def test_axes_follow():
    assert _locale(Canvas(words=in_form("en-US"))) == {}
    found = {tag: _locale(Canvas(words=in_form(tag)))["locale"]["number"] for tag in ("fr", "en-IN")}
    assert (found["fr"]["decimal"], found["fr"]["thousands"], found["fr"]["grouping"]) == (",", NARROW, [3])
    assert found["en-IN"]["grouping"][:3] == [3, 2, 2]


def test_threads_do_not_share_a_form():
    both = Barrier(2)

    def written(tag: str) -> set[str]:
        found = set()
        for _ in range(300):
            both.wait(10)
            found.add(in_form(tag).number(1234.5, 1))
        return found

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(written, ("de", "en-IN"))) == [{"1.234,5"}, {"1,234.5"}]
