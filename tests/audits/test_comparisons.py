"""Rates and comparisons: known answers, the family of gates, and what is left out."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from fairlearn.metrics import MetricFrame, false_positive_rate, selection_rate, true_positive_rate
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import accuracy_score, precision_score

from fairwitness.audits import comparisons, questions
from fairwitness.audits.checks import Context
from fairwitness.audits.measurements import Measurements
from fairwitness.audits.plan import make_plan
from fairwitness.audits.record.schema import Comparison, Estimate
from fairwitness.audits.tabulate import tabulate
from fairwitness.errors import UnknownNameError

pytestmark = pytest.mark.usefixtures("still_meter")

# Rows of the example in fairlearn's user guide ("Performing a fairness assessment") and what it prints.
TRUE = [0, 1, 1, 1, 1, 0, 1, 0, 1, 0, 0, 0, 1, 1, 1, 1, 1, 1]
PREDICTED = [0, 0, 1, 0, 1, 1, 1, 0, 0, 1, 1, 1, 1, 0, 0, 1, 1, 0]
GROUP = list("bbabbcccaacabccbcc")
WEIGHT = [1, 2, 1, 3, 2, 3, 1, 2, 1, 2, 3, 1, 2, 3, 2, 3, 1, 1]


def _rates(context: Context, metric: str) -> dict[str | None, float | None]:
    return {found.group: found.value for found in context.estimates if found.metric == metric}


def _compared(context: Context, metric: str, kind: str) -> Comparison:
    return next(found for found in context.comparisons if (found.metric, found.kind) == (metric, kind))


def _frame(**more: list[float]) -> pd.DataFrame:
    return pd.DataFrame({"outcome": TRUE, "decision": PREDICTED, "group": GROUP, **more})


def test_the_example_of_fairlearns_guide(context_of: Callable[..., Context]) -> None:
    context = context_of(_frame(), checks={"min_group": 0})
    assert _rates(context, "true_positive_rate") == pytest.approx(
        {None: 0.5, "a": 0.5, "b": 0.6, "c": 0.4}, abs=1e-12
    )
    assert _rates(context, "false_positive_rate") == pytest.approx(
        {None: 2 / 3, "a": 1.0, "b": 0.0, "c": 2 / 3}, abs=1e-12
    )
    assert _rates(context, "selection_rate") == pytest.approx(
        {None: 10 / 18, "a": 0.75, "b": 0.5, "c": 0.5}, abs=1e-12
    )
    assert _compared(context, "selection_rate", "difference").value == pytest.approx(0.25)
    assert _compared(context, "selection_rate", "ratio").value == pytest.approx(2 / 3)
    assert _compared(context, "false_positive_rate", "difference").value == 1.0
    assert _compared(context, "false_positive_rate", "ratio").value == 0.0


def test_weights_weigh_as_in_fairlearns_guide(context_of: Callable[..., Context]) -> None:
    roles = {"target": "outcome", "prediction": "decision", "sensitive": ["group"], "weight": "w"}
    context = context_of(_frame(w=WEIGHT), roles=roles, checks={"min_group": 0})
    expected = {None: 5 / 11, "a": 0.5, "b": 7 / 12, "c": 0.25}
    assert _rates(context, "true_positive_rate") == pytest.approx(expected, abs=1e-12)
    (everybody,) = (
        found for found in context.estimates if found.metric == "true_positive_rate" and found.group is None
    )
    assert (everybody.method, everybody.successes) == ("Wilson, effective trials", None)


@pytest.mark.data
def test_the_small_published_cases(data_folder: Path, context_of: Callable[..., Context]) -> None:
    file = data_folder.parent / "oracles" / "mini_cases.json"
    if not file.is_file():
        pytest.skip(f"the published cases are not at {file}")
    names = {
        "tpr": "true_positive_rate",
        "fpr": "false_positive_rate",
        "sel": "selection_rate",
        "tnr": "true_negative_rate",
        "fnr": "false_negative_rate",
        "acc": "accuracy",
        "ppv": "precision",
    }
    seen = 0
    for case in json.loads(file.read_text()):
        inputs, expected = case["inputs"], case["recomputed"]
        if not {"y_true", "y_pred", "group"} <= set(inputs) or set(inputs) - {"y_true", "y_pred", "group"}:
            continue
        if {*inputs["y_true"], *inputs["y_pred"]} != {0, 1}:
            continue
        frame = pd.DataFrame(
            {"outcome": inputs["y_true"], "decision": inputs["y_pred"], "group": inputs["group"]}
        )
        gates = [
            {"metric": metric, "kind": kind, "limit": 0.1}
            for metric in names.values()
            for kind in ("difference", "ratio")
        ]
        context = context_of(frame, gates=gates, checks={"min_group": 0}, roles=_ROLES | {"positive": 1})
        for key, value in expected.items():
            short, _, how = key.partition("_")
            if short not in names or not isinstance(value, dict | float | int):
                continue
            if isinstance(value, dict):
                found = {
                    str(group): rate
                    for group, rate in _rates(context, names[short]).items()
                    if group is not None
                }
                assert {group: found[group] for group in value} == pytest.approx(value, abs=1e-12), case["id"]
            elif how in ("diff", "ratio"):
                kind = "difference" if how == "diff" else "ratio"
                assert _compared(context, names[short], kind).value == pytest.approx(abs(value), abs=1e-12), (
                    case["id"]
                )
            else:
                continue
            seen += 1
    assert seen >= 10


_ROLES = {"target": "outcome", "prediction": "decision", "sensitive": ["group"]}

# Counts of the examples in the rule on New York City's Local Law 144, 6 RCNY 5-301(b), and of the questions and answers
# on the Uniform Guidelines, 44 FR 11996: applicants and selected.
PUBLISHED = {
    "LL144 sex": ({"Male": (1390, 667), "Female": (1181, 555)}, 0.9793),
    "LL144 race": (
        {
            "Hispanic or Latino": (408, 204),
            "White": (797, 412),
            "Black or African American": (390, 170),
            "Native Hawaiian or Pacific Islander": (119, 52),
            "Asian": (616, 302),
            "Native American or Alaska Native": (41, 18),
            "Two or More Races": (213, 96),
        },
        0.8432,
    ),
    "UGESP": ({"White": (80, 48), "Black": (40, 12)}, 0.5),
}


@pytest.mark.parametrize("name", PUBLISHED)
def test_published_impact_ratios(
    name: str, context_of: Callable[..., Context], decisions_from: Callable[..., pd.DataFrame]
) -> None:
    counts, ratio = PUBLISHED[name]
    frame = decisions_from({group: (n - k, k, 0, 0) for group, (n, k) in counts.items()})
    context = context_of(frame, roles={"prediction": "decision", "sensitive": ["group"], "positive": 1})
    found = _compared(context, "selection_rate", "ratio")
    assert found.value == pytest.approx(ratio, abs=5e-5)
    rates = _rates(context, "selection_rate")
    assert {group: rates[group] for group in counts} == pytest.approx(
        {group: k / n for group, (n, k) in counts.items()}
    )
    best = max(counts, key=lambda group: counts[group][1] / counts[group][0])
    assert found.groups is not None
    assert found.groups[1] == best


@settings(deadline=None, max_examples=30)
@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 1), st.integers(0, 1)), min_size=1, max_size=40)
)
def test_rates_agree_with_fairlearn(rows: list[tuple[str, int, int]]) -> None:
    frame = pd.DataFrame(rows, columns=["group", "outcome", "decision"])
    plan = make_plan({"roles": _ROLES | {"positive": 1}, "checks": {"min_group": 0}})
    from fairwitness.audits.subject import Dataset, make_subject

    measured = comparisons.estimates(
        Measurements(tabulate(make_subject(plan, Dataset(frame, "rows", "python")))),
        ["selection_rate", "true_positive_rate", "false_positive_rate", "accuracy", "precision"],
        plan.checks,
    )
    theirs = MetricFrame(
        metrics={"selection_rate": selection_rate, "accuracy": accuracy_score},
        y_true=frame.outcome,
        y_pred=frame.decision,
        sensitive_features=frame.group,
    )
    others = {
        "true_positive_rate": true_positive_rate,
        "false_positive_rate": false_positive_rate,
        "precision": precision_score,
    }
    for found in measured:
        if found.group is None:
            continue
        part = frame[frame.group == found.group]
        if found.metric in theirs.by_group:
            assert found.value == pytest.approx(theirs.by_group.loc[found.group, found.metric], abs=1e-12)
        elif found.estimable:
            assert found.value == pytest.approx(
                others[found.metric](part.outcome, part.decision, pos_label=1), abs=1e-12
            )
        else:
            assert found.value is found.low is found.high is None
            assert found.reason


def test_declared_comparisons_come_first_and_only_they_have_no_q_value(
    context_of: Callable[..., Context], random_decisions: pd.DataFrame
) -> None:
    roles = {
        "target": "outcome",
        "prediction": "decision",
        "sensitive": ["sex", "race"],
        "intersections": [["sex", "race"]],
    }
    gates = [{"limit": 0.2}, {"metric": "accuracy", "kind": "ratio", "limit": 0.7, "attributes": "race"}]
    context = context_of(random_decisions, roles=roles, gates=gates)
    declared = [found for found in context.comparisons if found.declared]
    assert [(found.metric, found.kind, found.attribute, found.tolerance) for found in declared] == [
        ("selection_rate", "difference", "sex", 0.2),
        ("selection_rate", "difference", "race", 0.2),
        ("selection_rate", "difference", "sex & race", 0.2),
        ("accuracy", "ratio", "race", 0.7),
    ]
    assert list(context.comparisons[:4]) == declared
    assert all(found.q_value is None for found in declared)
    others = context.comparisons[4:]
    assert len(others) == 5 * 2 * 3 - 4
    assert all((found.q_value is None) == (found.p_value is None) for found in others)
    assert (
        len({(found.metric, found.kind, found.attribute, found.tolerance) for found in context.comparisons})
        == 30
    )


def test_a_limit_declared_twice_is_one() -> None:
    twice = make_plan({"roles": _ROLES, "gates": [{}, {"attributes": "group"}, {"limit": 0.2}]})
    assert [key.limit for key in questions.declared(twice)] == [0.1, 0.2]


def test_the_family_is_adjusted_by_holm(
    context_of: Callable[..., Context], decisions_from: Callable[..., pd.DataFrame]
) -> None:
    frame = decisions_from({"a": (60, 40, 30, 70), "b": (80, 20, 55, 45)})
    alone = _compared(context_of(frame), "selection_rate", "difference").p_value
    gates = [{}, {"metric": "precision"}, {"metric": "true_positive_rate"}]
    together = _compared(context_of(frame, gates=gates), "selection_rate", "difference").p_value
    assert alone is not None
    assert together is not None
    assert together >= alone


def test_the_rows_that_are_needed_count_the_family(
    context_of: Callable[..., Context], decisions_from: Callable[..., pd.DataFrame]
) -> None:
    frame = decisions_from({"a": (40, 40, 30, 40), "b": (50, 30, 40, 30)})
    one = _compared(context_of(frame), "selection_rate", "difference").more_rows_needed
    gates = [{}, {"metric": "precision"}, {"metric": "true_positive_rate"}, {"metric": "accuracy"}]
    four = _compared(context_of(frame, gates=gates), "selection_rate", "difference").more_rows_needed
    assert one is not None
    assert four is not None
    assert one.rows is not None
    assert four.rows is not None
    assert 0 < one.rows < four.rows


def test_an_unknown_metric_has_its_nearest_named() -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'selection_rate'"):
        questions.declared(make_plan({"roles": _ROLES, "gates": [{"metric": "selection_rates"}]}))


def test_small_and_unknown_groups_are_shown_and_not_judged(
    context_of: Callable[..., Context], decisions_from: Callable[..., pd.DataFrame]
) -> None:
    frame = decisions_from({"a": (50, 50, 0, 0), "b": (40, 60, 0, 0), "c": (10, 5, 0, 0), "": (0, 3, 0, 0)})
    frame["group"] = frame.group.replace("", None)
    context = context_of(frame)
    by_group = {found.group: found for found in context.estimates if found.metric == "selection_rate"}
    assert [group for group, found in by_group.items() if not found.judged] == ["c", "(unknown)"]
    assert by_group["(unknown)"].value == 1.0
    found = _compared(context, "selection_rate", "difference")
    assert {item.group: item.n for item in found.excluded_groups} == {"c": 15, "(unknown)": 3}
    assert found.groups == ("a", "b")


def test_a_rate_without_trials_has_a_reason_and_no_number(
    context_of: Callable[..., Context], decisions_from: Callable[..., pd.DataFrame]
) -> None:
    context = context_of(decisions_from({"a": (50, 50, 0, 0), "b": (40, 60, 30, 10)}))
    found: Estimate = next(
        item for item in context.estimates if (item.metric, item.group) == ("true_positive_rate", "a")
    )
    assert (found.value, found.low, found.high, found.n, found.estimable, found.judged) == (
        None,
        None,
        None,
        0,
        False,
        False,
    )
    assert found.reason == "no positives among 100 rows"


@pytest.mark.parametrize("kind", ["difference", "ratio"])
def test_a_group_may_itself_be_called_the_rest(
    kind: str, context_of: Callable[..., Context], decisions_from: Callable[..., pd.DataFrame]
) -> None:
    worst = (70, 30, 0, 0)
    others = {"a": (40, 60, 0, 0), "b": (45, 55, 0, 0)}
    gate = {"kind": kind, "against": "rest", "limit": 0.2 if kind == "difference" else 0.7}
    plain = _compared(
        context_of(decisions_from({"zz": worst} | others), gates=[gate]), "selection_rate", kind
    )
    found = _compared(
        context_of(decisions_from({"the rest": worst} | others), gates=[gate]), "selection_rate", kind
    )
    assert plain.groups == ("zz", "the rest")
    assert found.groups == ("the rest", "everybody else")
    assert (found.value, found.low, found.high, found.verdict) == (
        plain.value, plain.low, plain.high, plain.verdict,
    )  # fmt: skip
    assert found.more_rows_needed is not None
    assert plain.more_rows_needed is not None
    assert found.more_rows_needed.rows == plain.more_rows_needed.rows
    assert found.statement == plain.statement.replace("the rest", "everybody else").replace("zz", "the rest")
    assert "30.0% of the rest and 57.5% of everybody else" in found.statement


def test_a_group_called_the_rest_may_be_the_other_side_of_nobodys_pair(
    context_of: Callable[..., Context], decisions_from: Callable[..., pd.DataFrame]
) -> None:
    cells = {"the rest": (45, 55, 0, 0), "a": (40, 60, 0, 0), "b": (70, 30, 0, 0)}
    gates = [
        {"against": "rest"},
        {"metric": "selection_rate", "kind": "ratio", "against": "reference", "reference": "the rest"},
    ]
    context = context_of(decisions_from(cells), gates=gates)
    assert _compared(context, "selection_rate", "difference").groups == ("b", "everybody else")
    assert "of the rest people" not in _compared(context, "selection_rate", "difference").statement
    assert _compared(context, "selection_rate", "ratio").groups == ("b", "the rest")
