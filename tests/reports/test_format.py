import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwitness.reports import format as fmt


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (fmt.pct(0.4479), "44.8%"),
        (fmt.pct(None), "not estimable"),
        (fmt.pct(math.nan), "not estimable"),
        (fmt.pct(1.0), "100.0%"),
        (fmt.points(-0.032), "−3.2"),
        (fmt.points(-0.0001), "0.0"),
        (fmt.number(-1234.5, 1), "−1,234.5"),
        (fmt.signed(0.5), "+0.50"),
        (fmt.signed(-0.5), "−0.50"),
        (fmt.signed(0.001), "0.00"),
        (fmt.signed(None), "not estimable"),
        (fmt.count(7214), "7,214"),
        (fmt.count(None), "not estimable"),
        (fmt.gap(0.214, "difference", "selection_rate"), "21.4 points"),
        (fmt.gap(0.549, "ratio", "selection_rate"), "0.55"),
        (fmt.gap(None, "ratio", "selection_rate"), "not estimable"),
        (fmt.limit(0.1, "difference", "accuracy"), "10 points"),
        (fmt.limit(0.025, "difference", "accuracy"), "2.5 points"),
        (fmt.limit(0.8, "ratio", "accuracy"), "0.8"),
        (fmt.gap(1234.5, "difference", "mean_error"), "1,230"),
        (fmt.gap(0.05, "difference", "roc_auc_score"), "0.050"),
        (fmt.limit(3000, "difference", "mean_error"), "3,000"),
        (fmt.gap_interval(-0.051, 0.2, "difference", "accuracy"), "\u22125.1 to 20.0"),
        (fmt.gap_interval(0.5, 0.91, "ratio", "mean_error"), "0.50 to 0.91"),
        (fmt.estimate_interval(-12.345, 1000, "mean_error"), "\u221212.35 to 1,000"),
        (fmt.estimate_text(-3.5, "mean_error"), "\u22123.5"),
        (fmt.estimate_text(0.25, "precision[cat]"), "25.0%"),
        (fmt.estimate_text(0.25, "conditional_accuracy"), "25.0%"),
        (fmt.estimate_text(0.25, "a_metric_from_elsewhere"), "0.25"),
        (fmt.metric_title("precision[big cat]"), "Decision is right: big cat"),
        (fmt.metric_title("conditional_selection_rate"), "Favourable decision, among comparable people"),
        (fmt.interval(0.426, 0.472), "42.6 to 47.2"),
        (fmt.interval(0.6, None, 2, 1), "0.60 or more"),
        (fmt.interval(None, 0.6, 2, 1), "0.60 or less"),
        (fmt.interval(None, None), "none"),
        (fmt.estimate_text(0.61, "selection_rate"), "61.0%"),
        (fmt.estimate_text(0.61, "mean_score"), "0.61"),
        (fmt.metric_title("false_positive_rate"), "Negatives taken for positive"),
        (fmt.metric_title("my_own_metric"), "My own metric"),
        (fmt.energy(3.12e-7), "0.31 mWh"),
        (fmt.energy(3.12e-4), "312 mWh"),
        (fmt.energy(0.00421), "4.21 Wh"),
        (fmt.energy(1.3), "1.30 kWh"),
        (fmt.energy(None), "not measured"),
        (fmt.seconds(0.424), "0.42 s"),
        (fmt.seconds(12.34), "12.3 s"),
        (fmt.seconds(185), "3 min 5 s"),
        (fmt.date("2026-11-22T10:00:00+00:00"), "22 November 2026"),
        (fmt.date("2026-11-22T23:30:00-05:00"), "23 November 2026"),
        (fmt.date("yesterday"), "date not given"),
        (fmt.plural(1, "group"), "1 group"),
        (fmt.plural(1204, "group"), "1,204 groups"),
        (fmt.listed([]), "none"),
        (fmt.listed(["a"]), "a"),
        (fmt.listed(["a", "b", "c"]), "a, b and c"),
        (fmt.sentence("age moves"), "Age moves"),
        (fmt.sentence(""), ""),
    ],
)
def test_known_answers(made, expected):
    assert made == expected


@given(st.one_of(st.none(), st.floats(allow_nan=True, allow_infinity=True)))
def test_nothing_undefined_is_ever_a_number(value):
    written = [
        fmt.pct(value),
        fmt.points(value),
        fmt.number(value),
        fmt.signed(value),
        fmt.gap(value, "ratio", "accuracy"),
        fmt.energy(value),
    ]
    assert not any(bad in text.lower() for text in written for bad in ("nan", "inf", "none"))
    assert not any("-" in text for text in written)


def test_an_opening_keeps_whole_sentences():
    text = "First one. Second one is longer. Third."
    assert fmt.opening(text, 12) == "First one."
    assert fmt.opening(text, 33) == "First one. Second one is longer."
    assert fmt.opening(text, 100) == text
    assert fmt.opening("x" * 100, 20) == "x" * 19 + "…"


@pytest.mark.parametrize(
    ("length", "said"),
    [
        (0, "0 bytes"),
        (1, "1 byte"),
        (999, "999 bytes"),
        (1000, "1 kB"),
        (999_499, "999 kB"),
        (1_121_345, "1.1 MB"),
    ],
)
def test_the_length_of_a_file_has_the_unit_that_suits_it(length: int, said: str) -> None:
    assert fmt.size(length) == said
