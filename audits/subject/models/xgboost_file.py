"""XGBoost's files read and checked here: its own parser ends the process over a file that is cut off or forged.

Whatever the file, the library is handed JSON that was written here, of trees whose every branch leads somewhere.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import cast

import numpy as np
import numpy.typing as npt

from fairwitness.audits.subject.models.boosters import Column, MalformedError
from fairwitness.audits.subject.models.ubjson import read_ubjson

Ints = npt.NDArray[np.int64]
Object = Mapping[str, object]
_PER_NODE = (
    "left_children",
    "right_children",
    "split_indices",
    "split_conditions",
    "default_left",
    "parents",
    "base_weights",
    "sum_hessian",
    "loss_changes",
)
_MOST = 1 << 20
_NONE, _NO_PARENT = -1, 2**31 - 1


@dataclass(frozen=True)
class XGBoostFile:
    """What stands in the file."""

    learner: Object
    version: str
    objective: str
    classes: int
    """0 where a number is predicted."""
    width: int
    columns: tuple[Column, ...] | None
    best_iteration: int | None
    """The last round that early stopping kept."""
    text: str
    """The same model as JSON written here."""


def read_xgboost(data: bytes) -> XGBoostFile:
    """Read a .json or .ubj file.

    Raises
    ------
    MalformedError
        It is none, or its trees are not whole.
    """
    model = _parsed(data)
    try:
        return _described(model)
    except (KeyError, IndexError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise MalformedError(f"it lacks, or has a wrong, {str(error)[:60] or 'part'}.") from error


def _parsed(data: bytes) -> Object:
    try:
        parsed = json.loads(data) if data[:1] == b"{" and data[1:2] not in b"LliUIi}#$" else read_ubjson(data)
    except (ValueError, RecursionError) as error:
        raise MalformedError("it ends in the middle, or is something else.") from error
    if not isinstance(parsed, dict) or not isinstance(parsed.get("learner"), dict):
        raise MalformedError("it has no `learner`.")
    return parsed


def _described(model: Object) -> XGBoostFile:
    learner = cast(dict[str, object], model["learner"])
    shape = cast(Mapping[str, str], learner["learner_model_param"])
    width, classes, targets = (
        int(shape["num_feature"]),
        int(shape["num_class"]),
        int(shape.get("num_target", "1")),
    )
    if not (0 < width < _MOST and 0 <= classes < _MOST and targets == 1):
        raise MalformedError(f"it has {width} columns, {classes} classes and {targets} targets.")
    groups = max(classes, 1)
    base = str(shape["base_score"]).strip("[]").split(",")
    if len([float(score) for score in base]) not in (1, groups):
        raise MalformedError("it has too many base scores.")
    booster = cast(dict[str, object], learner["gradient_booster"])
    categories = _check_booster(booster, width, groups)
    best = cast(Mapping[str, str], learner.get("attributes") or {}).get("best_iteration")
    return XGBoostFile(
        learner,
        ".".join(str(int(part)) for part in cast(Sequence[int], model["version"])),
        str(cast(Object, learner["objective"])["name"]),
        classes,
        width,
        _columns(learner, width, categories),
        None if best is None else int(best),
        json.dumps(model),
    )


def _columns(learner: Object, width: int, categories: list[tuple[str, ...]]) -> tuple[Column, ...] | None:
    names = [str(name) for name in cast(Sequence[object], learner.get("feature_names") or [])]
    types = cast(Sequence[object], learner.get("feature_types") or []) or ["float"] * width
    if len(types) != width or len(names) not in (0, width):
        raise MalformedError("it does not name all of its columns.")
    if not names and "c" in types:
        names = [f"f{place}" for place in range(width)]
    known = categories or [()] * width
    if not names:
        return None
    return tuple(
        Column(name, (held or None) if kind == "c" else None, coded=kind == "c")
        for name, kind, held in zip(names, types, known, strict=True)
    )


def _check_booster(booster: dict[str, object], width: int, groups: int) -> list[tuple[str, ...]]:
    """The categories of each column; raises where the trees are not whole."""
    name = booster["name"]
    if name == "gblinear":
        weights = cast(Sequence[float], cast(Object, booster["model"])["weights"])
        if len(weights) != (width + 1) * groups:
            raise MalformedError("it has too few weights.")
        return []
    if name not in ("gbtree", "dart"):
        raise MalformedError(f"it has a booster '{str(name)[:20]}'.")
    holder = cast(dict[str, object], booster["gbtree"]) if name == "dart" else booster
    model = cast(dict[str, object], holder["model"])
    trees = cast(Sequence[Object], model["trees"])
    _check_counts(model, len(trees), groups)
    if name == "dart" and len(cast(Sequence[float], booster["weight_drop"])) != len(trees):
        raise MalformedError("it has too few weights.")
    for place, tree in enumerate(trees):
        _check_tree(tree, place, width)
    return _categories(cast("dict[str, object] | None", model.pop("cats", None)), width)


def _check_counts(model: Object, trees: int, groups: int) -> None:
    info = _ints(model["tree_info"])
    stated = cast(Mapping[str, str], model["gbtree_model_param"])
    if (
        int(stated["num_trees"]) != trees
        or len(info) != trees
        or int(stated.get("num_parallel_tree", "1")) < 1
    ):
        raise MalformedError("it does not hold as many trees as it says.")
    if trees and (info.min() < 0 or info.max() >= groups):
        raise MalformedError("it has a tree of no class.")
    rounds = _ints(model.get("iteration_indptr", [0, trees]))
    if len(rounds) < 1 or rounds[0] != 0 or rounds[-1] != trees or (np.diff(rounds) < 0).any():
        raise MalformedError("it has rounds without trees.")


def _check_tree(tree: Object, place: int, width: int) -> None:
    stated = cast(Mapping[str, str], tree["tree_param"])
    nodes = int(stated["num_nodes"])
    odd = [name for name in _PER_NODE if len(cast(Sequence[object], tree[name])) != nodes]
    if (
        nodes < 1
        or odd
        or int(stated["num_feature"]) not in (0, width)
        or int(stated["size_leaf_vector"]) > 1
    ):
        raise MalformedError(f"its tree {place} is not whole.")
    left, right, split, parents = (_ints(tree[name]) for name in (*_PER_NODE[:3], "parents"))
    _check_branches(left, right, parents, place)
    inner = np.flatnonzero(left != _NONE)
    if (split[inner] < 0).any() or (split[inner] >= width).any():
        raise MalformedError(f"its tree {place} reads a column that is not there.")
    _check_split_categories(tree, place, nodes)


def _check_branches(left: Ints, right: Ints, parents: Ints, place: int) -> None:
    """Each node but the first is below the one it names: so none is below itself."""
    inner = np.flatnonzero(left != _NONE)
    below, above = np.concatenate([left[inner], right[inner]]), np.concatenate([inner, inner])
    if not np.array_equal(left == _NONE, right == _NONE) or (below < 1).any() or (below >= len(left)).any():
        raise MalformedError(f"its tree {place} leads nowhere.")
    if (parents[below] != above).any() or len(np.unique(below)) != len(below) or parents[0] != _NO_PARENT:
        raise MalformedError(f"its tree {place} runs in circles.")


def _check_split_categories(tree: Object, place: int, nodes: int) -> None:
    kinds = _ints(tree.get("split_type", []))
    held, at, sizes, owners = (
        _ints(tree.get(f"categories{name}", [])) for name in ("", "_segments", "_sizes", "_nodes")
    )
    fits = (
        len(kinds) in (0, nodes)
        and not ((kinds < 0) | (kinds > 1)).any()
        and len(at) == len(sizes) == len(owners)
        and bool(np.array_equal(owners, np.flatnonzero(kinds == 1)))
        and not ((at < 0) | (sizes < 0) | (at + sizes > len(held))).any()
        and not ((held < 0) | (held > _MOST)).any()
    )
    if not fits:
        raise MalformedError(f"the categories of its tree {place} are not whole.")


def _categories(held: dict[str, object] | None, width: int) -> list[tuple[str, ...]]:
    """The values of each column, by their codes; those of numbers have none."""
    encodings = cast(Sequence[Mapping[str, Sequence[int]]], (held or {}).get("enc") or [])
    if len(encodings) not in (0, width):
        raise MalformedError("the categories of its columns are not whole.")
    return [_names(encoding) for encoding in encodings]


def _names(encoding: Mapping[str, Sequence[int]]) -> tuple[str, ...]:
    from fairwitness.audits.subject.labels import label_text

    values = encoding["values"]
    if "offsets" not in encoding:
        return tuple(label_text(value) for value in values)
    raw, ends = bytes(value & 0xFF for value in values), encoding["offsets"]
    return tuple(raw[start:end].decode() for start, end in pairwise(ends))


def _ints(values: object) -> Ints:
    return np.asarray(values, dtype=np.int64).reshape(-1)
