"""Forms of a comparison, and figures that are no shares; rates against every other group: test_verdict.py."""

from dataclasses import replace
from random import Random

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from fairwitness.audits.counts import Counts
from fairwitness.audits.metrics.figures import Figures
from fairwitness.audits.rates import rates
from fairwitness.audits.stats.contrasts import Proportions, difference_limits, margin, ratio_limits
from fairwitness.audits.stats.gaps import contrast, questions
from fairwitness.audits.stats.pairs import Pairs
from fairwitness.audits.stats.samples import Means, Normal
from fairwitness.audits.stats.verdict import judge_family
from fairwitness.errors import PlanError

NUMBERS = ("value", "low", "high", "p_disparity", "p_within", "blocks_within")
RUNS = 4000


def selected(**groups):
    n = np.zeros((len(groups), 3, 2))
    for place, (k, size) in enumerate(groups.values()):
        n[place, 0] = size - k, k
    return rates(Counts("race", tuple(groups), n), "selection_rate")


def others(**groups):
    """The rest of each group, under its name."""
    k, n = (sum(values) for values in zip(*groups.values(), strict=True))
    return selected(**{name: (k - hits, n - size) for name, (hits, size) in groups.items()})


def figures(kind, values, errors, trials, *, names=None, higher_is_better=True):
    value, error, n = (np.array(x, dtype=float) for x in (values, errors, trials))
    sample = Means(value, error, n - 1, n) if kind is Means else Normal(value, error, n)
    rows, names = n.astype(int), tuple(names or "abcdefgh"[: len(n)])
    reasons = (None,) * len(n)
    shown = (names, None, rows, rows, tuple(values), reasons, sample)
    return Figures("age", "mean_error", *shown, higher_is_better, "t")


def verdict(found):
    return judge_family([found])[0].verdict


def test_against_a_reference_only_its_pairs_count():
    groups = {"a": (100, 400), "b": (200, 400), "c": (310, 400), "d": (205, 400)}
    found = contrast(selected(**groups), kind="difference", tolerance=0.1, form="reference", reference="b")
    assert (found.form, found.reference) == ("reference", "b")
    assert found.groups == ("b", "c")
    assert found.value == pytest.approx(0.275)
    one, two = Proportions(np.array(310.0), np.array(400.0)), Proportions(np.array(200.0), np.array(400.0))
    limits = difference_limits(one, two, 0.05 / 6)
    assert [found.low, found.high] == [float(limit) for limit in limits]
    assert "Bonferroni over 6 ordered pairs" in found.method
    assert verdict(found) == "disparity"
    # a and c are far apart, and neither from b by more than .3.
    wide = {"difference": 0.35, "ratio": 0.4}
    for kind, tolerance in wide.items():
        found = contrast(selected(**groups), kind=kind, tolerance=tolerance, form="reference", reference="b")
        assert verdict(found) == "within"
        assert verdict(contrast(selected(**groups), kind=kind, tolerance=tolerance)) != "within"


def test_the_ratio_to_a_reference_is_its_own_widest():
    groups = {"a": (600, 1000), "b": (410, 1000), "r": (500, 1000)}
    asked = {"form": "reference", "reference": "r"}
    assert contrast(selected(**groups), kind="difference", tolerance=0.1, **asked).groups == ("r", "a")
    found = contrast(selected(**groups), kind="ratio", tolerance=0.8, **asked)
    assert (found.groups, found.value) == (("b", "r"), pytest.approx(0.82))


def test_against_the_rest():
    groups = {"a": (100, 400), "b": (200, 400), "c": (210, 400)}
    found = contrast(selected(**groups), kind="difference", tolerance=0.1, form="rest", rest=others(**groups))
    assert found.groups == found.evidence.groups == ("a", "the rest")
    assert found.value == pytest.approx(410 / 800 - 0.25)
    assert "Bonferroni over 6 ordered pairs" in found.method
    assert verdict(found) == "disparity"
    found = contrast(selected(**groups), kind="ratio", tolerance=0.8, form="rest", rest=others(**groups))
    assert found.groups == ("a", "the rest")
    limits = ratio_limits(*(Proportions(*np.array(x, float)) for x in ((100, 400), (410, 800))), 0.05 / 6)
    assert [found.low, found.high] == [float(limit) for limit in limits]
    upper = {"a": (300, 400), "b": (200, 400), "c": (210, 400)}
    found = contrast(selected(**upper), kind="difference", tolerance=0.1, form="rest", rest=others(**upper))
    assert found.groups == ("the rest", "a")


