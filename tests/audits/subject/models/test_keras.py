import sys
from importlib import import_module
from importlib.util import find_spec

import numpy as np
import pytest
from tests.audits.subject.models.networks import CHANCES, LOGITS, WEIGHTS, X

from fairwitness.audits.host.child.loaders.keras import _without
from fairwitness.audits.plan.model import ModelSource
from fairwitness.audits.subject.models import load_model
from fairwitness.errors import ConsentError, ModelError

pytestmark = [pytest.mark.torch, pytest.mark.slow]


def network(keras, inputs, joined, activation):
    last = keras.layers.Dense(1, activation=activation)
    made = keras.Model(inputs, last(joined))
    last.set_weights([WEIGHTS.T, np.array([0.25])])
    return made


def load(tmp_path, **given):
    return load_model(ModelSource(path="m.keras", run_code=True, **given), tmp_path)


@pytest.mark.filterwarnings("ignore")
def test_one_table_and_probabilities(keras, tmp_path):
    table = keras.Input((2,))
    network(keras, table, table, "sigmoid").save(tmp_path / "m.keras")
    with pytest.raises(ConsentError, match=r"'m\.keras' is a Keras network, which runs code"):
        load_model(ModelSource(path="m.keras"), tmp_path)
    model = load(tmp_path, classes=("no", "yes"))
    assert (model.format, model.type, model.signature.width) == ("keras", "Functional", 2)
    assert model.signature.versions == {"keras": keras.__version__}
    np.testing.assert_allclose(model.scores(X, "yes"), CHANCES, atol=1e-6)
    model.close()


@pytest.mark.filterwarnings("ignore")
def test_an_input_for_each_column_and_logits(keras, tmp_path):
    columns = [keras.Input((1,), name="age"), keras.Input((1,), name="debts")]
    network(keras, columns, keras.layers.Concatenate()(columns), "linear").save(tmp_path / "m.keras")
    with pytest.raises(ModelError, match="does not say what its outputs are"):
        load(tmp_path)
    model = load(tmp_path, output="logit")
    assert model.expects == ("age", "debts")
    found = model.answer(X[["debts", "age"]])
    np.testing.assert_allclose(found.probability("1"), CHANCES, atol=1e-6)
    assert found.labels.tolist() == (LOGITS > 0).astype(int).tolist()
    model.close()


@pytest.mark.filterwarnings("ignore")
def test_a_layer_of_python_code(keras, tmp_path):
    table = keras.Input((2,))
    network(keras, table, keras.layers.Lambda(lambda rows: rows * 2, name="odd")(table), "sigmoid").save(
        tmp_path / "m.keras"
    )
    with pytest.raises(
        ModelError, match=r"no layer with Python code in it\. It holds the Lambda layer 'odd'"
    ):
        load(tmp_path)


def test_what_keras_can_do_without_is_not_found_meanwhile_and_after_that_again(monkeypatch):
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)
    with _without(["colorsys", "json"]):
        assert find_spec("colorsys") is None
        with pytest.raises(ModuleNotFoundError):
            import_module("colorsys")
        assert import_module("json").loads("1") == 1
    assert import_module("colorsys").rgb_to_hsv(1, 1, 1) == (0.0, 0.0, 1)
