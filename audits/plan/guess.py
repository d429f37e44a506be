"""Guess what each column is for, from its name and content, and say why.

A guess is shown for correction, never acted on in silence.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from fairwitness.audits.plan.harm import favourable
from fairwitness.audits.plan.model import Roles, Sensitive, Task
from fairwitness.audits.plan.protected import distinct_values, proxies, tokens, why_sensitive
from fairwitness.audits.plan.roles import MOST_LABELS, MOST_VALUES_OF_A_CODED_NUMBER
from fairwitness.audits.plan.words import ROLES

if TYPE_CHECKING:
    import pandas as pd

Fits: TypeAlias = "Callable[[pd.Series], bool]"

_TARGET_VALUES = (
    {"0", "1"},
    {"no", "yes"},
    {"false", "true"},
    {"n", "y"},
    {"bad", "good"},
    {"denied", "approved"},
    {"-1", "1"},
    {"nein", "ja"},
)
_GOOD = {"1", "yes", "true", "y", "good", "approved", "ja"}
_MOST_SENSITIVE = 3


@dataclass(frozen=True)
class Guess:
    """Roles that fit a file, each with its reason."""

    roles: Roles
    reasons: dict[str, str]
    """Role, ``task``, or ``sensitive: NAME``, and why it was guessed."""
    suggested_sensitive: tuple[str, ...]
    """Every column that looks like a sensitive attribute."""
    task: Task = "binary"
    """What is decided; why is among the reasons where that was guessed and is not one of two labels."""
    remarks: tuple[str, ...] = ()
    """Columns that may stand in for a sensitive attribute, one sentence for each."""


def guess(frame: pd.DataFrame, task: Task | None = None) -> Guess:
    """Guess the roles of the columns of a frame, and what is decided where that is not stated."""
    reasons: dict[str, str] = {}
    taken = _taken(frame, _FITS, {})
    found = _other_task(frame, taken) if task is None else None
    if found is not None and found.target is not None:
        reasons["task"] = _why(frame, found.target, found.task)
    elif task is not None and task != "binary":
        found = _columns_of(frame, task)
    if found is not None:
        taken = _taken(frame, _FITS_ANY, found.taken)
    task = "binary" if found is None else found.task
    for role, column in taken.items():
        reasons[role] = (
            f"The column '{column}' is named like {_article(role)} {role} and its content fits one."
        )
    free = (str(name) for name in frame.columns if str(name) not in taken.values())
    seen = {name: why for name in free if (why := why_sensitive(name, frame[name])) is not None}
    sensitive = tuple(seen)
    for name in sensitive[:_MOST_SENSITIVE]:
        reasons[f"sensitive: {name}"] = seen[name]
    positive, better = _positive(frame, taken, reasons) if task == "binary" else (None, None)
    roles = Roles(
        target=taken.get("target"),
        prediction=taken.get("prediction"),
        score=taken.get("score"),
        score_is_probability="score" in taken and _is_probability(frame[taken["score"]]),
        threshold=_threshold(frame, taken, reasons),
        positive=positive,
        favourable=better,
        weight=taken.get("weight"),
        id=taken.get("id"),
        sensitive=tuple(Sensitive(name=name) for name in sensitive[:_MOST_SENSITIVE]),
    )
    return Guess(roles, reasons, sensitive, task, tuple(proxies(frame, {*taken.values(), *sensitive})))


def _article(word: str) -> str:
    return "an" if word[0] in "aeiou" else "a"


def _taken(frame: pd.DataFrame, fits: Mapping[str, Fits], taken: Mapping[str, str]) -> dict[str, str]:
    """Role and column, for roles that one column has; beside those that are taken already."""
    found = dict(taken)
    for role, fit in fits.items():
        names = [name for name in _ranked(frame, role) if name not in found.values()]
        column = next((name for name in names if fit(frame[name])), None)
        if role == "prediction" and column is None:
            column = next((name for name in _ranked(frame, "score") if fit(frame[name])), None)
        if column is not None and not (role == "score" and "prediction" in found):
            found[role] = column
    return found


@dataclass(frozen=True)
class _Decided:
    """What is decided, and the columns of what happened and of the decisions, where they are there."""

    task: Task
    target: str | None
    prediction: str | None

    @property
    def taken(self) -> dict[str, str]:
        both = {"target": self.target, "prediction": self.prediction}
        return {role: name for role, name in both.items() if name is not None}


def _other_task(frame: pd.DataFrame, plain: Mapping[str, str]) -> _Decided | None:
    """Several labels or a number, where a target holds these and nothing (``plain``) says that it is two labels."""
    named = _ranked(frame, "prediction")
    held = {name: _several(name, frame) for name in _ranked(frame, "target") if name not in named}
    target, task = next(((name, task) for name, task in held.items() if task is not None), (None, None))
    if target is None or task is None or "target" in plain:
        return None
    decided = next((name for name in named if _alike(frame, name, target, task)), None)
    two_labels = plain.get("prediction", decided) != decided or ("score" in plain and decided is None)
    return None if two_labels else _Decided(task, target, decided)


def _columns_of(frame: pd.DataFrame, task: Task) -> _Decided:
    """The columns of a stated kind of decision other than two labels."""
    fits = _is_label if task == "multiclass" else _is_number
    named = _ranked(frame, "prediction")
    target = next(
        (name for name in _ranked(frame, "target") if name not in named and fits(frame[name])), None
    )
    decided = (
        name
        for name in (*named, *_ranked(frame, "score"))
        if name != target and fits(frame[name]) and (target is None or _alike(frame, name, target, task))
    )
    return _Decided(task, target, next(decided, None))


def _why(frame: pd.DataFrame, target: str, task: Task) -> str:
    values = distinct_values(frame[target])
    what = f"{values} labels" if task == "multiclass" else f"{values:,} different numbers"
    return f"The column '{target}' is named like a target and holds {what}."


def _several(name: str, frame: pd.DataFrame) -> Task | None:
    """Whether a column, by what it holds, is one of several labels or a number; None for neither."""
    column, values = frame[name], distinct_values(frame[name])
    if values <= 2 or why_sensitive(name, column) is not None:
        return None
    if column.dtype.kind in "iuf" and values > MOST_VALUES_OF_A_CODED_NUMBER:
        return "regression"
    # Labels come again and again; what is different in every other row is a name or a remark.
    return "multiclass" if values <= min(MOST_LABELS, len(column) // 2) else None


def _alike(frame: pd.DataFrame, decided: str, target: str, task: Task) -> bool:
    """Whether a column may decide about what the target holds: it has its labels, or numbers of its range."""
    column, truth = frame[decided], frame[target]
    if task == "multiclass":
        from fairwitness.audits.subject.labels import observed

        return _is_label(column) and set(observed(column)) <= set(observed(truth))
    return _is_number(column) and bool(column.between(truth.min(), truth.max()).any())


def _ranked(frame: pd.DataFrame, role: str) -> list[str]:
    """Columns whose name has one of the role's words, those that are just that word first."""
    words = ROLES[role]
    named = [
        str(name)
        for name in frame.columns
        if set(tokens(str(name))) & set(words) or "".join(tokens(str(name))) in words
    ]
    place = {name: index for index, name in enumerate(map(str, frame.columns))}
    late = -1 if role == "target" else 1  # a target mostly stands behind what it is predicted from

    def order(name: str) -> tuple[bool, int, int, int]:
        found = tokens(name)
        return (
            len(found) > 1,
            -len(set(found) & set(words)),
            0 if late < 0 else len(name),
            late * place[name],
        )

    return sorted(named, key=order)


