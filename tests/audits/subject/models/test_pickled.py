import pickle

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression

from fairwitness.audits.api import audit
from fairwitness.audits.host import HostedModel, capabilities
from fairwitness.audits.host.process import Process
from fairwitness.audits.plan.model import ModelSource
from fairwitness.audits.subject.models import load_model
from fairwitness.errors import ConsentError, ModelError

X = pd.DataFrame({"a": np.arange(80.0) % 7, "b": np.arange(80.0) % 5})
Y = np.where((X["a"] + X["b"]) > 5, "yes", "no")
FITTED = LogisticRegression().fit(X, Y)
MARK = "touched"
PLAN = {
    "roles": {"target": "y", "positive": "yes", "sensitive": ["g"], "features": ["a", "b"]},
    "checks": {"ignore": dict.fromkeys(("EXPL001", "EXPL002", "EXPL003"), "Not asked here.")},
}


class Evil:
    def __reduce__(self):
        return open, (MARK, "w")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "m.pkl").write_bytes(pickle.dumps(FITTED))
    (tmp_path / "evil.joblib").write_bytes(pickle.dumps(Evil()))
    X.assign(y=Y, g=["a", "b"] * 40).to_csv(tmp_path / "rows.csv", index=False)
    return tmp_path


def test_without_consent_nothing_runs_and_what_it_imports_is_listed(folder):
    with pytest.raises(
        ConsentError, match=r"'m\.pkl' is a pickle, which runs code .* It imports numpy.*--run-code"
    ) as told:
        load_model(ModelSource(path="m.pkl"), folder)
    assert "sklearn.linear_model._logistic.LogisticRegression" in told.value.imports
    with pytest.raises(ConsentError, match=r"It imports (_io|io)\.open\. If you trust"):
        load_model(ModelSource(path="evil.joblib"), folder)
    assert not (folder / MARK).exists()


def test_with_consent_it_runs_shut_in(folder):
    model = load_model(ModelSource(path="m.pkl", run_code=True), folder)
    assert (model.format, model.type, model.isolation) == (
        "pickle",
        "LogisticRegression",
        capabilities().level,
    )
    assert len(model.sha256) == 64
    assert model.predict(X).tolist() == FITTED.predict(X).tolist()
    np.testing.assert_array_equal(model.scores(X, "yes"), FITTED.predict_proba(X)[:, 1])
    model.close()


def test_with_consent_it_still_cannot_reach_out(folder):
    with pytest.raises(ModelError):
        load_model(ModelSource(path="evil.joblib", run_code=True), folder)
    if capabilities().level == "sandbox":
        assert not (folder / MARK).exists()


def test_the_record_of_an_audit_is_that_of_the_same_model_in_this_process(folder):
    plan = {**PLAN, "data": {"path": str(folder / "rows.csv")}}
    hosted = audit(plan={**plan, "model": {"path": str(folder / "m.pkl"), "run_code": True}})
    own = audit(plan=plan, model=FITTED)
    assert hosted.hash == own.hash
    assert hosted.subject.model.isolation == capabilities().level
    assert own.subject.model.isolation is None


def test_an_audit_starts_one_process_and_asks_about_each_row_once(folder, monkeypatch):
    started, asked = [], []
    real_start, real_ask = Process.__init__, HostedModel._ask

    def start(self, *arguments):
        started.append(arguments)
        real_start(self, *arguments)

    def ask(self, X, wanted):
        asked.append((len(X), tuple(wanted)))
        return real_ask(self, X, wanted)

    monkeypatch.setattr(Process, "__init__", start)
    monkeypatch.setattr(HostedModel, "_ask", ask)
    model = {"path": str(folder / "m.pkl"), "run_code": True}
    audit(plan={**PLAN, "data": {"path": str(folder / "rows.csv")}, "model": model})
    assert len(started) == 1
    assert asked == [(20, ("labels",)), (80, ("labels", "probabilities"))]


def test_a_level_that_cannot_be_had_is_refused(folder, monkeypatch):
    monkeypatch.setattr(
        "fairwitness.audits.host.levels.capabilities", lambda: type("C", (), {"level": "process"})
    )
    with pytest.raises(ModelError, match="demands that the model be shut in at the level 'sandbox'"):
        load_model(ModelSource(path="m.pkl", run_code=True, isolation="sandbox"), folder)
