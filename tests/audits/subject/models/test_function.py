import numpy as np
import pandas as pd
import pytest

from fairwitness.audits.plan.model import ModelSource
from fairwitness.audits.subject.models import load_model
from fairwitness.errors import ConsentError, ModelError

X = pd.DataFrame({"a": np.arange(6.0)})
CODE = """
def chance(X):
    return X["a"].to_numpy() / 10

def price(X):
    return X["a"].to_numpy() * 1000
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "scoring.py").write_text(CODE)
    return tmp_path


@pytest.mark.parametrize("where", ["scoring", "scoring.py"])
def test_a_function_of_the_persons_own_answers(where, folder):
    source = ModelSource(call=f"{where}:chance", run_code=True, classes=("no", "yes"))
    model = load_model(source, folder)
    assert (model.format, model.type, model.classes) == ("function", "chance", ("no", "yes"))
    np.testing.assert_allclose(model.scores(X, "yes"), X["a"] / 10)
    assert (model.sha256 is None) == (where == "scoring")
    model.close()


def test_a_function_that_predicts_numbers(folder):
    model = load_model(ModelSource(call="scoring.py:price", run_code=True), folder, "regression")
    assert model.predict(X).tolist() == (X["a"] * 1000).tolist()
    model.close()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ("scoring", "must read `module:function`"),
        ("scoring:", "must read `module:function`"),
        ("scoring:chance()", "must read `module:function`"),
        ("other.py:chance", r"'other\.py' is not"),
    ],
)
def test_what_names_no_function(call, message, folder):
    with pytest.raises(ModelError, match=message):
        load_model(ModelSource(call=call, run_code=True), folder)


def test_even_ones_own_function_needs_consent(folder):
    with pytest.raises(ConsentError, match="is a Python function, which runs code"):
        load_model(ModelSource(call="scoring:chance"), folder)