def _is_binary(column: pd.Series) -> bool:
    return distinct_values(column) == 2


def _is_number(column: pd.Series) -> bool:
    return column.dtype.kind in "iuf" and column[column.abs() < float("inf")].nunique() > 2


def _is_unique(column: pd.Series) -> bool:
    return len(column) > 1 and bool(column.notna().all()) and distinct_values(column) == len(column)


def _is_weight(column: pd.Series) -> bool:
    return column.dtype.kind in "iuf" and bool((column >= 0).all()) and column.nunique() > 1


def _is_probability(column: pd.Series) -> bool:
    return bool(column.dropna().between(0, 1).all())


def _is_label(column: pd.Series) -> bool:
    return 2 <= distinct_values(column) <= MOST_LABELS


_FITS_ANY: dict[str, Fits] = {"id": _is_unique, "weight": _is_weight}
_FITS: dict[str, Fits] = {
    "id": _is_unique,
    "prediction": _is_binary,
    "target": _is_binary,
    "score": _is_number,
    "weight": _is_weight,
}


def _threshold(frame: pd.DataFrame, taken: dict[str, str], reasons: dict[str, str]) -> float | None:
    if "score" not in taken:
        return None
    column = frame[taken["score"]]
    value = 0.5 if _is_probability(column) else float(column[column.abs() < float("inf")].median())
    reasons["threshold"] = (
        f"{value:g} is "
        f"{'the usual cut of a probability' if _is_probability(column) else 'the middle of the scores'}; "
        "put your own."
    )
    return value


def _positive(
    frame: pd.DataFrame, taken: dict[str, str], reasons: dict[str, str]
) -> tuple[str | int | None, str | int | None]:
    """The positive label, and the favourable one where it is another."""
    column = taken.get("target") or taken.get("prediction")
    if column is None:
        return None, None
    from fairwitness.audits.subject.labels import observed

    labels = observed(frame[column])
    if {label.casefold() for label in labels} not in _TARGET_VALUES:
        return None, None
    chosen = next(label for label in labels if label.casefold() in _GOOD)
    other = next(label for label in labels if label.casefold() not in _GOOD)
    reasons["positive"] = f"'{chosen}' of {' and '.join(labels)} is usually the positive label."
    better = favourable(taken.get("target"), taken.get("prediction"), (chosen, other))
    if better is None:
        return _typed(chosen), None
    reasons["favourable"] = better[1]
    return _typed(chosen), _typed(better[0])


def _typed(label: str) -> str | int:
    return int(label) if label.lstrip("-").isdigit() else label
