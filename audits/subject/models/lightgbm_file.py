"""LightGBM's text files checked here: its own parser ends the process over a file that is cut off or forged."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import cast

import numpy as np
import numpy.typing as npt

from fairwitness.audits.subject.labels import label_text
from fairwitness.audits.subject.models.boosters import Column, MalformedError

Numbers = npt.NDArray[np.number]
Kind = type[np.number]
_FIRST_LINE = "tree"
_LAST_LINE = "\nend of trees"
_UNNAMED = re.compile(r"Column_\d+")
_MOST = 1 << 20
_HEAD = ("version", "num_class", "num_tree_per_iteration", "label_index", "max_feature_idx", "objective")
_INNER: dict[str, Kind] = {
    "split_feature": np.int32,
    "split_gain": np.float64,
    "threshold": np.float64,
    "decision_type": np.int8,
    "left_child": np.int32,
    "right_child": np.int32,
    "internal_value": np.float64,
    "internal_weight": np.float64,
    "internal_count": np.int32,
}
_LEAVES: dict[str, Kind] = {"leaf_value": np.float64, "leaf_weight": np.float64, "leaf_count": np.int32}
_NEEDED = frozenset(
    {"split_feature", "threshold", "decision_type", "left_child", "right_child", "leaf_value"}
)
_CATEGORICAL = 1


@dataclass(frozen=True)
class LightGbmFile:
    """What stands in the file."""

    objective: str
    classes: int
    """Outputs for each row."""
    width: int
    columns: tuple[Column, ...] | None
    text: str
    """The trees alone: what follows them, such as how it was trained, is read here only."""


def read_lightgbm(data: bytes) -> LightGbmFile:
    """Read what `save_model` or `model_to_string` wrote.

    Raises
    ------
    MalformedError
        It is something else, or its trees are not whole.
    """
    try:
        text = data.decode().replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise MalformedError("it is no text.") from error
    if text.split("\n", 1)[0].strip() != _FIRST_LINE:
        raise MalformedError(
            f"it begins with {text[:20].splitlines()[0]!r}, not with 'tree'."
            if text.strip()
            else "it is empty."
        )
    if _LAST_LINE not in text:
        raise MalformedError("it ends in the middle.")
    try:
        return _described(text)
    except (KeyError, IndexError, TypeError, ValueError, OverflowError) as error:
        raise MalformedError(f"it lacks, or has a wrong, {str(error)[:60] or 'part'}.") from error


def _described(text: str) -> LightGbmFile:
    head, *blocks = re.split(r"\n(?=Tree=\d+\n)", text[: text.index(_LAST_LINE)])
    stated = _pairs(head)
    width, classes = int(stated["max_feature_idx"]) + 1, int(stated["num_class"])
    rounds = int(stated["num_tree_per_iteration"])
    names = stated["feature_names"].split(" ")
    infos = stated["feature_infos"].split(" ")
    if not (0 < width < _MOST and 0 < classes < _MOST and len(names) == len(infos) == width):
        raise MalformedError("it does not name all of its columns.")
    if rounds < 1 or rounds not in (1, classes) or len(blocks) % rounds:
        raise MalformedError("it does not hold as many trees as it says.")
    if blocks and int(stated.get("tree_sizes", "").split()[-1]) < 1:
        raise MalformedError("it does not say how long its trees are.")
    trees = [_tree(_pairs(block), place, width) for place, block in enumerate(blocks)]
    return LightGbmFile(
        stated.get("objective", "").split(" ")[0],
        classes,
        width,
        _columns(text, names, infos),
        _written(stated, names, infos, trees),
    )


def _written(stated: Mapping[str, str], names: list[str], infos: list[str], trees: list[str]) -> str:
    """The file again, with the lengths of its trees as they are: the parser jumps by them without looking."""
    blocks = [f"Tree={place}\n{tree}\n\n" for place, tree in enumerate(trees)]
    head = [f"{name}={stated[name]}" for name in _HEAD if name in stated]
    head += ["average_output"] if "average_output" in stated else []
    head += [f"feature_names={' '.join(names)}", f"feature_infos={' '.join(infos)}"]
    head.append(f"tree_sizes={' '.join(str(len(block.encode())) for block in blocks)}")
    return "\n".join([_FIRST_LINE, *head, "", "".join(blocks)]) + f"{_LAST_LINE.strip()}\n"


def _tree(tree: Mapping[str, str], place: int, width: int) -> str:
    """One tree, checked, in lines of its own."""
    leaves, kinds, linear = (int(tree.get(name, "0")) for name in ("num_leaves", "num_cat", "is_linear"))
    if not 0 < leaves < _MOST or not 0 <= kinds < leaves or linear not in (0, 1):
        raise MalformedError(f"its tree {place} has {leaves} leaves.")
    lines = {"num_leaves": str(leaves), "num_cat": str(kinds)}
    lengths = (
        {**dict.fromkeys(_INNER, leaves - 1), **dict.fromkeys(_LEAVES, leaves)}
        if leaves > 1
        else {"leaf_value": 1}
    )
    found = {
        name: _numbers(tree, name, length, place, {**_INNER, **_LEAVES}[name])
        for name, length in lengths.items()
        if name in tree or name in _NEEDED
    }
    lines |= {name: " ".join(tree[name].split()) for name in found}
    if leaves > 1:
        split = found["split_feature"]
        if (split < 0).any() or (split >= width).any():
            raise MalformedError(f"its tree {place} reads a column that is not there.")
        _check_branches(found["left_child"], found["right_child"], leaves, place)
        lines |= _split_categories(tree, found, kinds, place)
    lines["is_linear"] = str(linear)
    if linear:
        lines |= _linear(tree, place, leaves, width)
    lines["shrinkage"] = str(float(tree.get("shrinkage", "1")))
    return "\n".join(f"{name}={value}" for name, value in lines.items())


def _check_branches(left: Numbers, right: Numbers, leaves: int, place: int) -> None:
    """Inner nodes are counted from 0, leaves from -1 down."""
    seen, level = np.zeros(leaves - 1, dtype=bool), np.array([0])
    while level.size:
        if seen[level].any() or len(np.unique(level)) != len(level):
            raise MalformedError(f"its tree {place} runs in circles.")
        seen[level] = True
        below = np.concatenate([left[level], right[level]])
        if (below < -leaves).any() or (below >= leaves - 1).any():
            raise MalformedError(f"its tree {place} leads nowhere.")
        level = below[below >= 0]


def _split_categories(
    tree: Mapping[str, str], found: Mapping[str, Numbers], kinds: int, place: int
) -> dict[str, str]:
    split = (found["decision_type"].astype(np.int64) & _CATEGORICAL).astype(bool)
    if not kinds:
        if split.any():
            raise MalformedError(f"its tree {place} lacks categories.")
        return {}
    ends = _numbers(tree, "cat_boundaries", kinds + 1, place, np.int32)
    held = _numbers(tree, "cat_threshold", None, place, np.uint32)
    asked = found["threshold"][split]
    fits = ends[0] == 0 and ends[-1] == len(held) and not (np.diff(ends) < 0).any()
    if not fits or not ((asked >= 0) & (asked < kinds)).all():
        raise MalformedError(f"the categories of its tree {place} are not whole.")
    return {name: " ".join(tree[name].split()) for name in ("cat_boundaries", "cat_threshold")}


def _linear(tree: Mapping[str, str], place: int, leaves: int, width: int) -> dict[str, str]:
    _numbers(tree, "leaf_const", leaves, place, np.float64)
    counts = _numbers(tree, "num_features", leaves, place, np.int32)
    read = _numbers(tree, "leaf_features", int(counts.sum()), place, np.int32)
    _numbers(tree, "leaf_coeff", int(counts.sum()), place, np.float64)
    if (counts < 0).any() or (read < 0).any() or (read >= width).any():
        raise MalformedError(f"its tree {place} reads a column that is not there.")
    return {name: tree[name] for name in ("leaf_const", "num_features", "leaf_features", "leaf_coeff")}


def _numbers(tree: Mapping[str, str], name: str, length: int | None, place: int, kind: Kind) -> Numbers:
    words = tree.get(name, "").split()
    if length is not None and len(words) != length:
        raise MalformedError(f"its tree {place} has {len(words)} of {length} numbers in '{name}'.")
    if kind is np.float64:
        return np.array([float(word) for word in words])
    return np.array([int(word) for word in words], dtype=kind)


def _columns(text: str, names: list[str], infos: list[str]) -> tuple[Column, ...] | None:
    """The columns with what stands behind the codes: pandas' categories are listed in the order of the columns."""
    held = _pandas_categories(text)
    places = sorted(_categorical(text))
    if not places and held:
        places = [place for place, info in enumerate(infos) if ":" in info and not info.startswith("[")]
    if held and len(places) != len(held):
        raise MalformedError(
            f"it has the values of {len(held)} columns of categories, and names {len(places)} such."
        )
    if all(_UNNAMED.fullmatch(name) for name in names) and not held:
        return None
    values = dict(zip(places, held, strict=True)) if held else {}
    return tuple(Column(name, values.get(place), coded=place in places) for place, name in enumerate(names))


def _categorical(text: str) -> Iterator[int]:
    stated = re.search(r"^\[categorical_feature: ([\d,]+)\]$", text, re.MULTILINE)
    return map(int, stated[1].split(",")) if stated else iter(())


def _pandas_categories(text: str) -> list[tuple[str, ...]]:
    found = re.findall(r"^pandas_categorical:(.*)$", text, re.MULTILINE)
    held = json.loads(found[-1]) if found else None
    return [tuple(label_text(value) for value in cast("list[object]", column)) for column in held or []]


def _pairs(block: str) -> dict[str, str]:
    lines = [line for line in block.split("\n") if line]
    return {name: value for name, _, value in (line.partition("=") for line in lines)}
