"""Two labels, however they are written: {0, 1}, {1, 2}, {"no", "yes"}, {True, False}."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from fairwitness.audits.plan.model import Label, Roles
from fairwitness.audits.quoting import shown
from fairwitness.errors import DataError, nearest

if TYPE_CHECKING:
    import pandas as pd

UNLABELLED = -1
# YAML reads yes and on as true; a file that has "yes" must still be found by a plan that says yes.
_TRUE = ("true", "yes", "on", "y", "t", "1")
_FALSE = ("false", "no", "off", "n", "f", "0")
_WHOLE = re.compile(r"([+-]?\d+)\.0*")
_LONGEST = 40
_CONVENTIONS = ({"0", "1"}, {"-1", "1"}, {"False", "True"})


@dataclass(frozen=True)
class Labels:
    """The labels as text, and which of them is good for the person."""

    positive: str
    """Of several labels, the favourable one; empty where the plan states none, and where a number is decided."""
    negative: str
    favourable_is_positive: bool
    several: tuple[str, ...] = ()
    """Every label, where there may be more than two."""

    @property
    def names(self) -> tuple[str, ...]:
        """The labels in the order of their codes."""
        return self.several or (self.negative, self.positive)

    @property
    def favourable(self) -> str:
        """The label that is good for the person."""
        return self.positive if self.favourable_is_positive else self.negative


def label_text(value: object) -> str:
    """A label as text: 1, 1.0 and "1" are the same label."""
    if isinstance(value, bool | np.bool_):
        return str(bool(value))
    if isinstance(value, float | np.floating) and float(value).is_integer():
        return str(int(value))
    text = str(value).strip()
    whole = _WHOLE.fullmatch(text)
    return str(int(whole[1])) if whole else text


def observed(*columns: pd.Series | None) -> list[str]:
    """The labels that stand in the columns, sorted, missing values left out."""
    found = {
        label_text(value) for column in columns if column is not None for value in column.dropna().unique()
    }
    return sorted(found)


def resolve(roles: Roles, found: list[str], where: str) -> Labels:
    """Decide which label is positive, which is favourable, and what the other one is.

    Raises
    ------
    DataError
        There are more than two labels, a stated one is not there, or none is stated and it is not plain which is meant.
    """
    if len(found) > 2:
        listed = ", ".join(f"'{_cut(label)}'" for label in found[:6]) + (", …" if len(found) > 6 else "")
        raise DataError(
            f"The {where} must hold two labels, spelt alike. Got {len(found)}{shown(f': {listed}')}. Make them one "
            "spelling, leave odd rows out with `where`, name a score under `score` with a `threshold`, or say "
            "`task: multiclass` (or `regression`) if that is what is decided."
        )
    stated = {
        name: match_label(value, found, name, where)
        for name, value in (("positive", roles.positive), ("favourable", roles.favourable))
        if value is not None
    }
    positive = stated.get("positive") or stated.get("favourable") or _by_convention(found, where)
    favourable = stated.get("favourable", positive)
    others = [label for label in {*found, favourable} if label != positive]
    if len(others) > 1:
        raise DataError(
            f"The {where} must hold two labels. Got {', '.join(sorted({*found, *stated.values()}))}."
        )
    negative = others[0] if others else {"1": "0", "True": "False"}.get(positive, f"not {positive}")
    return Labels(positive, negative, favourable_is_positive=favourable == positive)


def _cut(label: str) -> str:
    return label if len(label) <= _LONGEST else f"{label[:_LONGEST]}…"


def encode(column: pd.Series, labels: Labels) -> npt.NDArray[np.int8]:
    """1 where the column holds the positive label, 0 for the other, -1 where it is missing. Shape (rows,)."""
    import pandas as pd

    codes, values = pd.factorize(column)
    lookup = np.array(
        [int(label_text(value) == labels.positive) for value in values] + [UNLABELLED], dtype=np.int8
    )
    return lookup[codes]


def match_label(value: Label, found: Iterable[str], name: str, where: str) -> str:
    """The label in the data that a stated one means, however it is spelt."""
    found = list(found)
    text = label_text(value)
    if text in found:
        return text
    if len(hits := [label for label in found if label.casefold() == text.casefold()]) == 1:
        return hits[0]
    if (same := _same_truth(text.casefold(), found)) is not None:
        return same
    if len(found) < 2:
        return text
    raise DataError(
        f"The `{name}` label must stand in the {where}. Got '{text}' instead. {nearest(text, found)}"
    )


def _same_truth(folded: str, found: list[str]) -> str | None:
    """The label that says yes, or no, as the stated one does: "yes" for true, "1" for yes."""
    for words, others in ((_TRUE, _FALSE), (_FALSE, _TRUE)):
        if folded not in words:
            continue
        hits = [label for label in found if label.casefold() in words]
        paired = all(label.casefold() in (*words, *others) for label in found)
        # 1 of {1, 2} is no yes: numbers mean true and false only where both stand.
        if len(hits) == 1 and (paired or not {folded, *hits} & {"0", "1"}):
            return hits[0]
        if len(found) == 1 and found[0].casefold() in others:
            return _as_written(words[others.index(found[0].casefold())], found[0])
    return None


def _as_written(word: str, like: str) -> str:
    """A word in the capitals of its counterpart."""
    if like.isupper():
        return word.upper()
    return word.capitalize() if like[0].isupper() else word


def settled(labels: list[str]) -> bool:
    """Whether custom says which of two labels is the positive one, as with 0 and 1."""
    return any(set(labels) <= pair for pair in _CONVENTIONS)


def _by_convention(found: list[str], where: str) -> str:
    for pair in _CONVENTIONS:
        if found and set(found) <= pair:
            return max(pair)
    listed = " and ".join(f"'{label}'" for label in found) or "none"
    raise DataError(
        f"The `positive` label must be stated: the {where} has the labels {listed}, and either "
        "could be meant. Say `positive:` or `--positive`."
    )
