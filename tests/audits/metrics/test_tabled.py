import numpy as np
import pytest
from sklearn import metrics as sk

from fairwitness.audits.individual.entropy import generalized_entropy

MACRO = {
    "recall_macro": lambda y, p: sk.recall_score(y, p, average="macro"),
    "precision_macro": lambda y, p: sk.precision_score(y, p, average="macro"),
    "f1_macro": lambda y, p: sk.f1_score(y, p, average="macro"),
    "recall_worst_class": lambda y, p: sk.recall_score(y, p, average=None).min(),
}


@pytest.mark.parametrize("name", MACRO)
def test_scikit_learn_agrees(measured, roles, people, name):
    found = measured(roles=roles["multiclass"], task="multiclass").by_group(name, "group")
    for place, group in enumerate("abc"):
        part = people[people.group == group]
        assert found.value[place] == pytest.approx(MACRO[name](part["class"], part.said), abs=1e-12)


def test_a_class_that_a_group_does_not_have_is_named(measured, roles, people):
    without = people[~((people.group == "c") & (people["class"] == "fox"))]
    source = measured(without, roles=roles["multiclass"], task="multiclass")
    found = source.by_group("recall_macro", "group")
    assert found.value[2] is None
    assert found.reasons[2] == "no rows whose outcome is 'fox'"
    assert source.by_group("precision_macro", "group").value[2] is not None


@pytest.mark.parametrize("favourable", [1, 0])
def test_entropy_is_that_of_the_named_function(measured, roles, favourable):
    source = measured(roles={**roles["binary"], "positive": 1, "favourable": favourable})
    counts = source.tables.counts["group"]
    for name, alpha in (("generalized_entropy_index", 2), ("theil_index", 1)):
        expected = generalized_entropy(counts.n, alpha=alpha, favourable_is_positive=favourable == 1)
        assert source.by_group(name, "group").value == pytest.approx(expected.by_group, abs=1e-12)
        assert source.overall(name).value[0] == pytest.approx(expected.value, abs=1e-12)


def test_the_bootstrap_spread_is_that_of_many_samples(measured, roles, people):
    """The standard error of a macro recall against its scatter over samples of the same size."""
    source = measured(roles=roles["multiclass"], task="multiclass")
    error = float(np.sqrt(source.by_group("recall_macro", "group").sample([0]).variance[0]))
    part = people[people.group == "a"]
    draw = np.random.default_rng(1)
    scatter = []
    for _ in range(300):
        pick = part.iloc[draw.integers(0, len(part), len(part))]
        scatter.append(sk.recall_score(pick["class"], pick.said, average="macro"))
    assert error == pytest.approx(np.std(scatter), rel=0.2)


def test_with_weights_the_figure_is_shown_and_not_judged(measured, roles, people):
    found = measured(roles={**roles["multiclass"], "weight": "w"}, task="multiclass").by_group(
        "recall_macro", "group"
    )
    part = people[people.group == "a"]
    theirs = sk.recall_score(part["class"], part.said, average="macro", sample_weight=part.w)
    assert found.value[0] == pytest.approx(theirs, abs=1e-12)
    assert found.interval(0, 0.95) is None
    assert found.method == "no interval with weights or clusters"
