"""Why the gap, in an audit: over which rows, of which decisions, with which pair of groups."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LinearRegression, LogisticRegression

import fairwitness
from fairwitness.audits.checks import Context
from fairwitness.audits.explanations.gap import attribute_gaps, large
from fairwitness.audits.explanations.gap_wanted import drawn, wanted
from fairwitness.audits.record import parse_record
from fairwitness.audits.record.schema import GapAttribution

pytestmark = pytest.mark.usefixtures("still_meter")
ROWS = 600
ROLES = {
    "target": "outcome",
    "sensitive": ["group", "sex"],
    "positive": 1,
    "features": ["district", "income", "shoe"],
}
SMALL: dict[str, object] = {"rows": 60, "background": 20}


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    """The district goes along with the group; income and shoe size do not."""
    draw = np.random.default_rng(5)
    group = draw.choice(["a", "b", "c"], ROWS, p=[0.5, 0.4, 0.1])
    frame = pd.DataFrame(
        {
            "group": group,
            "sex": draw.choice(["f", "m"], ROWS),
            "district": (draw.random(ROWS) < np.where(group == "a", 0.85, 0.2)).astype(float),
            "income": draw.normal(0, 1, ROWS).round(3),
            "shoe": draw.normal(0, 1, ROWS).round(3),
        }
    )
    frame["outcome"] = (2 * frame.district + frame.income + draw.normal(0, 1, ROWS) > 1).astype(int)
    return frame


@pytest.fixture(scope="module")
def model(frame: pd.DataFrame) -> LogisticRegression:
    X = frame[["district", "income", "shoe"]]
    fitted = LogisticRegression().fit(X, frame.outcome)
    fitted.coef_[0, 2] = 0.0
    return fitted


@pytest.fixture(scope="module")
def context(
    context_of: Callable[..., Context], still_meter: object, frame: pd.DataFrame, model: LogisticRegression
) -> Context:
    return context_of(frame, model, roles=ROLES, explain=SMALL)


@pytest.fixture(scope="module")
def found(context: Context) -> GapAttribution:
    return attribute_gaps(context)[0]


def _share(found: GapAttribution, column: str) -> float:
    return next(one.value for one in found.columns if one.column == column)


def test_shares_add_up_to_the_gap_of_the_decisions_of_the_rows(found: GapAttribution) -> None:
    assert sum(one.value for one in found.columns) == pytest.approx(found.value, abs=1e-6)
    assert found.residual == pytest.approx(0, abs=1e-6)
    assert found.value == pytest.approx(found.means[0] - found.means[1])
    assert all(0 <= mean <= 1 for mean in found.means)
    assert all(one.low <= one.value <= one.high for one in found.columns)
    assert [abs(one.value) for one in found.columns] == sorted(
        (abs(one.value) for one in found.columns), reverse=True
    )


def test_the_pair_is_that_of_the_widest_judged_gap_the_higher_rate_first(
    context: Context, found: GapAttribution
) -> None:
    judged = next(
        one
        for one in context.comparisons
        if (one.metric, one.attribute, one.kind) == ("selection_rate", "group", "difference")
    )
    assert set(found.groups) == set(judged.groups or ())
    assert found.groups[0] == "a"
    assert found.whole == pytest.approx(judged.value)
    assert found.value > 0


def test_rows_are_random_draws_of_each_group(context: Context, found: GapAttribution) -> None:
    assert found.rows == (60, min(60, found.of_rows[1]))
    subject = context.rows()
    asked = tuple(wanted(context))
    places = drawn(subject, asked[0])
    names = np.array(asked[0].attribute.groups)[asked[0].attribute.codes][places]
    assert {name: (names == name).sum() for name in np.unique(names)} == dict(
        zip(found.groups, found.rows, strict=True)
    )
    women = (subject.frame.sex == "f").to_numpy()[places].mean()
    assert 0.35 < women < 0.65  # rows that another attribute asks for do not creep in


def test_the_column_that_stands_in_for_the_group_carries_the_gap_and_is_called_a_proxy(
    found: GapAttribution,
) -> None:
    by = {one.column: one for one in found.columns}
    assert found.columns[0].column == "district"
    assert by["district"].value > 0.7 * found.value
    assert by["district"].proxy
    assert (by["district"].auc or 0) > 0.7
    assert not by["income"].proxy
    assert by["shoe"].value == pytest.approx(0, abs=1e-9)
    assert [one.column for one in large(found)] == ["district"]
    assert "'district'" in found.statement
    assert any("ignores" in note for note in found.notes)


def test_a_gap_that_chance_may_explain_is_pinned_on_no_column(context: Context) -> None:
    sex = attribute_gaps(context)[1]
    assert sex.attribute == "sex"
    assert sex.low <= 0
    assert "may explain" in sex.statement
    assert large(sex) == ()


def test_a_threshold_and_a_favourable_negative_are_kept(
    context_of: Callable[..., Context], frame: pd.DataFrame, model: LogisticRegression
) -> None:
    roles = ROLES | {"sensitive": ["group"], "favourable": 0, "threshold": 0.7}
    made = context_of(frame, model, roles=roles, explain=SMALL)
    (turned,) = attribute_gaps(made)
    rate = {
        one.group: one.value
        for one in made.estimates
        if one.metric == "selection_rate" and one.attribute == "group"
    }
    assert turned.groups[1] == "a"
    assert abs(turned.means[0] - (rate[turned.groups[0]] or 0)) < 0.2
    assert _share(turned, "district") > 0


def test_of_numbers_it_is_the_difference_of_means(
    context_of: Callable[..., Context], frame: pd.DataFrame
) -> None:
    priced = frame.assign(price=3 * frame.district + frame.income)
    model = LinearRegression().fit(priced[["district", "income"]], priced.price)
    roles = {"target": "price", "sensitive": ["group"], "features": ["district", "income"]}
    made = context_of(priced, model, roles=roles, explain=SMALL | {"rows": ROWS}, task="regression")
    (found,) = attribute_gaps(made)
    assert found.metric == "mean_prediction"
    means = [priced[priced.group == group].district.mean() for group in found.groups]
    assert _share(found, "district") == pytest.approx(3 * (means[0] - means[1]))
    assert found.value == pytest.approx(found.whole)


def test_rows_without_weight_are_not_drawn_and_heavy_ones_count_more(
    context_of: Callable[..., Context], frame: pd.DataFrame, model: LogisticRegression
) -> None:
    weighted = frame.assign(w=np.where(frame.index % 2, 0.0, 1.0 + frame.district))
    made = context_of(weighted, model, roles=ROLES | {"weight": "w", "sensitive": ["group"]}, explain=SMALL)
    places = drawn(made.rows(), next(iter(wanted(made))))
    assert (weighted.w.to_numpy()[places] > 0).all()
    (found,) = attribute_gaps(made)
    assert sum(one.value for one in found.columns) == pytest.approx(found.value, abs=1e-6)


def test_the_decisions_of_a_column_are_said_not_to_be_the_models(
    context_of: Callable[..., Context], frame: pd.DataFrame, model: LogisticRegression
) -> None:
    decided = frame.assign(decision=frame.outcome)
    roles = ROLES | {"prediction": "decision", "sensitive": ["group"]}
    (found,) = attribute_gaps(context_of(decided, model, roles=roles, explain=SMALL))
    assert any("come from a column" in note for note in found.notes)


def test_a_record_keeps_it_and_the_same_seed_gives_the_same(
    frame: pd.DataFrame, model: LogisticRegression
) -> None:
    first, second = (
        fairwitness.audit(
            frame.outcome,
            sensitive_features=frame[["group"]],
            features=frame[["district", "income", "shoe"]],
            model=model,
            plan={"explain": SMALL},
        )
        for _ in range(2)
    )
    assert first.hash == second.hash
    assert first.explanations.gaps
    again = parse_record(first.model_dump(mode="json", by_alias=True))
    assert again.explanations.gaps == first.explanations.gaps
    assert [run.outcome for run in first.checks if run.code == "EXPL002"] == ["ran"]
