# ruff: noqa: E501 - a table reads best with a case to a line
"""Files that are no model, or not one that can be asked: each is refused in one sentence that says what to do."""

import json
import os
import pickle
import re
import zipfile

import numpy as np
import pandas as pd
import pytest
import skops.io
from onnx import TensorProto, helper
from skl2onnx import to_onnx
from sklearn.linear_model import LogisticRegression

from fairwitness.errors import FairwitnessError

catboost = pytest.importorskip("catboost")
lightgbm = pytest.importorskip("lightgbm")
xgboost = pytest.importorskip("xgboost")

X = pd.DataFrame({"age": np.arange(40.0), "income": np.arange(40.0)[::-1] ** 1.5})
Y = (X.age > 19).astype(int)
PAGE = b"<!DOCTYPE html><html><head><title>404 Not Found</title></head><body>Not Found</body></html>"
NUMBERS = X.to_numpy(np.float32)


def onnx_bytes():
    return to_onnx(LogisticRegression().fit(NUMBERS, Y), NUMBERS[:1]).SerializeToString()


def boosted():
    return xgboost.XGBClassifier(n_estimators=3).fit(X, Y)


def xgboost_text(path, **changed):
    boosted().save_model(path.with_suffix(".json"))
    model = json.loads(path.with_suffix(".json").read_text())
    for place, value in changed.items():
        *way, last = place.split("__")
        inner = model
        for step in way:
            inner = inner[int(step) if step.isdigit() else step]
        inner[last] = value
    path.write_text(json.dumps(model))


def lightgbm_text(objective="binary"):
    data = lightgbm.Dataset(X, Y, group=[len(X)] if objective == "lambdarank" else None)
    return lightgbm.train(
        {"objective": objective, "verbose": -1, "min_data_in_leaf": 3}, data, 2
    ).model_to_string()


def catboost_bytes(path):
    quiet = {"iterations": 2, "depth": 2, "verbose": 0, "allow_writing_files": False}
    catboost.CatBoostClassifier(**quiet).fit(X, Y).save_model(str(path))
    return path.read_bytes()


def write(data):
    return lambda path: path.write_bytes(data() if callable(data) else data)


def archive(path):
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("model/weights.bin", "x")


def table(path):
    X.to_excel(path.with_suffix(".xlsx"))
    path.with_suffix(".xlsx").rename(path)


def two_models(path):
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("a/MLmodel", "flavors: {}")
        file.writestr("b/MLmodel", "flavors: {}")


def skops_bytes(path):
    skops.io.dump(LogisticRegression().fit(X, Y), path)
    return path.read_bytes()


def weights_only(path):
    path.write_bytes(TensorProto(dims=[2], data_type=1, float_data=[1.0, 2.0], name="w").SerializeToString())


def other_opset(path):
    value = ("x", TensorProto.FLOAT, [None, 2])
    graph = helper.make_graph(
        [helper.make_node("Identity", ["x"], ["y"])],
        "g",
        [helper.make_tensor_value_info(*value)],
        [helper.make_tensor_value_info("y", *value[1:])],
    )
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 99)], ir_version=8)
    path.write_bytes(made.SerializeToString())


def three_columns(path):
    wide = np.column_stack([NUMBERS, NUMBERS[:, :1]])
    path.write_bytes(to_onnx(LogisticRegression().fit(wide, Y), wide[:1]).SerializeToString())


def cut(data, share=0.7):
    return data[: int(len(data) * share)]


