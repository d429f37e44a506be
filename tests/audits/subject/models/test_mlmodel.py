import json
from pathlib import Path

import pytest

from fairwitness.audits.subject.models.mlmodel import read_mlmodel
from fairwitness.audits.subject.models.signature import Input
from fairwitness.errors import ModelError

FLAVOURS = "flavors:\n  sklearn:\n    pickled_model: model.skops\n    sklearn_version: 1.9.1\n"


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / "model"
    path.mkdir(exist_ok=True)
    (path / "MLmodel").write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def signature(columns: object) -> str:
    return f"{FLAVOURS}signature:\n  inputs: '{json.dumps(columns)}'\n"


def test_columns_and_versions(tmp_path):
    columns = [
        {"type": "double", "name": "age", "required": True},
        {"type": "long", "name": "debts", "required": False},
        {"type": "string", "name": "job"},
        {"type": "boolean", "name": "owner", "optional": True},
        {"type": "datetime", "name": "since"},
    ]
    found = read_mlmodel(written(tmp_path, signature(columns)))
    assert found.inputs == (
        Input("age", "number"),
        Input("debts", "number", required=False),
        Input("job", "text"),
        Input("owner", "true or false", required=False),
        Input("since"),
    )
    assert found.versions == {"scikit-learn": "1.9.1"}
    assert set(found.flavours) == {"sklearn"}


def test_a_tensor_says_how_many_columns_there_are(tmp_path):
    tensor = [{"type": "tensor", "tensor-spec": {"dtype": "float64", "shape": [-1, 4]}}]
    found = read_mlmodel(written(tmp_path, signature(tensor)))
    assert (found.inputs, found.width) == (None, 4)
    tensor[0]["tensor-spec"]["shape"] = [-1, 3, 8, 8]
    assert read_mlmodel(written(tmp_path, signature(tensor))).width is None
    assert read_mlmodel(written(tmp_path, FLAVOURS)).inputs is None


BOMB = "a: &a {k: 1}\n" + "".join(f"b{i}: &b{i}\n  <<: [{', '.join(['*a'] * 9)}]\n" for i in range(9))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "must hold keys such as `flavors`"),
        ("- 1", "must hold keys such as `flavors`"),
        ("flavors: {}", "at least one flavour under `flavors`"),
        ("flavors: sklearn", "at least one flavour under `flavors`"),
        ("flavors: [\n", r"must be YAML. It stops being so in line 2"),
        ("a: b: c", "must be YAML. It stops being so in line 1"),
        ("flavors: !!python/object/apply:os.system ['touch owned']", "holds a tag or key .* in line 1"),
        ("flavors: !!python/name:os.system", "holds a tag"),
        ("x: !secret 1", "holds a tag"),
        ("? [a, b]\n: 1", "holds a tag or key"),
        ("x: 2020-99-99", "must be YAML"),
        ("[" * 100_000, "too many levels"),
        (BOMB, "holds a merge key"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"\x00", "must be YAML"),
        ("a" * (1 << 20) + "b", "shorter than 1 MiB"),
        (FLAVOURS + "signature:\n  inputs: '{'\n", "a list of columns in JSON"),
        (FLAVOURS + "signature:\n  inputs: '[1]'\n", "a list of columns in JSON"),
        (FLAVOURS + f"signature:\n  inputs: '{'[' * 100_000}'\n", "a list of columns in JSON"),
    ],
)
def test_files_that_are_none(tmp_path, monkeypatch, text, message):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ModelError, match=f"^'model/MLmodel' .*{message}") as caught:
        read_mlmodel(written(tmp_path, text))
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "owned").exists()


def test_a_folder_without_one(tmp_path):
    with pytest.raises(
        ModelError, match=r"with the file MLmodel in it\. '.*' has none; name the folder that"
    ):
        read_mlmodel(tmp_path)


@pytest.mark.parametrize("name", ["../secret", "/etc/passwd", "data/../../secret", "link", "linked/secret"])
def test_files_outside_the_folder_are_not_read(tmp_path, name):
    described = read_mlmodel(written(tmp_path, FLAVOURS))
    (tmp_path / "secret").write_text("x")
    (described.folder / "link").symlink_to(tmp_path / "secret")
    (described.folder / "linked").symlink_to(tmp_path)
    with pytest.raises(
        ModelError, match=r"must name files in its own folder\. It names '.*', which is not read"
    ):
        described.file(name)


def test_files_that_are_not_there(tmp_path):
    described = read_mlmodel(written(tmp_path, FLAVOURS))
    with pytest.raises(ModelError, match=r"'model\.skops' is not; copy the whole folder"):
        described.file("model.skops")
    for nothing in (None, 1, "", ["a"]):
        with pytest.raises(ModelError, match="must name the file of the model"):
            described.file(nothing)
    (described.folder / "model.skops").touch()
    assert described.file("model.skops") == described.folder / "model.skops"
