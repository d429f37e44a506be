"""LIME weights: signs, fit, seeds, and what happens to missing and constant columns."""

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression

from fairwitness.errors import ExplanationError
from fairwitness.explainers import explain
from fairwitness.explainers.base import Options
from fairwitness.explainers.lime import LimeOptions
from fairwitness.explainers.lime_tabular import LimeTabular

RNG = np.random.default_rng(0)
BACKGROUND = pd.DataFrame(
    {
        "age": RNG.integers(20, 70, 200),
        "pay": RNG.normal(size=200),
        "race": RNG.choice(["Black", "White", "Other"], 200),
        "member": RNG.random(200) > 0.5,
        "noise": RNG.normal(size=200),
    }
)
X = pd.DataFrame(
    {
        "age": [65, 22],
        "pay": [2.0, -2.0],
        "race": ["Black", "White"],
        "member": [True, False],
        "noise": [0.0, 3.0],
    }
)


def linear(f):
    return 0.01 * f["age"] - 0.2 * f["pay"] + 0.5 * (f["race"] == "Black") + 0.1 * f["member"]


def lime_of(predict, rows, background, **options):
    return LimeTabular().explain(predict, rows, background, Options(**({"n_samples": 800} | options)))


def test_signs_conditions_and_fit_on_a_linear_model():
    found = lime_of(linear, X, BACKGROUND, n_samples=5000)
    assert np.sign(found.values[0, :4]).tolist() == [1, -1, 1, 1]
    assert np.sign(found.values[1, :4]).tolist() == [-1, 1, -1, -1]
    assert np.abs(found.values[:, 4]).max() < 0.03
    assert found.values[0, 2] == pytest.approx(0.5, abs=0.03)
    assert found.conditions[0][2:4] == ("race=Black", "member=True")
    assert found.conditions[0][0].startswith("age > ")
    assert found.conditions[1][0].startswith("age <= ")
    assert ((found.fidelity > 0.3) & (found.fidelity <= 1)).all()
    assert found.meta["n_samples"] == 5000
    np.testing.assert_allclose(found.outputs, linear(X))


def test_conditions_hold_for_the_row():
    cuts = np.percentile(BACKGROUND["pay"], [25, 50, 75])
    rows = BACKGROUND.iloc[:12]
    found = lime_of(linear, rows, BACKGROUND, n_samples=50)
    for value, (_, said, *_) in zip(rows["pay"], found.conditions, strict=True):
        bin_ = int(np.searchsorted(cuts, value))
        begins = ["pay <= ", f"{cuts[0]:.4g} < pay <= ", f"{cuts[1]:.4g} < pay <= ", "pay > "]
        assert said.startswith(begins[bin_])


def test_the_same_seed_is_the_same_and_rows_do_not_mind_each_other():
    rows = BACKGROUND.iloc[:5]
    whole = lime_of(linear, rows, BACKGROUND, seed=7)
    assert (lime_of(linear, rows, BACKGROUND, seed=7).values == whole.values).all()
    assert (lime_of(linear, rows, BACKGROUND, seed=8).values != whole.values).any()
    part = lime_of(linear, rows.iloc[[3, 0]], BACKGROUND, seed=7)
    np.testing.assert_allclose(part.values, whole.values[[3, 0]], atol=1e-12)
    np.testing.assert_allclose(part.fidelity, whole.fidelity[[3, 0]], atol=1e-12)


def test_the_model_sees_only_values_that_occur_in_their_own_types():
    seen = []

    def predict(f):
        seen.append(f)
        return linear(f)

    lime_of(predict, X, BACKGROUND, lime=LimeOptions(within="background"))
    asked = pd.concat(seen)
    for name in BACKGROUND.columns:
        assert asked[name].dtype == BACKGROUND[name].dtype
        assert set(asked[name]) <= set(BACKGROUND[name]) | set(X[name])


def test_the_model_sees_limes_numbers_in_the_range_and_the_type_that_it_knows():
    seen = []

    def predict(f):
        seen.append(f)
        return linear(f)

    lime_of(predict, X, BACKGROUND)
    asked = pd.concat(seen).iloc[len(X) :]
    assert (asked.dtypes == BACKGROUND.dtypes).all()
    assert set(asked["race"]) == set(BACKGROUND["race"])
    for name in ("age", "pay", "noise"):
        assert asked[name].between(BACKGROUND[name].min(), BACKGROUND[name].max()).all()
    assert not set(asked["pay"]) & set(BACKGROUND["pay"])