def test_one_group_alone_may_have_a_rest():
    groups = {"a": (100, 400), "b": (10, 20), "c": (9, 20)}
    found = contrast(selected(**groups), kind="difference", tolerance=0.1, form="rest", rest=others(**groups))
    assert found.groups == ("a", "the rest")
    assert [item.group for item in found.excluded] == ["b", "c"]


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"form": "reference", "reference": "c"}, "'c' is not judged: 12 of the 30 trials"),
        ({"form": "reference", "reference": "d"}, "'d' is not judged: no rows"),
        ({"form": "reference", "reference": "a"}, "only 'a' has 30 trials or more"),
        ({"form": "rest", "rest": others(a=(10, 50), c=(3, 12), d=(0, 0))}, "no group of which both have 30"),
    ],
)
def test_what_is_not_estimable_says_why(options, reason):
    found = contrast(selected(a=(10, 50), c=(3, 12), d=(0, 0)), kind="difference", tolerance=0.1, **options)
    assert reason in found.reason
    assert (found.value, found.p_disparity, verdict(found)) == (None, None, "not_estimable")
    assert "over 0 ordered pairs" in found.method


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            {"form": "reference", "reference": "White"},
            "no group of race named 'White'. Did you mean 'white'?",
        ),
        ({"form": "reference"}, "`reference` must be a group of race"),
        ({"form": "rest"}, "`rest` must have the groups of race in their order. Got None"),
        ({"form": "rest", "rest": selected(b=(1, 50))}, "Got the groups b instead"),
        ({"form": "each"}, "'others', 'reference' or 'rest'. Got 'each'"),
        ({"tolerance": 1.5}, "from 0 to 1. Got 1.5"),
        ({"tolerance": float("nan")}, "from 0 to 1. Got nan"),
    ],
)
def test_what_cannot_be_asked(options, message):
    with pytest.raises(PlanError, match=message):
        contrast(selected(white=(1, 50), b=(2, 50)), **({"kind": "difference", "tolerance": 0.1} | options))


def test_a_blocking_group_forbids_within_in_every_form():
    groups = {"a": (500, 1000), "b": (500, 1000)}
    table = replace(selected(**groups, c=(5, 50)), value=(0.5, 0.5, None), reasons=(None, None, "why"))
    rest = others(**groups, c=(5, 50))
    for options in ({}, {"form": "reference", "reference": "a"}, {"form": "rest", "rest": rest}):
        found = contrast(table, kind="difference", tolerance=0.1, **options)
        assert found.blocks_within
        assert (found.p_within, verdict(found)) == (1, "inconclusive")


def test_means_have_any_tolerance_and_no_bound():
    found = figures(Means, [12.0, -3.5, 0.0], [0.5, 0.6, 0.7], [50, 60, 70], higher_is_better=False)
    judged = contrast(found, kind="difference", tolerance=10)
    assert (judged.value, judged.groups) == (15.5, ("a", "b"))
    assert judged.method == "MOVER of Student t limits, simultaneous (Bonferroni over 6 ordered pairs)"
    assert judged.low < 15.5 < judged.high
    assert verdict(judged) == "disparity"
    assert verdict(contrast(found, kind="difference", tolerance=25)) == "within"
    assert contrast(replace(found, higher_is_better=True), kind="difference", tolerance=10).groups == (
        "b",
        "a",
    )
    for tolerance in (-1, float("inf")):
        with pytest.raises(PlanError, match="must be 0 or more"):
            contrast(found, kind="difference", tolerance=tolerance)


