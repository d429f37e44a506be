import json
import zipfile

import pytest

from fairwitness.audits.subject.models.keras_file import read_keras
from fairwitness.errors import ModelError

DENSE = {"class_name": "Dense", "name": "d", "config": {"name": "d", "activation": "sigmoid"}}
OTHER = {"class_name": "Dense", "name": "o", "config": {"name": "o", "activation": "linear"}}
LAMBDA = {
    "class_name": "Lambda",
    "config": {"name": "odd", "function": {"class_name": "__lambda__", "config": {}}},
}


def written(path, config, metadata=None):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("config.json", config if isinstance(config, str | bytes) else json.dumps(config))
        archive.writestr(
            "metadata.json", json.dumps({"keras_version": "3.15.1"} if metadata is None else metadata)
        )
    return path


def network(*layers, **more):
    return {"class_name": "Sequential", "config": {"layers": list(layers), **more}}


def test_the_last_activation_and_the_version(tmp_path):
    found = read_keras(written(tmp_path / "m.keras", network(OTHER, DENSE)))
    assert (found.activation, found.code, found.versions) == ("sigmoid", (), {"keras": "3.15.1"})


@pytest.mark.parametrize("outputs", [["d", 0, 0], [["d", 0, 0]]])
def test_the_activation_of_the_output_layer(tmp_path, outputs):
    config = network(DENSE, OTHER, output_layers=outputs)
    assert read_keras(written(tmp_path / "m.keras", config)).activation == "sigmoid"


def test_no_activation(tmp_path):
    for config in ({}, {"config": []}, network(), network("x"), network({"class_name": "Dense"})):
        assert read_keras(written(tmp_path / "m.keras", config)).activation is None


def test_layers_that_hold_code(tmp_path):
    nested = network(DENSE, {"class_name": "Sequential", "config": {"layers": [LAMBDA]}}, OTHER)
    assert read_keras(written(tmp_path / "m.keras", nested)).code == (
        "the Lambda layer 'odd'",
        "a Python function",
    )


@pytest.mark.parametrize("config", ["", "{", "[]", b"\xff", "[" * 100_000])
def test_files_that_are_none(tmp_path, config):
    with pytest.raises(ModelError, match=r"'m\.keras' must be a network saved by Keras 3"):
        read_keras(written(tmp_path / "m.keras", config))


def test_other_files(tmp_path):
    path = tmp_path / "m.keras"
    path.write_bytes(b"\x89HDF\r\n")
    with pytest.raises(ModelError, match="saved by Keras 3"):
        read_keras(path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("other", "x")
    with pytest.raises(ModelError, match="saved by Keras 3"):
        read_keras(path)
    whole = written(path, network(DENSE)).read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ModelError, match="it is not whole"):
        read_keras(path)


def test_a_zip_bomb(tmp_path):
    with pytest.raises(ModelError, match="saved by Keras 3"):
        read_keras(written(tmp_path / "m.keras", b" " * (33 << 20)))
