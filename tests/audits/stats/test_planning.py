from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwitness.audits.counts import Counts
from fairwitness.audits.metrics.figures import Figures
from fairwitness.audits.rates import rates
from fairwitness.audits.stats import planning
from fairwitness.audits.stats.contrasts import Proportions, margin
from fairwitness.audits.stats.joint import joined
from fairwitness.audits.stats.planning import MOST_ROWS, Part, rows_needed, rows_needed_jointly
from fairwitness.audits.stats.samples import Means, Normal
from fairwitness.audits.stats.verdict import contrast, questions


def table(groups, *, others=0):
    """Successes among negatives, with as many positives a group as ``others`` says."""
    n = np.zeros((len(groups), 3, 2))
    for place, (k, size) in enumerate(groups):
        n[place, 0] = size - k, k
        n[place, 1, 0] = others
    return rates(Counts("x", tuple("abcdefgh"[: len(groups)]), n), "false_positive_rate")


def planned(groups, kind="difference", tolerance=0.1, *, others=0, **options):
    found = table(groups, others=others)
    made = contrast(found, kind=kind, tolerance=tolerance, **{"min_group": 30} | options)
    return rows_needed(found, made)


@pytest.mark.parametrize(
    ("groups", "kind", "tolerance", "word"),
    [
        ([(60, 200), (30, 200)], "difference", 0.1, "disparity"),
        ([(60, 200), (54, 200)], "difference", 0.1, "within"),
        ([(60, 200), (30, 200)], "ratio", 0.8, "disparity"),
        ([(100, 200), (95, 200)], "ratio", 0.8, "within"),
        ([(600, 2000), (6, 40)], "difference", 0.1, "disparity"),
        ([(600, 2000), (12, 40)], "difference", 0.1, "within"),
    ],
)
def test_that_many_rows_settle_it_four_times_out_of_five(groups, kind, tolerance, word):
    plan = planned(groups, kind, tolerance)
    assert plan.rows > 0
    # The sizes are read from the sentence, as a person would.
    words = plan.reason.replace(",", "").split()
    grown = [size for _, size in groups]
    for place, name in enumerate("ab"[: len(groups)]):
        if name in plan.groups:
            grown[place] += int(words[words.index(f"'{name}'") - 4])
    assert sum(grown) - sum(size for _, size in groups) == plan.rows
    runs, rng = 4000, np.random.default_rng(2)
    sides = [
        Proportions(rng.binomial(size, hits / old, runs).astype(float), np.full(runs, float(size)))
        for size, (hits, old) in zip(grown, groups, strict=True)
    ]
    beyond, inside = questions(kind, tolerance)
    cleared = [
        margin(one, two, 0.025 if word == "disparity" else 0.05, beyond if word == "disparity" else inside)
        > 0
        for one, two in (sides, sides[::-1])
    ]
    settled = (np.logical_or if word == "disparity" else np.logical_and)(*cleared).mean()
    assert 0.78 <= settled <= 0.84


def test_only_the_small_group_grows_where_that_is_enough():
    assert planned([(600, 2000), (12, 40)]).groups == ("b",)
    assert planned([(100, 200), (100, 200)], tolerance=0.05).groups == ("a", "b")


def test_a_row_that_is_not_a_trial_counts_as_a_row():
    alone = planned([(600, 2000), (12, 40)])
    mixed = planned([(600, 2000), (12, 40)], others=40)
    assert mixed.rows == pytest.approx(2 * alone.rows, abs=1)


def test_several_groups_grow_where_several_hold_it_up():
    plan = planned([(2400, 8000), (1200, 4000), (60, 200), (18, 50)])
    assert plan.groups == ("c", "d")
    assert plan.reason.startswith("about ")
    assert " rows of 'c' and " in plan.reason
    assert planned([(30, 100)] * 3).groups == ("a", "b", "c")


@pytest.mark.parametrize(
    ("groups", "options", "reason"),
    [
        ([(60, 200), (40, 200)], {}, "as large as the limit itself"),
        ([(60, 200), (60, 200)], {"tolerance": 0.0}, "as large as the limit itself"),
        ([(60, 200), (48, 200)], {"kind": "ratio", "tolerance": 0.8}, "as large as the limit itself"),
        ([(0, 200), (0, 200)], {"kind": "ratio", "tolerance": 0.8}, "no ratio"),
        ([(60, 200), (6, 20)], {}, "only 'a' has 30 trials"),
        ([(60, 200), (6, 20), (0, 0)], {"min_group": 0}, "a group has no rate"),
        ([(60_020, 200_000), (40_001, 200_000)], {}, f"no number up to {MOST_ROWS:,}"),
    ],
)
def test_where_no_number_would_settle_it(groups, options, reason):
    plan = planned(groups, **options)
    assert plan.rows is None
    assert plan.groups == ()
    assert reason in plan.reason