WRONG = {
    "empty": ("m.onnx", write(b""), "is empty; save it again"),
    "a folder": ("m.onnx", lambda path: path.mkdir(), "is a folder; name the file in it"),
    "not there": ("m.onnx", lambda path: None, "does not exist"),
    "a pipe": ("m.onnx", os.mkfifo, "must be a file"),
    "onnx: text": ("m.onnx", write(b"This is the readme of the model.\n"), "must be an ONNX model. .*Export or copy"),
    "onnx: a page": ("m.onnx", write(PAGE), "must be a model. It is a web page; look at the file"),
    "onnx: a pickle": ("m.onnx", write(pickle.dumps(LogisticRegression().fit(X, Y))), "must be an ONNX model"),
    "onnx: an archive": ("m.onnx", archive, "must be an ONNX model"),
    "onnx: cut off": ("m.onnx", write(lambda: cut(onnx_bytes())), "not all of it is there"),
    "onnx: weights only": ("m.onnx", weights_only, "must be an ONNX model"),
    "onnx: of a later version": ("m.onnx", other_opset, "up to opset .* of opset 99"),
    "onnx: of three columns": ("m.onnx", three_columns, "by their order: 3 for 'X'. Got 2 instead; name them under"),
    "an onnx called json": ("m.json", write(onnx_bytes), "must be a file of a known format"),
    "xgboost: an onnx that is said to be one": ("m.json", write(onnx_bytes), "must be a whole XGBoost model", "xgboost"),
    "xgboost: text": ("m.json", write(b'{"a": 1}'), "must be a file of a known format"),
    "xgboost: a page": ("m.ubj", write(PAGE), "must be a model. It is a web page"),
    "xgboost: the old binary form": ("m.model", write(b"binf" + bytes(200)), r"old binary form.*save_model\('model.json'\)"),
    "xgboost: cut off": ("m.json", lambda path: (xgboost_text(path), path.write_bytes(cut(path.read_bytes()))), "it ends in the middle"),
    "xgboost: cut off too": ("m.ubj", lambda path: (boosted().save_model(path), path.write_bytes(cut(path.read_bytes()))), "it ends in the middle"),
    "xgboost: a branch to nowhere": ("m.json", lambda path: xgboost_text(path, learner__gradient_booster__model__trees__0__left_children=[10**9, -1, -1]), "its tree 0"),
    "xgboost: without a learner": ("m.json", write(b'{"learner": 1}'), "it has no `learner`"),
    "xgboost: too many columns": ("m.json", lambda path: xgboost_text(path, learner__feature_names=["a", "b", "c"]), "does not name all"),
    "lightgbm: a letter": ("m.txt", write(b"Dear colleague,\n"), "must be a file of a known format"),
    "lightgbm: other text": ("m.lgb", write(b"Dear colleague,\n"), "begins with 'Dear colleague,'"),
    "lightgbm: no text": ("m.lgb", write(b"tree\n\xff\xfe"), "it is no text"),
    "lightgbm: cut off": ("m.txt", write(lambda: cut(lightgbm_text().encode(), 0.2)), "it ends in the middle"),
    "lightgbm: a branch to nowhere": ("m.txt", write(lambda: re.sub("left_child=\\S+", "left_child=999999", lightgbm_text()).encode()), "its tree 0 leads nowhere"),
    "lightgbm: ranks": ("m.txt", write(lambda: lightgbm_text("lambdarank").encode()), "ranks rows"),
    "lightgbm: fewer leaves": ("m.txt", write(lambda: re.sub("num_leaves=\\d+", "num_leaves=9999", lightgbm_text()).encode()), "numbers in 'split_feature'"),
    "catboost: zeros": ("m.cbm", write(b"\x00" * 40), "it does not begin as one"),
    "catboost: cut off": ("m.cbm", lambda path: path.write_bytes(cut(catboost_bytes(path))), "it ends in the middle"),
    "skops: cut off": ("m.skops", lambda path: path.write_bytes(cut(skops_bytes(path))), "saved with `skops.io.dump`"),
    "skops: an archive": ("m.skops", archive, "saved with `skops.io.dump`"),
    "skops: a page": ("m.skops", write(PAGE), "must be a model. It is a web page"),
    "pickle: a page": ("m.pkl", write(PAGE), "must be a model. It is a web page"),
    "pickle: a PDF": ("m.joblib", write(b"%PDF-1.7\n"), "It is a PDF"),
    "a table": ("m.zip", table, "It is an Excel workbook"),
    "json of no library": ("m.json", write(b'{"a": 1}'), "which none of the libraries that write such files has written"),
    "Keras before 3": ("m.h5", write(b"\x89HDF\r\n"), r"which Keras before version 3 writes; save it with `model.save\('model.keras'\)`"),
    "weights alone": ("m.safetensors", write(b"x" * 40), "holds weights without their network"),
    "PMML": ("m.pmml", write(b"<PMML/>"), "is PMML, which is not read; export the model to ONNX"),
    "two in one": ("m.zip", two_models, "must be one MLflow folder. 'm.zip' holds 2: 'a', 'b'; unpack it and name one"),
    "no MLmodel": ("m.zip", archive, "holds no file MLmodel"),
    "of no known name": ("m.weights", write(b"x"), "must be a file of a known format .*say so with `model.format`"),
}  # fmt: skip


def test_there_are_at_least_forty():
    assert len(WRONG) >= 40


@pytest.mark.parametrize("case", WRONG.values(), ids=WRONG)
def test_a_wrong_file_is_refused_in_one_sentence(case, tmp_path, load, capfd):
    name, made, says, *named = case
    made(tmp_path / name)
    with pytest.raises(FairwitnessError, match=says) as caught:
        load(name, **({"format": named[0]} if named else {})).predict(X)
    sentence = str(caught.value)
    assert f"'{name}'" in sentence or "by their order" in sentence
    assert "\n" not in sentence
    assert str(tmp_path) not in sentence
    assert not re.search(r"(^|[\s'\"(])/\w+/", sentence)
    assert len(sentence) < 500
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("values", [["a"] * 40, [None] * 40])
def test_columns_of_another_kind(values, tmp_path, load):
    (tmp_path / "m.onnx").write_bytes(onnx_bytes())
    if values[0] is None:
        assert len(load("m.onnx").predict(X.assign(age=np.nan).fillna(0))) == 40
        return
    with pytest.raises(FairwitnessError, match=r"reads numbers only\. The column 'age' holds 'a'"):
        load("m.onnx").predict(X.assign(age=values))
