"""A model of every registered format, made by the library it is of: what to say on the command line, and its labels."""

from __future__ import annotations

import json
import pickle
import shutil
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
import skops.io
from sklearn.linear_model import LogisticRegression
from tests.audits.subject.models.http.servers import HOST, running

ROWS = 90
"""Of people: below 100 an audit asks no forests whether the model is a guarded one, which is tested elsewhere."""
DRAW = np.random.default_rng(3)
X = pd.DataFrame({"a": DRAW.normal(size=ROWS).round(3), "b": DRAW.normal(size=ROWS).round(3)})
Y = (X["a"] - X["b"] + DRAW.normal(0, 0.5, ROWS) > 0).astype(int)
PEOPLE = X.assign(happened=Y, sex=np.where(DRAW.random(ROWS) < 0.5, "f", "m"))
LINEAR = LogisticRegression().fit(X, Y)
CODE = f"""
def decide(X):
    score = X["a"] * {LINEAR.coef_[0, 0]!r} + X["b"] * {LINEAR.coef_[0, 1]!r} + {LINEAR.intercept_[0]!r}
    return (score > 0).astype(int)
""".replace("np.float64", "float")


@dataclass(frozen=True)
class Made:
    """A model in a file, a folder, at a URL or in a function."""

    options: tuple[str, ...]
    """For the command line."""
    labels: npt.NDArray[np.integer]
    """What the library itself answers, in Python."""
    file: str | None = None
    """The file to hand over in a browser; None where there is none."""


Make = Callable[[Path, pytest.FixtureRequest], Made]
MAKE: dict[str, Make] = {}


def of(name: str) -> Callable[[Make], Make]:
    def registered(make: Make) -> Make:
        MAKE[name] = make
        return make

    return registered


def own(file: str, *more: str, labels: object = None) -> Made:
    found = LINEAR.predict(X) if labels is None else np.asarray(labels).astype(int)
    return Made(("--model", file, *more), found, file)


@of("skops")
def _(folder: Path, _: pytest.FixtureRequest) -> Made:
    skops.io.dump(LINEAR, folder / "m.skops")
    return own("m.skops")


@of("pickle")
def _(folder: Path, _: pytest.FixtureRequest) -> Made:
    (folder / "m.pkl").write_bytes(pickle.dumps(LINEAR))
    return own("m.pkl", "--run-code")


@of("function")
def _(folder: Path, _: pytest.FixtureRequest) -> Made:
    (folder / "scoring.py").write_text(CODE)
    return Made(("--model", "scoring.py:decide", "--run-code"), LINEAR.predict(X))


@of("onnx")
def _(folder: Path, _: pytest.FixtureRequest) -> Made:
    from skl2onnx import to_onnx

    made = to_onnx(LINEAR, X.to_numpy(), options={"zipmap": False})
    (folder / "m.onnx").write_bytes(made.SerializeToString())
    return own("m.onnx")


@of("xgboost")
def _(folder: Path, _: pytest.FixtureRequest) -> Made:
    library = pytest.importorskip("xgboost")
    model = library.XGBClassifier(n_estimators=6, max_depth=3).fit(X, Y)
    model.save_model(folder / "m.ubj")
    return own("m.ubj", labels=model.predict(X))


@of("lightgbm")
def _(folder: Path, _: pytest.FixtureRequest) -> Made:
    library = pytest.importorskip("lightgbm")
    model = library.LGBMClassifier(n_estimators=6, verbose=-1).fit(X, Y)
    model.booster_.save_model(folder / "m.txt")
    return own("m.txt", labels=model.predict(X))


@of("catboost")
def _(folder: Path, _: pytest.FixtureRequest) -> Made:
    library = pytest.importorskip("catboost")
    model = library.CatBoostClassifier(iterations=6, verbose=0, allow_writing_files=False).fit(X, Y)
    model.save_model(str(folder / "m.cbm"))
    return own("m.cbm", labels=model.predict(X))


@of("mlflow")
def _(folder: Path, request: pytest.FixtureRequest) -> Made:
    mlflow = request.getfixturevalue("mlflow")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        mlflow.sklearn.save_model(
            LINEAR,
            folder / "model",
            pip_requirements=[],
            serialization_format="skops",
            skops_trusted_types=["numpy.dtype"],
        )
    shutil.make_archive(str(folder / "packed"), "zip", folder / "model")
    return Made(("--model", "model"), LINEAR.predict(X), "packed.zip")


def _network(torch: object) -> object:
    layer = torch.nn.Linear(2, 1).double()  # type: ignore[attr-defined]
    with torch.no_grad():  # type: ignore[attr-defined]
        layer.weight.copy_(torch.tensor(LINEAR.coef_))  # type: ignore[attr-defined]
        layer.bias.copy_(torch.tensor(LINEAR.intercept_))  # type: ignore[attr-defined]
    return layer.eval()


@of("torchscript")
def _(folder: Path, request: pytest.FixtureRequest) -> Made:
    from tests.audits.subject.models.networks import scripted

    torch = request.getfixturevalue("torch")
    scripted(torch, _network(torch), folder / "m.pt")
    return own("m.pt", "--run-code", "--model-output", "logit")


@of("exported")
def _(folder: Path, request: pytest.FixtureRequest) -> Made:
    from tests.audits.subject.models.networks import exported

    torch = request.getfixturevalue("torch")
    exported(torch, _network(torch), folder / "m.pt2")
    return own("m.pt2", "--run-code", "--model-output", "logit")


@of("keras")
def _(folder: Path, request: pytest.FixtureRequest) -> Made:
    keras = request.getfixturevalue("keras")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        layer = keras.layers.Dense(1, activation="sigmoid", dtype="float64")
        model = keras.Sequential([keras.Input((2,), dtype="float64"), layer])
        layer.set_weights([LINEAR.coef_.T, LINEAR.intercept_])
        model.save(folder / "m.keras")
    return own("m.keras", "--run-code")


@of("http")
def _(_: Path, request: pytest.FixtureRequest) -> Made:
    def answer(handler: object, body: bytes) -> None:
        table = json.loads(body)["dataframe_split"]
        rows = pd.DataFrame(table["data"], columns=table["columns"])
        handler.send(body={"predictions": LINEAR.predict(rows).tolist()})  # type: ignore[attr-defined]

    server = running(answer)
    request.addfinalizer(lambda: server.__exit__(None, None, None))
    url = server.__enter__().url
    return Made(("--model", f"{url}/invocations", "--allow-host", HOST), LINEAR.predict(X))