def test_rows_that_are_enough_already():
    assert planned([(600, 1000), (100, 1000)]).rows == 0


def test_a_stricter_level_and_a_higher_power_take_more():
    found = table([(60, 200), (30, 200)])
    made = contrast(found, kind="difference", tolerance=0.1)
    base = rows_needed(found, made).rows
    assert rows_needed(found, made, alpha=0.01).rows > base
    assert rows_needed(found, made, power=0.95).rows > base


def figures(kind, values, spreads, sizes, scale=None):
    """Figures whose standard error is the spread over the root of the size."""
    value, n = np.array(values, dtype=float), np.array(sizes, dtype=float)
    error = np.array(spreads) / np.sqrt(n)
    sample = Means(value, error, n - 1, n) if kind is Means else Normal(value, error, n, scale or "identity")
    rows = n.astype(int)
    names, reasons = tuple("abcdefgh"[: len(n)]), (None,) * len(n)
    return Figures("x", "mean", names, None, rows, rows, tuple(values), reasons, sample, True, "t")


@pytest.mark.parametrize(
    ("values", "tolerance", "word"), [((10.0, 8.0), 1.0, "disparity"), ((10.0, 9.9), 1.0, "within")]
)
def test_that_many_rows_settle_means_four_times_out_of_five(values, tolerance, word):
    found = figures(Means, values, (4.0, 8.0), (60, 60))
    made = contrast(found, kind="difference", tolerance=tolerance)
    plan = rows_needed(found, made)
    more = dict(zip(plan.groups, plan.each, strict=True))
    sizes = [60 + more.get(name, 0) for name in "ab"]
    assert sum(sizes) == 120 + plan.rows > 120
    runs, rng = 3000, np.random.default_rng(3)
    sides = []
    for mean, spread, n in zip(values, (4.0, 8.0), sizes, strict=True):
        drawn, size = rng.normal(mean, spread, (runs, n)), np.full(runs, float(n))
        sides.append(Means(drawn.mean(1), drawn.std(1, ddof=1) / n**0.5, size - 1, size))
    beyond, inside = questions("difference", tolerance)
    cleared = [
        margin(one, two, 0.025 if word == "disparity" else 0.05, beyond if word == "disparity" else inside)
        > 0
        for one, two in (sides, sides[::-1])
    ]
    settled = (np.logical_or if word == "disparity" else np.logical_and)(*cleared).mean()
    assert 0.77 <= settled <= 0.84


def test_normal_figures_are_planned_too():
    found = figures(Normal, (0.8, 0.7), (0.5, 0.5), (100, 100), "logit")
    made = contrast(found, kind="difference", tolerance=0.0)
    plan = rows_needed(found, made)
    # The usual formula: (z of .975 + z of .8)^2 x 2 s^2 / d^2 a group; the logit scale bends it a little.
    usual = 2 * ((1.959964 + 0.841621) ** 2 * 2 * 0.5**2 / 0.1**2 - 100)
    assert plan.rows == pytest.approx(usual, rel=0.15)
    assert rows_needed(found, contrast(found, kind="difference", tolerance=0.1)).rows is None


def remaining(groups):
    k, n = np.array(groups).T
    return table([(k.sum() - hits, n.sum() - size) for hits, size in groups])