def test_a_ratio_takes_figures_that_are_not_below_nought():
    mixed = contrast(figures(Means, [2.0, -1.0], [0.1, 0.1], [50, 50]), kind="ratio", tolerance=0.8)
    assert (mixed.value, mixed.low, mixed.high, mixed.p_disparity) == (None, 0, 1, None)
    assert mixed.reason == "a figure is below 0, so there is no ratio"
    assert verdict(mixed) == "not_estimable"
    nought = contrast(figures(Means, [0.0, 0.0], [0.1, 0.1], [50, 50]), kind="ratio", tolerance=0.8)
    assert (nought.value, nought.low, nought.high, verdict(nought)) == (None, 0, 1, "inconclusive")
    fine = contrast(figures(Means, [2.0, 1.0], [0.1, 0.1], [50, 50]), kind="ratio", tolerance=0.8)
    assert (fine.value, verdict(fine)) == (0.5, "disparity")


GROUP = st.integers(30, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
TABLES = st.lists(GROUP, min_size=2, max_size=5)
KINDS = st.sampled_from([("difference", 0.0), ("difference", 0.1), ("ratio", 0.8), ("ratio", 1.0)])


@settings(max_examples=40)
@example([(30, 30), (30, 30), (31, 31)], ("difference", 0.0), "reference", Random(0))
@given(TABLES, KINDS, st.sampled_from(["reference", "rest"]), st.randoms())
def test_order_and_names_of_groups_change_no_bit(groups, asked, form, random):
    places = list(range(len(groups)))
    random.shuffle(places)

    def measured(name, order):
        table = {name(place): groups[place] for place in order}
        options = {"reference": name(0)} if form == "reference" else {"rest": others(**table)}
        return contrast(selected(**table), kind=asked[0], tolerance=asked[1], form=form, **options)

    one = measured(lambda place: f"g{place}", range(len(groups)))
    two = measured(lambda place: f"g{place}", places)
    three = measured(lambda place: f"h{9 - place}", places)
    assert replace(one, excluded=()) == replace(two, excluded=())
    assert set(one.excluded) == set(two.excluded)
    assert [getattr(one, name) for name in NUMBERS] == [getattr(three, name) for name in NUMBERS]


@settings(max_examples=40)
@given(GROUP, GROUP, KINDS)
def test_two_groups_are_the_same_in_every_form(one, two, asked):
    kind, tolerance = asked
    groups = {"a": one, "b": two}
    plain = contrast(selected(**groups), kind=kind, tolerance=tolerance)
    for reference in groups:
        found = contrast(
            selected(**groups), kind=kind, tolerance=tolerance, form="reference", reference=reference
        )
        assert replace(found, form="others", reference=None) == plain
    rest = contrast(selected(**groups), kind=kind, tolerance=tolerance, form="rest", rest=others(**groups))
    # The same two comparisons, each met twice: of four ordered pairs the smallest p is the same.
    assert (rest.value, rest.p_within) == (plain.value, plain.p_within)
    assert (
        rest.p_disparity == pytest.approx(min(1, 2 * plain.p_disparity), abs=1e-9) or plain.p_disparity > 0.5
    )


@settings(max_examples=40)
@given(
    st.lists(st.tuples(st.floats(-9, 9), st.floats(0.1, 3), st.integers(30, 90)), min_size=2, max_size=5),
    st.sampled_from([0.0, 1.5]),
    st.randoms(),
)
def test_means_do_not_depend_on_the_order_either(groups, tolerance, random):
    places = list(range(len(groups)))
    random.shuffle(places)
    made = [
        contrast(
            figures(Means, *zip(*(groups[p] for p in order), strict=True), names=[f"g{p}" for p in order]),
            kind="difference",
            tolerance=tolerance,
        )
        for order in (range(len(groups)), places)
    ]
    assert made[0] == made[1]


def simulated(k, sizes, form, tolerance):
    """Disparity and within of many audits at once, out of the margins of their pairs."""
    groups = [Proportions(k[:, g].astype(float), np.full(len(k), float(n))) for g, n in enumerate(sizes)]
    total = [
        Proportions((k.sum(1) - k[:, g]).astype(float), sizes.sum() - g_.trials)
        for g, g_ in enumerate(groups)
    ]
    if form == "reference":
        sides = [pair for other in groups[1:] for pair in ((groups[0], other), (other, groups[0]))]
    else:
        sides = [pair for one, rest in zip(groups, total, strict=True) for pair in ((one, rest), (rest, one))]
    beyond, inside = questions("difference", tolerance)
    disparity = [margin(i, j, 0.05 / len(sides), beyond) > 0 for i, j in sides]
    within = [margin(i, j, 0.05, inside) > 0 for i, j in sides]
    return np.any(disparity, axis=0), np.all(within, axis=0)


def allowed(level):
    return level + 3.5 * (level * (1 - level) / RUNS) ** 0.5


SIZES = np.array([400, 200, 100, 50, 30])


@pytest.mark.parametrize("form", ["reference", "rest"])
@pytest.mark.parametrize("rate", [0.02, 0.3, 0.9])
def test_equal_groups_are_rarely_called_unequal(form, rate):
    k = np.random.default_rng(41).binomial(SIZES, rate, (RUNS, len(SIZES)))
    assert simulated(k, SIZES, form, 0.0)[0].mean() <= allowed(0.05)


@pytest.mark.parametrize("form", ["reference", "rest"])
@pytest.mark.parametrize("rate", [0.02, 0.3, 0.5])
@pytest.mark.parametrize("place", [0, 1, 4])
def test_a_gap_of_exactly_the_tolerance_is_rarely_settled_either_way(form, rate, place):
    true = np.full(len(SIZES), rate)
    true[place] += 0.1
    k = np.random.default_rng(43).binomial(SIZES, true, (RUNS, len(SIZES)))
    disparity, within = simulated(k, SIZES, form, 0.1)
    assert disparity.mean() <= allowed(0.05)
    assert within.mean() <= allowed(0.06)


def test_the_simulated_verdicts_are_those_of_the_audit():
    rng, seen = np.random.default_rng(47), set()
    for tolerance in (0.0, 0.1, 0.5):
        k = rng.binomial(SIZES, np.where(rng.random((12, len(SIZES))) < 0.3, 0.6, 0.3))
        for form in ("reference", "rest"):
            disparity, within = simulated(k, SIZES, form, tolerance)
            for run in range(len(k)):
                groups = {f"g{g}": (int(k[run, g]), int(n)) for g, n in enumerate(SIZES)}
                options = {"reference": "g0"} if form == "reference" else {"rest": others(**groups)}
                found = contrast(
                    selected(**groups), kind="difference", tolerance=tolerance, form=form, **options
                )
                word = "disparity" if disparity[run] else "within" if within[run] else "inconclusive"
                assert verdict(found) == word
                seen.add(word)
    assert seen == {"disparity", "within", "inconclusive"}


def test_a_single_pair_reads_its_p_from_the_limit():
    sample = Means(np.array([1.0, 0.0]), np.array([0.3, 0.2]), np.array([49.0, 59]), np.array([50.0, 60]))
    found = contrast(figures(Means, [1.0, 0.0], [0.3, 0.2], [50, 60]), kind="difference", tolerance=0.1)
    pairs = Pairs(sample)
    low, _ = difference_limits(pairs.member(0), pairs.member(1), found.p_disparity / 2)
    assert float(low) == pytest.approx(0.1, abs=1e-9)


def test_the_rest_is_told_by_its_place_and_named_as_no_group():
    groups = {"the rest": (100, 400), "b": (200, 400), "everybody else": (210, 400)}
    asked = {"kind": "difference", "form": "rest", "rest": others(**groups)}
    found = contrast(selected(**groups), tolerance=0.1, **asked)
    assert found.groups == found.evidence.groups == ("the rest", "everybody else (2)")
    assert found.rest == found.evidence.rest == 1
    upper = {"the rest": (300, 400), "b": (200, 400), "c": (210, 400)}
    found = contrast(selected(**upper), tolerance=0.1, **asked | {"rest": others(**upper)})
    assert (found.groups, found.rest) == (("everybody else", "the rest"), 0)
    assert contrast(selected(**upper), kind="difference", tolerance=0.1).rest is None
