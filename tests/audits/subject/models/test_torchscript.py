import numpy as np
import pandas as pd
import pytest
from tests.audits.subject.models.networks import CHANCES, LOGITS, X, linear, quietly, scripted

from fairwitness.audits.plan.model import ModelSource
from fairwitness.audits.plan.source import LEVELS
from fairwitness.audits.subject.datasets.base import file_sha256
from fairwitness.audits.subject.models import load_model
from fairwitness.errors import ConsentError, ModelError

pytestmark = [pytest.mark.torch, pytest.mark.slow]


def load(path, **given):
    return load_model(ModelSource(path=path.name, run_code=True, **given), path.parent)


def test_logits_of_two_labels(torch, tmp_path):
    path = scripted(torch, linear(torch), tmp_path / "m.pt")
    model = load(path, output="logit", classes=("no", "yes"))
    try:
        assert (model.format, model.sha256, model.classes) == (
            "torchscript",
            file_sha256(path),
            ("no", "yes"),
        )
        assert model.type == "Linear"
        assert model.isolation in LEVELS
        answer = model.answer(X)
        np.testing.assert_allclose(answer.probability("yes"), CHANCES, atol=1e-6)
        assert answer.labels.tolist() == np.where(LOGITS > 0, "yes", "no").tolist()
        np.testing.assert_allclose(model.scores(X[:1], "yes"), CHANCES[:1], atol=1e-6)
        with pytest.raises(ModelError, match=r"reads numbers only\. The column 'age' holds 'old'"):
            model.predict(pd.DataFrame({"age": ["old"], "debts": [1]}))
        with pytest.raises(ModelError, match=r"'m\.pt' must answer\. It stopped with RuntimeError"):
            model.predict(X[["age"]])
    finally:
        model.close()


def test_other_outputs(torch, tmp_path):
    path = scripted(torch, linear(torch, 3).double(), tmp_path / "m.ts")
    model = load(path, output="logit", classes=("a", "b", "c"))
    logits = np.outer(LOGITS, [1, 2, 3])
    expected = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    np.testing.assert_allclose(model.answer(X).probabilities, expected, atol=1e-12)
    model.close()
    with pytest.raises(ModelError, match="it gives 3 outputs for each row, and there are 2 labels"):
        load(path, output="probability").predict(X)
    number = load(scripted(torch, linear(torch).double(), tmp_path / "n.pt"), output="number")
    np.testing.assert_allclose(number.predict(X), LOGITS, atol=1e-12)
    number.close()


def test_consent_and_meaning_come_first(torch, tmp_path):
    path = scripted(torch, linear(torch), tmp_path / "m.pt")
    with pytest.raises(ConsentError, match=r"'m\.pt' is TorchScript, which runs code when it is loaded"):
        load_model(ModelSource(path="m.pt"), tmp_path)
    with pytest.raises(
        ModelError, match=r"'m\.pt' does not say what its outputs are\. Say under `model\.output`"
    ):
        load(path)
    model = load(path, output="probability")
    with pytest.raises(ModelError, match=r"outputs must be probabilities\..*say `model\.output: logit`"):
        model.predict(X)
    model.close()


def test_a_network_that_opens_a_file_is_shut_in(torch, tmp_path):
    """TorchScript can map any file of the machine as numbers: where it runs, there is none to open."""

    class Reads(torch.nn.Module):
        def __init__(self, file):
            super().__init__()
            self.file: str = file

        def forward(self, x):
            return torch.from_file(self.file, False, 16)[0] + x[:, 0]

    (tmp_path / "box").mkdir()
    (tmp_path / "secret").write_bytes(b"\x01" * 4096)
    network = quietly(torch.jit.script, Reads(str(tmp_path / "secret")))
    assert network(torch.zeros(1, 2)).shape == (1,)
    quietly(torch.jit.save, network, tmp_path / "box" / "m.pt")
    model = load(tmp_path / "box" / "m.pt", output="number", isolation="sandbox")
    with pytest.raises(ModelError, match=r"'m\.pt' must answer\. .*unable to open file"):
        model.predict(X)
    model.close()