def test_a_reference_and_the_rest_are_planned_by_their_own_pairs():
    groups = [(60, 200), (30, 200), (45, 200)]
    found = table(groups)
    plain = planned(groups)
    made = contrast(found, kind="difference", tolerance=0.1, form="reference", reference="a")
    # Of four ordered pairs instead of six: less is asked.
    assert 0 < rows_needed(found, made).rows < plain.rows
    assert set(rows_needed(found, made).groups) <= {"a", "b"}
    far = contrast(found, kind="difference", tolerance=0.1, form="reference", reference="c")
    assert far.value == pytest.approx(0.075)
    assert rows_needed(found, far).groups == ("a", "b", "c")
    groups = [(60, 200), (40, 200), (45, 200)]
    found, rest = table(groups), remaining(groups)
    made = contrast(found, kind="difference", tolerance=0.05, form="rest", rest=rest)
    assert set(made.groups) == {"a", "the rest"}
    plan = rows_needed(found, made, rest=rest)
    assert rows_needed(found, made, alpha=0.01, rest=rest).rows > plan.rows > 0
    more = dict(zip(plan.groups, plan.each, strict=True))
    sizes = np.array([200 + more.get(name, 0) for name in "abc"])
    k = np.random.default_rng(4).binomial(sizes, [0.3, 0.2, 0.225], (4000, 3)).astype(float)
    one = Proportions(k[:, 0], np.full(4000, float(sizes[0])))
    everybody_else = Proportions(k[:, 1:].sum(1), np.full(4000, float(sizes[1:].sum())))
    settled = margin(one, everybody_else, 0.05 / 6, questions("difference", 0.05)[0]) > 0
    assert 0.77 <= settled.mean() <= 0.84


def test_the_rest_is_raised_where_it_is_the_smaller_side():
    groups = [(900, 3000), (21, 100), (21, 100)]
    found, rest = table(groups), remaining(groups)
    made = contrast(found, kind="difference", tolerance=0.04, form="rest", rest=rest)
    assert set(made.groups) == {"a", "the rest"}
    assert rows_needed(found, made, rest=rest).groups == ("b", "c")


def test_what_is_joined_is_planned_by_its_parts():
    one, two = table([(60, 200), (54, 200)]), table([(60, 200), (30, 200)])
    two = replace(two, metric="true_positive_rate")
    parts = [Part(item, contrast(item, kind="difference", tolerance=0.1, alpha=0.025)) for item in (one, two)]
    plan = rows_needed_jointly(parts, joined([part.contrast for part in parts], "equalized_odds"))
    # One of two parts at half the level: as much as that part alone at 0.025.
    assert plan == rows_needed(two, parts[1].contrast, 0.025)
    near = replace(table([(60, 200), (57, 200)]), metric="true_positive_rate")
    parts = [
        Part(item, contrast(item, kind="difference", tolerance=0.1, alpha=0.025)) for item in (one, near)
    ]
    plan = rows_needed_jointly(parts, joined([part.contrast for part in parts], "equalized_odds"))
    assert plan.rows == rows_needed(one, parts[0].contrast, 0.05, 0.9).rows
    assert dict(zip(plan.groups, plan.each, strict=True)).keys() == {"a", "b"}
    assert "80%" in plan.reason


def test_what_is_joined_and_not_estimable_has_no_number():
    one, none = table([(60, 200), (54, 200)]), table([(6, 20), (4, 20)])
    none = replace(none, metric="true_positive_rate")
    parts = [Part(item, contrast(item, kind="difference", tolerance=0.1)) for item in (one, none)]
    plan = rows_needed_jointly(parts, joined([part.contrast for part in parts], "equalized_odds"))
    assert plan.rows is None
    assert "no group has 30 trials" in plan.reason


def test_a_group_called_the_rest_is_planned_as_any_other():
    groups = [(60, 200), (40, 200), (45, 200)]
    plans = []
    for name in ("a", "the rest"):
        found, rest = (replace(one, groups=(name, "b", "c")) for one in (table(groups), remaining(groups)))
        made = contrast(found, kind="difference", tolerance=0.05, form="rest", rest=rest)
        plans.append(rows_needed(found, made, rest=rest))
    assert plans[1].each == plans[0].each
    assert plans[1].groups == tuple("the rest" if name == "a" else name for name in plans[0].groups)


@given(
    st.integers(1, 10**7),
    st.sampled_from([0.5, 1.0, 3.0]),
    st.floats(0.5, 0.99),
    st.floats(-20, 0.4),
)
def test_the_first_number_of_steps_is_found_however_the_chance_grows(first, bend, power, start):
    asked = []

    def reached(steps):
        asked.append(steps)
        return start + (power - start) * (steps / first) ** bend if steps < first else (1 + power) / 2

    study = SimpleNamespace(power=power, reached=reached, rows_for=lambda steps: np.array([steps]))
    found = planning._fewest(study, lambda steps: steps)
    assert found is not None
    assert found.tolist() == [first]
    assert len(asked) < 125  # 25 to double up to it, and at the worst four to halve what is left, 24 times


def test_beyond_ten_million_rows_nothing_is_found():
    study = SimpleNamespace(power=0.8, reached=lambda steps: 0.1, rows_for=lambda steps: np.array([steps]))
    assert planning._fewest(study, lambda steps: steps) is None
