"""CatBoost models in its own files, .cbm and .json."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np
import numpy.typing as npt

from fairwitness.audits.plan.source import ModelSource
from fairwitness.audits.subject.columns import plain
from fairwitness.audits.subject.datasets.base import file_sha256
from fairwitness.audits.subject.labels import label_text
from fairwitness.audits.subject.models.base import LoadedModel, model_file
from fairwitness.audits.subject.models.boosters import Floats, Meaning, library, meaning_of
from fairwitness.audits.subject.models.hosted import load_hosted
from fairwitness.audits.subject.models.inputs import matrix
from fairwitness.audits.subject.models.own_values import own_values_of
from fairwitness.audits.subject.models.signature import Input, Signature
from fairwitness.errors import ModelError, nearest

if TYPE_CHECKING:
    import pandas as pd

    from fairwitness.audits.host import HostedModel

_NUMBERS = (
    "RMSE",
    "MAE",
    "Quantile",
    "LogLinQuantile",
    "MAPE",
    "Poisson",
    "Tweedie",
    "Huber",
    "Expectile",
    "Lq",
    "LogCosh",
)
_RANKS = (
    "YetiRank",
    "YetiRankPairwise",
    "PairLogit",
    "PairLogitPairwise",
    "QueryRMSE",
    "QuerySoftMax",
    "QueryCrossEntropy",
    "LambdaMart",
    "StochasticRank",
    "StochasticFilter",
)
_OBJECTIVES: dict[str, Meaning] = {
    **dict.fromkeys(("Logloss", "CrossEntropy", "MultiClass", "MultiClassOneVsAll", "Focal"), "probability"),
    **dict.fromkeys(_NUMBERS, "number"),
    **dict.fromkeys(_RANKS, "rank"),
    **dict.fromkeys(("Cox", "SurvivalAft"), "time"),
    **dict.fromkeys(
        ("MultiLogloss", "MultiCrossEntropy", "MultiRMSE", "RMSEWithUncertainty", "MultiQuantile"), "several"
    ),
}
_EXPONENTS = ("Poisson", "Tweedie", "LogLinQuantile")
_MAGIC = b"CBM1"
_VERSION = re.compile(r"release (\d+\.\d+(?:\.\d+)?)|tags/v(\d+\.\d+(?:\.\d+)?)")
_FIX = "Save it with `model.save_model('model.cbm')`."


class CatBoost:
    """A model in a file that CatBoost wrote."""

    name = "catboost"
    title = "CatBoost model"
    suffixes = (".cbm",)
    executes = False

    def recognises(self, path: Path) -> bool:
        """By its name; a .json file by what it begins with."""
        suffix = path.suffix.casefold()
        if suffix != ".json" or not path.is_file():
            return suffix in self.suffixes
        data = path.read_bytes()
        return b'"oblivious_trees"' in data or (b'"features_info"' in data and b'"model_info"' in data)

    def load(self, source: ModelSource, folder: Path) -> LoadedModel:
        """Load the file, in a process of its own; see `ModelFormat.load`."""
        path = model_file(source, folder)
        data = path.read_bytes()
        kind = "json" if data[:1] == b"{" else "cbm"
        _check(data, kind, source.name)
        if source.python is None and not _is_installed():
            library("catboost", "a CatBoost model", source.name)
        arguments = {
            "format": kind,
            "output": source.output,
            "labelled": [loss for loss, meaning in _OBJECTIVES.items() if meaning == "probability"],
            "numbers": list(_NUMBERS),
            "exponents": list(_EXPONENTS),
        }
        try:
            hosted = load_hosted(source, folder, "catboost", [path], arguments)
        except ModelError as error:
            raise ModelError(f"'{source.name}' must be a whole CatBoost model. {error} {_FIX}") from error
        try:
            model, stated = _described(cast("HostedModel", hosted.estimator), source)
        except ModelError:
            hosted.close()
            raise
        own = own_values_of(model.model, model.rows, model.names if model.named else None)
        return replace(
            hosted,
            estimator=model,
            stated=stated,
            format=self.name,
            sha256=file_sha256(path),
            readable=own,
        )


@dataclass(frozen=True)
class Asked:
    """A CatBoost model on the other side of the wire, and what its columns are."""

    model: HostedModel
    names: tuple[str, ...]
    named: bool
    texts: frozenset[int]
    """Places of the columns of categories and of free text."""

    def predict(self, X: pd.DataFrame) -> npt.NDArray[np.generic]:
        """A label by the model's own threshold, or a number, for each row. Shape (rows,)."""
        return self.model.predict(self.rows(X))

    def predict_proba(self, X: pd.DataFrame) -> Floats:
        """Shape (rows, labels)."""
        return self.model.predict_proba(self.rows(X))

    def answer(self, X: pd.DataFrame) -> tuple[npt.NDArray[np.generic], Floats]:
        """Both in one round."""
        return self.model.answer(self.rows(X))

    def close(self) -> None:
        """End its process."""
        self.model.close()

    def rows(self, X: pd.DataFrame) -> pd.DataFrame:
        """What the model reads of a raw frame, under the names of its file."""
        import pandas as pd

        given = [str(name) for name in X.columns]
        if not self.named and len(given) != len(self.names):
            raise ModelError(
                f"The model reads {len(self.names)} columns by their order. Got {len(given)} instead; name them under "
                "`roles.features`, in the order in which the model was trained."
            )
        wanted = self.names if self.named else given
        missing = next((name for name in wanted if name not in given), None)
        if missing is not None:
            raise ModelError(
                f"The model reads the column '{missing}', which is not there. {nearest(missing, given)}"
            )
        return pd.DataFrame(
            {
                self.names[place]: _texts(X[name], name) if place in self.texts else matrix(X, [name])[:, 0]
                for place, name in enumerate(wanted)
            }
        )


