"""What holds where the machine cannot do better: each level is forced, and the attacks on it are real."""

from __future__ import annotations

import pickle
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression
from tests.audits.host.conftest import Start
from tests.audits.host.test_attacks import AT_LOADING, SECRET, House, Runs, asked, house  # noqa: F401

from fairwitness.audits.host import capabilities
from fairwitness.errors import ModelError

X = pd.DataFrame({"a": np.arange(60.0)})
NO_BUBBLEWRAP = "bubblewrap is not installed, or may not be used here"
HELD_BY_BUBBLEWRAP = [
    "a file outside",
    "reading a secret",
    "reading the password file",
    "removing a file",
    "a connection",
    "a datagram",
    "a unix socket",
    "killing its parent",
    "the parent's environment",
]


@pytest.fixture(params=["process", "bubblewrap"])
def level(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "bubblewrap" and not capabilities().bubblewrap:
        pytest.skip(NO_BUBBLEWRAP)
    monkeypatch.setattr("fairwitness.audits.host.model.choose", lambda minimum: request.param)
    return str(request.param)


def test_it_answers_as_in_this_process(level: str, start: Start) -> None:
    model = LogisticRegression().fit(X, ["no", "yes"] * 30)
    hosted = start(pickle.dumps(model))
    assert hosted.isolation == level
    np.testing.assert_array_equal(hosted.predict_proba(X), model.predict_proba(X))


def test_limits_hold(level: str, start: Start) -> None:
    with pytest.raises(ModelError, match="needs more than the 1 GiB"):
        start(pickle.dumps(Runs("x = bytearray(6 << 30)")), memory=1 << 30)
    began = time.monotonic()
    with pytest.raises(ModelError, match="must answer within 1 seconds"):
        start(asked("while True: pass"), seconds=1.0).predict(X)
    assert time.monotonic() - began < 30


def test_no_secret_of_the_environment_is_handed_down(
    level: str, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    assert SECRET not in str(start(asked("return np.array([str(os.environ)] * len(X))")).predict(X)[0])


def test_what_is_forged_is_refused(level: str, start: Start) -> None:
    with pytest.raises(ModelError, match=r"^'model\.pkl' must answer"):
        start(asked("[os.write(fd, b'\\xff\\xff\\xff\\xff') for fd in pipes()]")).predict(X)


@pytest.mark.skipif(not capabilities().bubblewrap, reason=NO_BUBBLEWRAP)
@pytest.mark.parametrize("attack", HELD_BY_BUBBLEWRAP)
def test_bubblewrap_keeps_files_network_and_processes_out_of_reach(
    attack: str,
    house: House,  # noqa: F811
    start: Start,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("fairwitness.audits.host.model.choose", lambda minimum: "bubblewrap")
    code = AT_LOADING[attack].format(
        **{name: getattr(house, name) for name in ("folder", "secret", "mark", "unix", "tcp", "udp")}
    )
    with pytest.raises(ModelError, match=r"It stopped with|It holds a NoneType") as caught:
        start(pickle.dumps(Runs(code)))
    assert SECRET not in str(caught.value)
    assert "root:" not in str(caught.value)
    house.is_untouched()


def test_limits_alone_leave_files_and_network_open(
    house: House,  # noqa: F811
    start: Start,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """This is what `process` means, and why it is named in the record."""
    monkeypatch.setattr("fairwitness.audits.host.model.choose", lambda minimum: "process")
    reads = start(asked(f"return np.array([open({str(house.secret)!r}).read()] * len(X))"))
    assert reads.predict(X)[0] == SECRET
    assert Path(house.secret).read_text() == SECRET
