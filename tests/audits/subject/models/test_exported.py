import numpy as np
import pytest
from tests.audits.subject.models.networks import CHANCES, X, exported, linear

from fairwitness.audits.plan.model import ModelSource
from fairwitness.audits.subject.models import load_model
from fairwitness.errors import ConsentError, ModelError

pytestmark = [pytest.mark.torch, pytest.mark.slow]


def test_the_same_answers_as_in_torch(torch, tmp_path):
    exported(torch, linear(torch), tmp_path / "m.pt2")
    with pytest.raises(ConsentError, match=r"'m\.pt2' is a program of torch\.export, which runs code"):
        load_model(ModelSource(path="m.pt2"), tmp_path)
    model = load_model(ModelSource(path="m.pt2", run_code=True, output="logit"), tmp_path)
    assert (model.format, model.signature.width, model.classes) == ("exported", 2, ("0", "1"))
    np.testing.assert_allclose(model.scores(X, "1"), CHANCES, atol=1e-6)
    np.testing.assert_allclose(model.scores(X[:1], "1"), CHANCES[:1], atol=1e-6)
    model.close()


def test_a_fixed_number_of_rows(torch, tmp_path):
    exported(torch, linear(torch), tmp_path / "m.pt2", fixed=True)
    with pytest.raises(
        ModelError, match=r"exported for exactly 3 rows; export it again with `dynamic_shapes="
    ):
        load_model(ModelSource(path="m.pt2", run_code=True, output="logit"), tmp_path)
