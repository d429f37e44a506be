"""Sentences: every verdict, kind and metric reads as a person would say it."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import fairwitness
from fairwitness.audits import units, wording
from fairwitness.audits.checks import Context
from fairwitness.audits.plan.model import Words
from fairwitness.audits.rates import METRICS
from fairwitness.audits.record.schema import Comparison
from fairwitness.audits.stats.planning import MoreRows
from fairwitness.audits.stats.verdict import Contrast
from fairwitness.audits.subject import Labels

pytestmark = pytest.mark.usefixtures("still_meter")
COMPAS = Words(
    people="people",
    positive="were re-arrested",
    negative="were not re-arrested",
    predicted_positive="were flagged high risk",
    favourable="were not flagged.",
)
CLUMSY = re.compile(r"\bNone\b|\bnan\b|\.\.|\b0\.0 points|\b1 points|\b1 more rows|\{|\}|  |: \.|\( ")
PRAISE = re.compile(r"\b(un)?fair\b|biased|\bsafe\b|compliant|significant", re.IGNORECASE)


def _words(words: Words = COMPAS) -> wording.Vocabulary:
    return wording.Vocabulary.of(words, Labels("1", "0", favourable_is_positive=False), "two_year_recid")


def _found(context: Context, metric: str, kind: str) -> Comparison:
    return next(
        found
        for found in context.comparisons
        if (found.metric, found.kind) == (metric, kind) and found.declared
    )


def test_plain_words_are_made_from_the_labels() -> None:
    words = wording.Vocabulary.of(Words(), Labels("1", "0", favourable_is_positive=False), "two_year_recid")
    assert words.favourable == "got the favourable decision (0)"
    assert words.positive == "had two_year_recid 1"
    assert words.negative == "had two_year_recid 0"
    assert words.predicted_positive == "were predicted 1"
    assert wording.Vocabulary.of(Words(), Labels("yes", "no", True), None).positive == "had the outcome yes"
    assert words.column("x") == "x"


@pytest.mark.parametrize(
    ("metric", "sentence"),
    [
        ("selection_rate", "41.2% of A and 79.0% of B people were not flagged."),
        ("base_rate", "The outcome was favourable for 41.2% of A and 79.0% of B people."),
        (
            "true_positive_rate",
            "Among people who were re-arrested, 41.2% of A and 79.0% of B people were flagged high risk.",
        ),
        (
            "false_positive_rate",
            "Among people who were not re-arrested, 41.2% of A and 79.0% of B people were flagged high risk.",
        ),
        (
            "false_negative_rate",
            "Among people who were re-arrested, 41.2% of A and 79.0% of B people were missed.",
        ),
        (
            "true_negative_rate",
            "Among people who were not re-arrested, 41.2% of A and 79.0% of B people were recognised as such.",
        ),
        (
            "precision",
            "Of those who were flagged high risk, 41.2% of A and 79.0% of B people were re-arrested.",
        ),
        (
            "false_discovery_rate",
            "Of those who were flagged high risk, 41.2% of A and 79.0% of B people were not re-arrested.",
        ),
        (
            "negative_predictive_value",
            "Of those with the other prediction, 41.2% of A and 79.0% of B people were not re-arrested.",
        ),
        (
            "false_omission_rate",
            "Of those with the other prediction, 41.2% of A and 79.0% of B people were re-arrested.",
        ),
        ("accuracy", "The decision was right for 41.2% of A and 79.0% of B people."),
    ],
)
def test_each_metric_has_its_sentence(metric: str, sentence: str) -> None:
    assert wording.rates_sentence(metric, {"A": 0.412, "B": 0.79}, _words()) == sentence


def test_every_metric_has_a_sentence_of_its_own() -> None:
    assert set(wording._PATTERNS) == set(METRICS)


@pytest.mark.parametrize(
    ("gap", "text"),
    [
        (0.3785, "37.9 points"),
        (0.1, "10 points"),
        (0.01, "1 point"),
        (0.0096, "1 point"),
        (0.0004, "less than 0.1 points"),
        (0.0, "0 points"),
        (-0.05, "5 points"),
        (0.0005, "0.1 points"),
        (1.0, "100 points"),
    ],
)
def test_points(gap: float, text: str) -> None:
    assert units.points(gap) == text


@pytest.mark.parametrize(
    ("limit", "text"), [(0.1, "10 points"), (0.025, "2.5 points"), (0.01, "1 point"), (0.0005, "0.05 points")]
)
def test_limits_are_exact(limit: float, text: str) -> None:
    assert units.limit(limit) == text


@pytest.mark.parametrize(
    ("names", "text"),
    [
        ([], "none"),
        (["a"], "a"),
        (["a", "b"], "a and b"),
        (list("abc"), "a, b and c"),
        (list("abcdefgh"), "a, b, c, d, e, f and 2 more"),
    ],
)
def test_listed(names: list[str], text: str) -> None:
    assert wording.listed(names) == text


@pytest.mark.parametrize(
    ("text", "ended"), [("Agreed", "Agreed."), ("Agreed. ", "Agreed."), ("Why?", "Why?")]
)
def test_ended(text: str, ended: str) -> None:
    assert wording.ended(text) == ended


def test_what_is_told_by_its_number_keeps_the_order_of_the_words() -> None:
    words = {"worse": ("got worse", "got worse"), "holds": ("holds", "hold")}
    assert wording.tallied(["holds", "worse", "holds"], words) == "1 got worse, 2 hold"
    assert wording.tallied(["holds"], words) == "1 holds"
    assert wording.tallied([], words) == "none"


@pytest.mark.parametrize(
    ("planned", "text"),
    [
        (
            MoreRows(("A",), 2143, ""),
            "About 2,200 more rows of A would settle it at these rates (power 0.8).",
        ),
        (
            MoreRows(("A", "B"), 61, ""),
            "About 61 more rows of A and B together would settle it at these rates (power 0.8).",
        ),
        (MoreRows(("A",), 1, ""), "About 1 more row of A would settle it at these rates (power 0.8)."),
        (
            MoreRows((), None, "the gap is as large as the limit itself; no number of rows would settle it"),
            "The gap is as large as the limit itself; no number of rows would settle it.",
        ),
    ],
)
def test_more_rows(planned: MoreRows, text: str) -> None:
    assert wording.more_rows(planned) == text


@given(st.integers(1, 10_000_000))
def test_the_number_of_rows_is_never_rounded_down(rows: int) -> None:
    shown = wording._round_up(rows)
    assert rows <= shown <= rows * 1.1 + 1
    assert len(str(shown).rstrip("0")) <= 2


DATA = {
    "disparity": {"A": (90, 10, 20, 80), "B": (40, 60, 60, 40), "C": (60, 40, 50, 50)},
    "within": {"A": (3000, 3000, 3000, 3000), "B": (3000, 3000, 3000, 3000)},
    "within, clear gap": {"A": (30300, 29700, 30000, 30000), "B": (29700, 30300, 30600, 29400)},
    "inconclusive": {"A": (20, 20, 18, 22), "B": (18, 22, 16, 24)},
    "nothing at all": {"A": (40, 0, 40, 0), "B": (40, 0, 40, 0)},
    "a perfect group": {"A": (40, 0, 0, 40), "B": (20, 20, 20, 20)},
    "no positives": {"A": (40, 20, 0, 0), "B": (30, 30, 0, 0)},
    "one group": {"A": (40, 20, 10, 10)},
    "ten groups": {name: (20 + place, 20, 20, 20 + 2 * place) for place, name in enumerate("ABCDEFGHIJ")},
}


@pytest.mark.parametrize("name", DATA)
def test_every_sentence_reads_well(
    name: str, context_of: Callable[..., Context], decisions_from: Callable[..., pd.DataFrame]
) -> None:
    frame = decisions_from(DATA[name])
    for words, alpha in product(({}, COMPAS.model_dump(exclude_none=True)), (0.05, 0.001)):
        gates = [{"metric": metric, "limit": 0.1} for metric in METRICS]
        gates += [{"metric": metric, "kind": "ratio", "limit": 0.8} for metric in METRICS]
        roles = {
            "target": "outcome",
            "prediction": "decision",
            "sensitive": ["group"],
            "positive": 1,
            "favourable": 0,
        }
        context = context_of(frame, roles=roles, gates=gates, words=words, alpha=alpha)
        for found in context.comparisons:
            text = found.statement
            assert text[0].isupper() or text[0].isdigit(), text
            assert text.endswith("."), text
            assert not CLUMSY.search(text), text
            assert not PRAISE.search(text), text
            assert len(text) < 420, text
            assert found.more_rows_needed is None or not CLUMSY.search(found.more_rows_needed.reason)
            if found.groups and found.verdict == "disparity":
                first, second = re.findall(r"% of (\w)", text)[:2]
                rates = {
                    item.group: item.value
                    for item in context.estimates
                    if item.metric == found.metric and item.group is not None
                }
                worse_is_lower = METRICS[found.metric].higher_is_better
                assert (rates[first] < rates[second]) == worse_is_lower, text


def test_known_sentences(
    context_of: Callable[..., Context], decisions_from: Callable[..., pd.DataFrame]
) -> None:
    gates = [{}, {"kind": "ratio", "limit": 0.8}]
    roles = {
        "target": "outcome",
        "prediction": "decision",
        "sensitive": ["group"],
        "positive": 1,
        "favourable": 0,
    }

    def said(name: str, kind: str) -> str:
        return _found(
            context_of(decisions_from(DATA[name]), roles=roles, gates=gates), "selection_rate", kind
        ).statement

    people = "people got the favourable decision (0)."
    assert said("within", "difference") == (
        f"50.0% of A and 50.0% of B {people} The gap is shown to be inside the limit of 10 points."
    )
    assert said("within", "ratio") == (
        f"50.0% of A and 50.0% of B {people} The smaller rate is shown to be at least 80% of the larger."
    )
    assert said("inconclusive", "difference") == (
        f"42.5% of B and 47.5% of A {people} There are too few cases to settle whether the gap is over 10 points. "
        "About 3,000 more rows of A and B together would settle it at these rates (power 0.8)."
    )
    assert said("one group", "ratio") == (
        "The selection rate by group cannot be compared: "
        "a comparison takes two groups, and only 'A' has 30 trials or more."
    )


def test_a_real_difference_inside_the_limit_says_both(
    context_of: Callable[..., Context], decisions_from: Callable[..., pd.DataFrame]
) -> None:
    frame = decisions_from({"A": (4000, 6000, 0, 0), "B": (4500, 5500, 0, 0)})
    found = _found(context_of(frame), "selection_rate", "difference")
    assert found.statement == (
        "55.0% of B and 60.0% of A people got the favourable decision (1). "
        "They differ by 5 points: a real difference, inside the limit of 10 points."
    )


def test_the_surest_pair_is_named_where_the_widest_is_not_sure() -> None:
    from fairwitness.audits.stats.verdict import Evidence

    contrast = Contrast(
        "selection_rate",
        "race",
        "difference",
        0.1,
        0.95,
        "MOVER",
        ("tiny", "A"),
        0.5,
        -0.1,
        0.9,
        0.001,
        1.0,
        Evidence(("B", "A"), 0.2, 0.15, 0.25),
        verdict="disparity",
    )
    assert wording.shown_pair(contrast) == (("B", "A"), 0.2)
    text = wording.statement(contrast, {"tiny": 0.1, "A": 0.6, "B": 0.4}, _words(), None)
    assert text == (
        "40.0% of B and 60.0% of A people were not flagged. "
        "The gap of 20 points is over the limit of 10 points, beyond what chance explains."
    )


def test_a_reassuring_verdict_names_the_groups_it_does_not_speak_of() -> None:
    found = fairwitness.audit(
        y_pred=[1, 0] * 2000 + [0] * 20,
        sensitive_features=["a", "a", "b", "b"] * 1000 + ["tiny"] * 20,
        positive=1,
    ).gates[0]
    assert found.verdict == "within"
    assert found.reason.endswith("Not judged: tiny (n 20).")


def test_what_nobody_declared_is_called_a_yardstick() -> None:
    draw = np.random.default_rng(0)
    groups = np.repeat(["a", "b"], 2000)
    record = fairwitness.audit(
        draw.integers(0, 2, 4000), np.where(groups == "a", 1, 0), sensitive_features=groups, positive=1
    )
    leads = [found for found in record.comparisons if not found.declared and found.verdict == "disparity"]
    assert leads
    assert all("limit" not in found.statement for found in leads)
    assert any("over the yardstick of 10 points" in found.statement for found in leads)


def test_an_exploratory_disparity_rests_on_its_q_value() -> None:
    draw = np.random.default_rng(3)
    for _ in range(5):
        record = fairwitness.audit(
            draw.integers(0, 2, 300),
            draw.integers(0, 2, 300),
            sensitive_features=draw.choice(list("abcd"), 300),
        )
        for found in record.comparisons:
            if not found.declared and found.q_value is not None:
                assert (found.verdict == "disparity") == (found.q_value <= 0.05)
