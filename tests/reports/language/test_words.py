"""Figures: in English as `reports.format` writes them, in German with its own signs; what is undefined is none."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwitness.audits.explanations.measures import MEASURES
from fairwitness.audits.metrics import METRICS
from fairwitness.reports import format as fmt
from fairwitness.reports.language import ENGLISH, named
from fairwitness.reports.tokens import STATUS_WORDS, VERDICT_WORDS

GERMAN = named("de")
NUMBERS = st.none() | st.floats(-1e9, 1e9) | st.just(math.nan)
METRIC = st.sampled_from(["selection_rate", "mean_score", "roc_auc_score", "of_2031"])
KIND = st.sampled_from(["difference", "ratio"])


@given(NUMBERS, NUMBERS, METRIC, KIND, st.integers(0, 4))
def test_english_is_what_every_other_format_writes(value, end, metric, kind, digits):
    assert ENGLISH.number(value, digits) == fmt.number(value, digits)
    assert ENGLISH.signed(value, digits) == fmt.signed(value, digits)
    assert ENGLISH.pct(value, digits) == fmt.pct(value, digits)
    assert ENGLISH.interval(value, end, digits) == fmt.interval(value, end, digits)
    if not (isinstance(value, float) and math.isnan(value)):
        assert ENGLISH.gap(value, kind, metric) == fmt.gap(value, kind, metric)
        assert ENGLISH.probability(value) == fmt.probability(value)
        assert ENGLISH.energy(value) == fmt.energy(value)
        assert ENGLISH.estimate_text(value, metric) == fmt.estimate_text(value, metric)
        if not (isinstance(end, float) and math.isnan(end)):
            assert ENGLISH.estimate_interval(value, end, metric) == fmt.estimate_interval(value, end, metric)
            assert ENGLISH.gap_interval(value, end, kind, metric) == fmt.gap_interval(
                value, end, kind, metric
            )


@given(st.floats(0, 1e6), METRIC, KIND)
def test_english_limits_are_as_short_as_they_were(value, metric, kind):
    whole = fmt.limit(value, kind, metric)
    assert ENGLISH.limit(value, kind, metric) == whole
    assert ENGLISH.limit(value, kind, metric, unit=False) == whole.removesuffix(" points")


@pytest.mark.parametrize(
    "metric", [*METRICS, *MEASURES, "conditional_selection_rate", "precision[cat]", "recall[a b]"]
)
def test_metrics_are_called_as_they_call_themselves(metric: str):
    assert ENGLISH.metric_title(metric) == fmt.metric_title(metric)


def test_words_of_verdicts_statuses_and_measures_are_those_of_the_page():
    assert {v: ENGLISH(f"verdict.{v}.word") for v in VERDICT_WORDS} == VERDICT_WORDS
    assert {s: ENGLISH(f"status.{s}.word") for s in STATUS_WORDS} == STATUS_WORDS
    for name, measure in MEASURES.items():
        assert ENGLISH(f"quality.{name}.title") == measure.title
        assert ENGLISH(f"quality.{name}.means") == measure.means


@pytest.mark.parametrize("day", ["2026-11-27", "2026-11", "2026", "soon", "2026-13-01"])
def test_english_days(day: str):
    assert ENGLISH.day(day) == fmt.day(day)
    assert ENGLISH.day(day, short=True) == fmt.day(day, short=True)
    assert ENGLISH.date(day) == fmt.date(day)


def test_german_figures_and_days():
    assert GERMAN.number(-1234567.891) == "\u22121.234.567,89"
    assert GERMAN.pct(0.448) == "44,8\u00a0%"
    assert GERMAN.gap(0.146, "difference", "selection_rate") == "14,6 Prozentpunkte"
    assert GERMAN.limit(0.025, "difference", "selection_rate") == "2,5 Prozentpunkte"
    assert GERMAN.interval(0.426, 0.472) == "42,6 bis 47,2"
    assert GERMAN.interval(0.426, None) == "42,6 oder mehr"
    assert GERMAN.probability(0.0001) == "unter 0,001"
    assert GERMAN.energy(0.00421) == "4,21 Wh"
    assert GERMAN.seconds(185.2) == "3 min 5 s"
    assert GERMAN.date("2026-11-27T17:34:41+00:00") == "27. November 2026"
    assert GERMAN.day("2027-03") == "März 2027"
    assert GERMAN.metric_title("precision[cat]") == "Entscheidung trifft zu: cat"
    assert (
        GERMAN.metric_title("conditional_selection_rate")
        == "Günstige Entscheidung, unter vergleichbaren Personen"
    )


@pytest.mark.parametrize("none", [None, math.nan, math.inf])
def test_what_is_undefined_is_no_number_in_any_language(none: float | None):
    for said in (
        GERMAN.number(none),
        GERMAN.pct(none),
        GERMAN.points(none),
        GERMAN.estimate_text(none, "roc_auc_score"),
    ):
        assert said == "nicht schätzbar"
    assert GERMAN.count(None) == "nicht schätzbar"
    assert GERMAN.interval(none, none) == "keine Angabe"
