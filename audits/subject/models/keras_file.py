"""What a .keras file says of itself, read without Keras: its version, its last activation, layers that hold code."""

from __future__ import annotations

import json
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from fairwitness.errors import ModelError

_MOST_BYTES = 32 << 20


@dataclass(frozen=True)
class KerasFile:
    """What was found."""

    activation: str | None = None
    """Of the last layer, where that is one of its own."""
    code: tuple[str, ...] = ()
    """Layers that hold Python code, as a person knows them."""
    versions: Mapping[str, str] = field(default_factory=dict)


def read_keras(path: Path) -> KerasFile:
    """Read the description of a network.

    Raises
    ------
    ModelError
        It is no file of Keras 3.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            config = _json(archive, "config.json")
            metadata = _json(archive, "metadata.json")
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, KeyError) as error:
        raise _none(path) from error
    except (ValueError, RuntimeError) as error:  # no JSON, a password, too long or too deep
        raise _none(path) from error
    if not isinstance(config, dict) or not isinstance(metadata, dict):
        raise _none(path)
    version = metadata.get("keras_version")
    return KerasFile(
        _last_activation(config),
        tuple(dict.fromkeys(_code(config))),
        {"keras": version[:40]} if isinstance(version, str) else {},
    )


def _none(path: Path) -> ModelError:
    return ModelError(
        f"'{path.name}' must be a network saved by Keras 3 with `model.save('model.keras')`. It is none, or it is not "
        "whole."
    )


def _json(archive: zipfile.ZipFile, name: str) -> object:
    with archive.open(name) as stream:
        text = stream.read(_MOST_BYTES + 1)
    if len(text) > _MOST_BYTES:
        raise ValueError("too long")
    try:
        return json.loads(text)
    except RecursionError as error:
        raise ValueError("too deep") from error


def _code(config: object) -> Iterator[str]:
    """Lambda layers and pickled functions, wherever they stand."""
    waiting = [config]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            kind = each.get("class_name")
            if kind in ("Lambda", "__lambda__"):
                inner = each.get("config")
                name = inner.get("name") if isinstance(inner, dict) else None
                yield (
                    f"the Lambda layer '{str(name)[:60]}'"
                    if kind == "Lambda" and name
                    else "a Python function"
                )
            waiting += each.values()
        elif isinstance(each, list):
            waiting += each


def _last_activation(config: Mapping[str, object]) -> str | None:
    inner = config.get("config")
    layers = inner.get("layers") if isinstance(inner, dict) else None
    if not isinstance(inner, dict) or not isinstance(layers, list) or not layers:
        return None
    last = layers[-1]
    given = inner.get("output_layers")
    if isinstance(given, list) and given:
        name = given[0][0] if isinstance(given[0], list) and given[0] else given[0]
        last = next((each for each in layers if isinstance(each, dict) and each.get("name") == name), None)
    settings = last.get("config") if isinstance(last, dict) else None
    found = settings.get("activation") if isinstance(settings, dict) else None
    return found if isinstance(found, str) else None
