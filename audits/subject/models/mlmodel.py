"""The file MLmodel in an MLflow folder: which flavours the model was saved in, and which columns it reads."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from fairwitness.audits.subject.models.signature import Input, Kind
from fairwitness.errors import ModelError

NAME = "MLmodel"
_MOST_BYTES = 1 << 20
_DEEPEST = 50
_KINDS: Mapping[str, Kind] = {
    **dict.fromkeys(("integer", "long", "float", "double"), "number"),
    "string": "text",
    "boolean": "true or false",
}


@dataclass(frozen=True)
class MlModel:
    """What the file says."""

    folder: Path
    flavours: Mapping[str, Mapping[str, object]]
    inputs: tuple[Input, ...] | None = None
    """None where it has no signature, or one that does not name the columns."""
    width: int | None = None
    """How many columns it reads, where it says that alone."""
    versions: Mapping[str, str] = field(default_factory=dict)

    def file(self, given: object) -> Path:
        """A file that a flavour names.

        Raises
        ------
        ModelError
            It names none, one outside the folder, or one that is not there.
        """
        if not isinstance(given, str) or not given:
            raise self._wrong("must name the file of the model. It names none")
        path = self.folder / given
        if not path.resolve().is_relative_to(self.folder.resolve()):
            raise self._wrong(
                f"must name files in its own folder. It names '{given[:100]}', which is not read"
            )
        if not path.exists():
            raise self._wrong(
                f"must name files that are there. '{given[:100]}' is not; copy the whole folder"
            )
        return path

    def _wrong(self, what: str) -> ModelError:
        return ModelError(f"'{self.folder.name}/{NAME}' {what}.")


def read_mlmodel(folder: Path) -> MlModel:
    """Read the file MLmodel of a folder.

    Raises
    ------
    ModelError
        There is none, it is no plain YAML, or it names no flavour.
    """
    path = folder / NAME
    where = f"'{folder.name}/{NAME}'"
    if not path.is_file():
        raise ModelError(
            f"An MLflow model must be a folder with the file {NAME} in it. '{folder.name}' has none; name the folder "
            "that `mlflow.sklearn.save_model` wrote, or `artifacts/model` of a run."
        )
    content = _content(path, where)
    flavours = content.get("flavors")
    if not isinstance(flavours, dict) or not flavours:
        raise ModelError(f"{where} must name at least one flavour under `flavors`. It names none.")
    known = {str(name): each for name, each in flavours.items() if isinstance(each, dict)}
    inputs, width = _signature(content.get("signature"), where)
    return MlModel(folder, known, inputs, width, _versions(known))


def _content(path: Path, where: str) -> Mapping[object, object]:
    raw = path.read_bytes()[: _MOST_BYTES + 1]
    if len(raw) > _MOST_BYTES:
        raise ModelError(f"{where} must be shorter than 1 MiB. It is longer, and was not read.")
    try:
        text = raw.decode()
        _check_plain(text, where)
        content = yaml.safe_load(text)
    except UnicodeDecodeError as error:
        raise ModelError(f"{where} must be a UTF-8 text file. It is not.") from error
    except yaml.constructor.ConstructorError as error:
        mark = error.problem_mark
        place = f" in line {mark.line + 1}" if mark else ""
        raise ModelError(
            f"{where} must be plain YAML. It holds a tag or key that stands for something else{place}, and was not "
            "read."
        ) from error
    except (yaml.YAMLError, ValueError, TypeError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        place = f" in line {mark.line + 1}" if mark else ""
        raise ModelError(f"{where} must be YAML. It stops being so{place}.") from error
    if not isinstance(content, dict):
        raise ModelError(f"{where} must hold keys such as `flavors`. It holds none.")
    return content


def _check_plain(text: str, where: str) -> None:
    """Refuse what makes a short file fill the memory or take hours; MLflow writes none of it."""
    depth = 0
    for event in yaml.parse(text):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST or (isinstance(event, yaml.ScalarEvent) and event.value == "<<"):
            what = "a merge key (<<)" if depth <= _DEEPEST else "too many levels"
            raise ModelError(f"{where} must be plain YAML. It holds {what}, and was not read.")


def _signature(given: object, where: str) -> tuple[tuple[Input, ...] | None, int | None]:
    """The columns of a signature, or how many there are of a tensor."""
    raw = given.get("inputs") if isinstance(given, dict) else None
    if raw is None:
        return None, None
    try:
        columns = json.loads(raw) if isinstance(raw, str) else raw
    except (ValueError, RecursionError):
        columns = None
    if not isinstance(columns, list) or not all(isinstance(each, dict) for each in columns):
        raise ModelError(
            f"{where} must hold a list of columns in JSON under `signature.inputs`. It holds none."
        )
    if all(isinstance(each.get("name"), str) for each in columns):
        return tuple(_input(each) for each in columns), None
    spec = columns[0].get("tensor-spec")
    shape = spec.get("shape") if isinstance(spec, dict) and len(columns) == 1 else None
    wide = isinstance(shape, list) and len(shape) == 2 and type(shape[1]) is int and shape[1] > 0
    return None, shape[1] if wide and isinstance(shape, list) else None


def _input(column: Mapping[str, object]) -> Input:
    required = column.get("required", not column.get("optional", False))
    return Input(str(column["name"]), _KINDS.get(str(column.get("type"))), required=bool(required))


def _versions(flavours: Mapping[str, Mapping[str, object]]) -> dict[str, str]:
    """Which library wrote the model, by the flavour's own word."""
    named = {
        "scikit-learn": ("sklearn", "sklearn_version"),
        "xgboost": ("xgboost", "xgb_version"),
        "lightgbm": ("lightgbm", "lgb_version"),
        "catboost": ("catboost", "catboost_version"),
    }
    return {
        library: said
        for library, (flavour, key) in named.items()
        if isinstance(said := flavours.get(flavour, {}).get(key), str)
    }
