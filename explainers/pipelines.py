"""Pipelines taken apart: what is fitted at their end, and which raw column each of its columns is made of.

The players of an explanation are the columns that a person knows. Steps that are known to treat columns one by one are
followed; any other step that mixes columns ends the search, and the model is then asked as a whole.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd

if TYPE_CHECKING:
    from sklearn.compose import ColumnTransformer
    from sklearn.pipeline import Pipeline

Data = pd.DataFrame | npt.NDArray[np.generic]
Players = list[int]

ONE_TO_ONE: Final = frozenset(
    (
        *(
            "StandardScaler",
            "MinMaxScaler",
            "MaxAbsScaler",
            "RobustScaler",
            "PowerTransformer",
            "QuantileTransformer",
        ),
        *("OrdinalEncoder", "Binarizer"),
    )
)
"""Transformers of scikit-learn that give one column for each they take. Normalizer also does, but mixes them."""


@dataclass(frozen=True, eq=False)
class Unwrapped:
    """A fitted estimator without the steps before it.

    Parameters
    ----------
    estimator
        The last step.
    transform
        The steps before it: raw data in, what the estimator takes out.
    players
        Shape (estimator's columns,): the place of the raw column that each is made of.
    """

    estimator: object
    transform: Callable[[Data], Data]
    players: npt.NDArray[np.int32]


def unwrap(model: object, columns: Sequence[str]) -> Unwrapped | None:
    """Take a model apart; one that is no pipeline is its own last step.

    None where a step mixes columns, or is not known to leave them apart.
    """
    own: Players = list(range(len(columns)))
    if _kind(model) != "Pipeline":
        return Unwrapped(model, _as_it_is, np.array(own, dtype=np.int32))
    pipeline: Pipeline = model
    estimator = pipeline.steps[-1][1]
    before = pipeline[:-1]
    players = _through(before, own) if before.steps else own
    if players is None or getattr(estimator, "n_features_in_", len(players)) != len(players):
        return None
    return Unwrapped(estimator, _dense(before), np.array(players, dtype=np.int32))


def _as_it_is(data: Data) -> Data:
    return data


def _dense(steps: Pipeline) -> Callable[[Data], Data]:
    from scipy.sparse import spmatrix

    def transformed(data: Data) -> Data:
        found: Data | spmatrix = steps.transform(data) if steps.steps else data
        return found if isinstance(found, pd.DataFrame | np.ndarray) else found.toarray()

    return transformed


def _kind(step: object) -> str:
    """The name of a class of scikit-learn itself; of any other, nothing: it may do as it likes."""
    kind = type(step)
    return kind.__name__ if kind.__module__.startswith("sklearn.") else ""


def _through(step: object, players: Players) -> Players | None:
    """Whose column each column is after a step; None where that cannot be said."""
    if step == "passthrough" or step is None:
        return players
    kind = _kind(step)
    if kind in ONE_TO_ONE or (kind == "FunctionTransformer" and _declared(step)):
        return players
    follow = _FOLLOWED.get(kind)
    found = None if follow is None else follow(step, players)
    return _of_one(step, players) if found is None else found


def _declared(step: object) -> bool:
    return getattr(step, "func", None) is None or getattr(step, "feature_names_out", None) == "one-to-one"


def _of_one(step: object, players: Players) -> Players | None:
    """Whatever a step does to the columns of one player, what comes out is that player's."""
    names = getattr(step, "get_feature_names_out", None)
    if len(set(players)) != 1 or names is None or not _kind(step):
        return None
    return players[:1] * len(names())


def _pipeline(step: Pipeline, players: Players) -> Players | None:
    found: Players | None = players
    for _, each in step.steps:
        if found is None:
            return None
        found = _through(each, found)
    return found


def _column_transformer(step: ColumnTransformer, players: Players) -> Players | None:
    places = step._transformer_to_input_indices
    width = max((part.stop for part in step.output_indices_.values()), default=0)
    found: list[int | None] = [None] * width
    for name, each, _ in step.transformers_:
        span = step.output_indices_[name]
        if each == "drop" or span.start == span.stop:
            continue
        own = _through(each, [players[place] for place in places[name]])
        if own is None or len(own) != span.stop - span.start:
            return None
        found[span] = own
    return None if None in found else [player for player in found if player is not None]


class _Encoder(Protocol):
    _n_features_outs: list[int]


def _one_hot(step: _Encoder, players: Players) -> Players:
    return [
        player for player, count in zip(players, step._n_features_outs, strict=True) for _ in range(count)
    ]


class _Imputer(Protocol):
    statistics_: npt.NDArray[np.object_]
    keep_empty_features: bool
    indicator_: _Indicator | None


class _Indicator(Protocol):
    features_: npt.NDArray[np.intp]


def _imputer(step: _Imputer, players: Players) -> Players:
    empty = pd.isna(step.statistics_) & (not step.keep_empty_features)
    kept = [player for player, gone in zip(players, empty, strict=True) if not gone]
    return kept if step.indicator_ is None else kept + _indicator(step.indicator_, players)


def _indicator(step: _Indicator, players: Players) -> Players:
    return [players[place] for place in step.features_]


class _Binned(Protocol):
    n_bins_: npt.NDArray[np.intp]
    encode: str


def _bins(step: _Binned, players: Players) -> Players:
    if step.encode == "ordinal":
        return players
    return [player for player, count in zip(players, step.n_bins_, strict=True) for _ in range(count)]


class _Selector(Protocol):
    def get_support(self) -> npt.NDArray[np.bool_]: ...


def _selected(step: _Selector, players: Players) -> Players:
    return [player for player, kept in zip(players, step.get_support(), strict=True) if kept]


_FOLLOWED: Final[dict[str, Callable[..., Players | None]]] = {
    "Pipeline": _pipeline,
    "ColumnTransformer": _column_transformer,
    "OneHotEncoder": _one_hot,
    "SimpleImputer": _imputer,
    "MissingIndicator": _indicator,
    "KBinsDiscretizer": _bins,
    "VarianceThreshold": _selected,
    "SelectKBest": _selected,
    "SelectPercentile": _selected,
    "SelectFromModel": _selected,
}