def test_missing_is_a_condition_and_reaches_the_model():
    background = BACKGROUND.assign(pay=BACKGROUND["pay"].where(BACKGROUND.index % 4 > 0))
    background["race"] = background["race"].where(background.index % 5 > 0)
    rows = X.assign(pay=[np.nan, 1.0], race=[None, "White"])
    found = lime_of(
        lambda f: 1.0 * f["pay"].isna() + 2.0 * f["race"].isna(), rows, background, n_samples=3000
    )
    assert found.conditions[0][1:3] == ("pay is missing", "race=missing")
    assert found.values[0, 1] == pytest.approx(1.0, abs=0.02)
    assert found.values[0, 2] == pytest.approx(2.0, abs=0.02)
    assert found.fidelity[0] > 0.99
    assert found.values[1, 1] < 0
    assert "nothing is imputed" in found.meta["missing"]


def test_what_the_background_has_never_seen_still_has_an_effect():
    rows = X.assign(pay=[np.nan, 1.0], race=["Martian", "White"])
    found = lime_of(
        lambda f: 1.0 * f["pay"].isna() + 2.0 * (f["race"] == "Martian"), rows, BACKGROUND, n_samples=3000
    )
    assert found.conditions[0][1:3] == ("pay is missing", "race=Martian")
    assert found.values[0, 1] == pytest.approx(1.0, abs=0.2)
    assert found.values[0, 2] == pytest.approx(2.0, abs=0.4)
    assert np.abs(found.values[1]).max() < 1e-9


def test_constant_and_empty_columns_stay_what_they_are():
    background = pd.DataFrame({"five": [5] * 20, "void": [np.nan] * 20, "x": np.arange(20.0)})
    rows = background.iloc[[3]]

    def predict(f):
        assert (f["five"] == 5).all()
        assert f["void"].isna().all()
        return f["x"]

    found = lime_of(predict, rows, background)
    assert found.conditions[0][:2] == ("five <= 5", "void is missing")
    assert found.values[0, :2] == pytest.approx([0, 0], abs=1e-9)
    assert found.values[0, 2] < 0


def test_close_cuts_are_told_apart_in_words():
    background = pd.DataFrame({"x": 1000 + np.arange(9) * 1e-3})
    said = {c[0] for c in lime_of(lambda f: f["x"], background, background, n_samples=50).conditions}
    assert said == {"x <= 1000.002", "1000.002 < x <= 1000.004", "1000.004 < x <= 1000.006", "x > 1000.006"}


def test_a_model_with_one_answer():
    found = lime_of(lambda f: np.full(len(f), 0.3), X, BACKGROUND)
    assert np.abs(found.values).max() < 1e-9
    assert ((found.fidelity >= 0) & (found.fidelity <= 1)).all()


@pytest.mark.parametrize("workers", [2, 4])
def test_workers_change_nothing_and_it_says_that_there_was_one(workers):
    rows = BACKGROUND.iloc[:20]
    one, more = (lime_of(linear, rows, BACKGROUND, workers=count) for count in (1, workers))
    for name in ("values", "standard_errors", "fidelity", "stability", "effective_samples"):
        assert (getattr(one, name) == getattr(more, name)).all()
    assert dict(one.meta) == dict(more.meta)
    assert more.meta["workers"] == 1


def test_few_rows_and_many_are_explained_alike():
    many, few = (lime_of(linear, BACKGROUND.iloc[:count], BACKGROUND) for count in (40, 3))
    np.testing.assert_allclose(many.values[:3], few.values, atol=1e-12)
    np.testing.assert_allclose(many.standard_errors[:3], few.standard_errors, atol=1e-12)


def test_nothing_is_printed(capfd):
    lime_of(linear, X, BACKGROUND)
    assert capfd.readouterr() == ("", "")


def test_a_margin_is_what_is_explained_where_the_record_says_margin():
    rows = pd.DataFrame(np.random.default_rng(3).normal(size=(80, 3)), columns=list("abc"))
    model = LogisticRegression().fit(rows, rows["a"] - rows["b"] > 0)
    found = explain(model, rows[:2], background=rows, method="lime", scale="margin", n_samples=300)
    assert found.meta["scale"] == "margin"
    np.testing.assert_allclose(found.outputs, model.decision_function(rows[:2]))
    sure = LogisticRegression(C=1e9, max_iter=5000).fit(rows * 1e3, rows["a"] > 0)
    far = rows * 1e3
    assert (sure.predict_proba(far)[:, 1] == 1).any(), "log-odds would not exist, but its sum can be read"
    explain(sure, far[:2], background=far, method="lime", scale="margin", n_samples=300)
    certain = lambda frame: (frame["a"] > 0) * 1.0  # noqa: E731
    certain.scale = "probability"
    with pytest.raises(ExplanationError, match="0 or 1 for"):
        explain(certain, rows[:2], background=rows, method="lime", scale="margin", n_samples=300)