def _described(hosted: HostedModel, source: ModelSource) -> tuple[Asked, Signature]:
    said = hosted.more
    loss, given, places = str(said.get("loss")), said.get("names"), said.get("texts")
    meaning_of(loss, _OBJECTIVES, source)
    if said.get("vectors"):
        raise ModelError(
            f"'{source.name}' must read columns of numbers or text. It reads vectors; audit a column of its "
            "predictions."
        )
    names = tuple(map(str, given)) if isinstance(given, list) else ()
    texts = frozenset(places) if isinstance(places, list) else frozenset()
    named = names != tuple(map(str, range(len(names))))
    inputs = tuple(Input(name, "text" if place in texts else "number") for place, name in enumerate(names))
    wrote = next((a or b for a, b in _VERSION.findall(str(said.get("wrote")))), None)
    stated = replace(
        hosted.signature,
        type="CatBoost model",
        inputs=inputs if named else None,
        width=len(names),
        versions={} if wrote is None else {"catboost": wrote},
    )
    return Asked(hosted, names, named, texts), stated


def _is_installed() -> bool:
    """Whether the other process will find the library, which is not imported in this one."""
    try:
        return find_spec("catboost") is not None
    except ImportError:
        return False


def _check(data: bytes, kind: str, file: str) -> None:
    """CatBoost reads past the end of some files, and takes others although their end is missing."""
    why = None
    if kind == "json":
        try:
            whole = json.loads(data)
            why = (
                None if isinstance(whole, dict) and "features_info" in whole else "it has no `features_info`."
            )
        except (ValueError, RecursionError):
            why = "it ends in the middle, or is something else."
    elif data[:4] != _MAGIC:
        why = "it does not begin as one."
    elif len(data) < 8 + int.from_bytes(data[4:8], "little"):
        why = "it ends in the middle."
    if why is not None:
        raise ModelError(f"'{file}' must be a whole CatBoost model. It is not: {why} {_FIX}")


def _texts(column: pd.Series, name: str) -> npt.NDArray[np.object_]:
    import pandas as pd

    codes, values = pd.factorize(plain(column))
    if (codes < 0).any():
        raise ModelError(
            f"The column '{name}' must hold a category in every row: CatBoost knows no missing one. It is missing in "
            f"{int((codes < 0).sum()):,} of {len(codes):,} rows; fill it with the text that stood for it in training."
        )
    return np.array(
        [value if isinstance(value, str) else label_text(value) for value in values], dtype=object
    )[codes]
