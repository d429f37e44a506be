"""Whatever is registered as an explainer keeps these promises."""

import numpy as np
import pandas as pd
import pytest

from fairwitness import _registry
from fairwitness.errors import ExplanationError
from fairwitness.explainers.base import Explainer, Options, load_explainer

RNG = np.random.default_rng(5)
BACKGROUND = pd.DataFrame(
    {
        "n": RNG.normal(size=40),
        "k": RNG.integers(0, 5, 40),
        "c": RNG.choice(["u", "v"], 40),
        "b": RNG.random(40) > 0.5,
        "d": pd.Categorical(RNG.choice(["p", "q"], 40)),
    },
)
ROWS = BACKGROUND.iloc[:3]
NEEDED = {
    "method",
    "engine",
    "scale",
    "background_rows",
    "background_hash",
    "base_value_definition",
    "seed",
    "n_samples",
}


def predict(f):
    return 1 / (1 + np.exp(-f["n"] * f["k"] + (f["c"] == "u") - f["b"]))


@pytest.fixture(params=_registry.names("fairwitness.explainers"))
def explainer(request):
    return load_explainer(request.param)


def test_the_built_in_explainers_are_registered():
    assert {"shap", "lime"} <= set(_registry.load_all("fairwitness.explainers"))


def test_it_is_an_explainer_under_its_own_name(explainer):
    assert isinstance(explainer, Explainer)
    assert explainer.name in _registry.names("fairwitness.explainers")


def test_shapes_and_provenance(explainer):
    found = explainer.explain(predict, ROWS, BACKGROUND, Options(scale="probability", seed=3, positive="yes"))
    assert found.values.shape == (3, 5)
    assert found.columns == tuple(BACKGROUND.columns)
    np.testing.assert_allclose(found.outputs, predict(ROWS))
    assert set(found.meta) >= NEEDED
    assert (found.meta["scale"], found.meta["seed"], found.meta["positive"]) == ("probability", 3, "yes")
    assert found.meta["method"] == explainer.name
    assert any(key.endswith("_version") for key in found.meta)
    assert all(isinstance(value, str | int | float | bool | None) for value in found.meta.values())


def test_repeatable_and_leaves_its_inputs_alone(explainer):
    rows, background = ROWS.copy(deep=True), BACKGROUND.copy(deep=True)
    first = explainer.explain(predict, rows, background, Options(seed=3))
    again = explainer.explain(predict, rows, background, Options(seed=3))
    assert (first.values == again.values).all()
    pd.testing.assert_frame_equal(rows, ROWS)
    pd.testing.assert_frame_equal(background, BACKGROUND)


def test_the_model_gets_raw_frames(explainer):
    def seeing(f):
        assert list(f.columns) == list(BACKGROUND.columns)
        assert (f.dtypes == BACKGROUND.dtypes).all()
        return predict(f)

    explainer.explain(seeing, ROWS, BACKGROUND, Options())


def test_wrong_answers_are_told(explainer):
    with pytest.raises(ExplanationError, match="one finite number"):
        explainer.explain(lambda f: np.ones((len(f), 2)), ROWS, BACKGROUND, Options())


def test_without_a_background_it_says_how_to_get_one(explainer):
    with pytest.raises(ExplanationError, match=r"Got None instead.*X_train\.sample\(200"):
        explainer.explain(predict, ROWS, None, Options())
