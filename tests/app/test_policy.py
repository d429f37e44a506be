from __future__ import annotations

from pathlib import Path

import pytest
import skops.io
from sklearn.dummy import DummyClassifier

from fairwitness.app.policy import ALLOW_CODE, check_model, code_is_allowed
from fairwitness.audits.plan.model import ModelSource
from fairwitness.errors import ModelError


@pytest.fixture
def model(tmp_path: Path) -> Path:
    skops.io.dump(DummyClassifier().fit([[0], [1]], [0, 1]), tmp_path / "m.skops")
    return tmp_path


def test_a_file_that_runs_no_code_is_taken(model: Path) -> None:
    check_model(ModelSource(path="m.skops"), model)


@pytest.mark.parametrize("value", ["", "0", "yes"])
def test_code_is_off_unless_the_operator_says_one(
    model: Path, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(ALLOW_CODE, value)
    assert not code_is_allowed()
    with pytest.raises(
        ModelError, match=r"'m\.skops' .* runs code of its own .* by setting FAIRWITNESS_ALLOW_CODE=1"
    ):
        check_model(ModelSource(path="m.skops", run_code=True), model)


def test_the_operator_can_allow_it(model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ALLOW_CODE, "1")
    check_model(ModelSource(path="m.skops", run_code=True), model)


def test_functions_are_for_the_command(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="audited by the command `fairwitness audit`"):
        check_model(ModelSource(call="os:system"), tmp_path)
