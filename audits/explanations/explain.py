"""Why the audited model decides so: which columns move its output, over a sample and for single cases."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from fairwitness.audits.explanations.certificate import certificate_of
from fairwitness.audits.explanations.strips import strips
from fairwitness.audits.facts import package_version
from fairwitness.audits.keys import id_hash
from fairwitness.audits.plan import Plan
from fairwitness.audits.quoting import as_planned
from fairwitness.audits.record.schema import (
    CaseExplanation,
    Contribution,
    Explanations,
    GlobalExplanation,
    Importance,
)
from fairwitness.audits.settled import settled
from fairwitness.audits.subject import (
    LoadedModel,
    Subject,
    closed_after,
    load_model,
    make_subject,
    read_dataset,
)
from fairwitness.audits.subject.columns import is_missing
from fairwitness.audits.subject.labels import label_text
from fairwitness.audits.wording import Vocabulary, listed
from fairwitness.errors import ExplanationError, PlanError, nearest

if TYPE_CHECKING:
    import pandas as pd

    from fairwitness.explainers.base import Explanation, FloatArray, Options, Predict, Scale
    from fairwitness.explainers.cache import ExplanationCache

METHODS = ("shap", "lime")


@dataclass(frozen=True)
class Explained:
    """What the explanations of one model share: how it is asked, what with, and how things are called."""

    predict: Predict
    X: pd.DataFrame
    background: pd.DataFrame
    options: Options
    words: Vocabulary
    sensitive: frozenset[str]
    drawn: np.ndarray[tuple[int], np.dtype[np.int64]]
    """Which rows of `X` the background is."""
    kept: Kept | None = None
    """Where explanations are kept, and looked for."""


@dataclass(frozen=True)
class Kept:
    """A cache, and what stands for the model in it: it must change when the model does."""

    cache: ExplanationCache
    model: str


def prepare(subject: Subject, words: Vocabulary) -> Explained:
    """Draw the background, and wrap the model so that it answers with one number a row.

    Raises
    ------
    ExplanationError
        There is no model to explain.
    """
    from fairwitness.explainers.base import Asked, Options
    from fairwitness.explainers.lime import LimeOptions

    if subject.model is None:
        raise ExplanationError("Explanations need the model: predictions alone do not say what moved them.")
    plan = subject.plan
    X = subject.frame[list(subject.features)]
    chosen = _draw(len(X), plan.explain.background, plan.seed)
    answers: Scale = "probability" if subject.model.has_scores else "score"
    options = Options(
        seed=plan.seed,
        scale=answers if plan.explain.scale == "auto" else plan.explain.scale,
        positive=subject.labels.positive,
        check_rows=plan.explain.check_rows,
        lime=LimeOptions(**plan.explain.lime.model_dump()),
    )
    answer = (
        _number(subject.model)
        if plan.task == "regression"
        else _predict(subject.model, subject.labels.positive)
    )
    label = None if plan.task == "regression" else subject.model.own_label(subject.labels.positive)
    predict = Asked(answer, inside=subject.model.inside, scale=answers, label=label)
    return Explained(predict, X, X.iloc[chosen], options, words, subject.sensitive_columns(), chosen)


@contextmanager
def opened(plan: Plan, folder: Path) -> Iterator[tuple[Subject, Vocabulary]]:
    """The data and the model of a plan, to explain without an audit; the model is closed afterwards.

    Raises
    ------
    FairwitnessError
        There is no model, or data or model cannot be read or do not fit.
    """
    if plan.model is None:
        raise PlanError(
            "An explanation needs the model: name one with `--model`, or under `model` in the plan."
        )
    with as_planned(plan):
        dataset = read_dataset(plan.data, folder, plan.roles.id)
        with closed_after(model := load_model(plan.model, folder, plan.task)):
            subject = make_subject(plan, dataset, model, compared=False)
            yield subject, Vocabulary.of(plan.words, subject.labels, plan.roles.target)


def explain_subject(subject: Subject, words: Vocabulary) -> Explanations:
    """The global importance over `explain.rows` rows, and the cases the plan asks for."""
    explained = prepare(subject, words)
    rows = rows_to_explain(subject.plan, len(explained.X))
    found = _run(
        "shap",
        replace(explained, options=replace(explained.options, n_samples=_for_the_mean(explained))),
        rows,
    )
    importance = _global(found, explained, subject.plan.seed)
    cases = tuple(
        case
        for name in subject.plan.explain.cases
        for case in explain_case(explained, row_of(subject, name), id_hash(name))
    )
    top = [f"'{feature.label}'" for feature in importance.features[:2] if feature.value > 0]
    statement = (
        f"{listed(top)} {'moves' if len(top) == 1 else 'move'} the output most, over {len(rows):,} rows."
        if top
        else None
    )
    seen = strips(found, explained.X.iloc[rows], explained.words) if subject.plan.privacy.rows else None
    return Explanations(importance=importance, cases=cases, statement=statement, strips=seen)


def explain_case(
    explained: Explained, row: int, name: str, methods: Sequence[str] = METHODS
) -> tuple[CaseExplanation, ...]:
    """One row by SHAP and by LIME. `row` counts from 0; `name` is what the case is called in the result."""
    return tuple(
        _case(method, _run(method, explained, np.array([row])), explained, row, name) for method in methods
    )


def row_of(subject: Subject, name: str) -> int:
    """The position of the row of that id (or number, counted from 1, where the plan names no id)."""
    names = subject.row_names()
    if name not in names:
        hint = nearest(name, names[:5000])
        raise ExplanationError(f"A case must be the id or the number of a row. Got '{name}' instead. {hint}")
    return names.index(name)


def _for_the_mean(explained: Explained) -> int:
    """Coalitions for each row: the mean over rows evens out what one row alone needs more for."""
    return 4 * explained.X.shape[1]


def rows_to_explain(plan: Plan, rows: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """The rows over which importance is averaged: positions from 0."""
    return _draw(rows, plan.explain.rows, plan.seed + 1)


def _draw(rows: int, wanted: int, seed: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Positions of a seeded sample without replacement, in the order of the rows."""
    return np.sort(np.random.default_rng(seed).permutation(rows)[:wanted])


def _number(model: LoadedModel) -> Predict:
    def score(frame: pd.DataFrame, /) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        return np.asarray(model.predict(frame), dtype=np.float64)

    return score


def _predict(model: LoadedModel, positive: str) -> Predict:
    def score(frame: pd.DataFrame, /) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        if model.has_scores:
            return model.scores(frame, positive)
        return np.array([float(label_text(label) == positive) for label in model.predict(frame)])

    return score


def _run(method: str, explained: Explained, rows: np.ndarray[tuple[int], np.dtype[np.int64]]) -> Explanation:
    from fairwitness.explainers.base import load_explainer
    from fairwitness.explainers.cache import key_of

    X, background, options = explained.X.iloc[rows], explained.background, explained.options

    def make() -> Explanation:
        return load_explainer(method).explain(explained.predict, X, background, options)

    if explained.kept is None:
        return make()
    key = key_of(explained.kept.model, method, X, background, options=options, version=package_version())
    return explained.kept.cache.made(key, make)


def _global(found: Explanation, explained: Explained, seed: int) -> GlobalExplanation:
    features = [
        Importance(
            column=item.column,
            label=explained.words.column(item.column),
            value=settled(item.mean),
            standard_error=settled(item.standard_error),
            sensitive=item.column in explained.sensitive,
        )
        for item in found.importance()
    ]
    return GlobalExplanation(
        method="shap",
        engine=str(found.meta["engine"]),
        scale=str(found.meta["scale"]),
        rows=len(found.outputs),
        background_rows=int(found.meta["background_rows"] or 0),
        background_hash=str(found.meta["background_hash"]),
        base_value=settled(found.base_values[0]),
        base_value_definition=str(found.meta["base_value_definition"]),
        additivity_residual=settled(found.additivity_residual),
        seed=seed,
        n_samples=int(found.meta["n_samples"] or 0),
        features=tuple(sorted(features, key=lambda feature: -feature.value)),
        certificate=certificate_of(found),
    )


def _case(method: str, found: Explanation, explained: Explained, row: int, name: str) -> CaseExplanation:
    from fairwitness.explainers.outside import outside

    values, errors = explained.X.iloc[row], found.standard_errors
    beyond = outside(explained.X.iloc[[row]], explained.background)[0]
    contributions = [
        Contribution(
            column=column,
            label=explained.words.column(column),
            shown=_shown(values[column]),
            value=settled(found.values[0, place]),
            condition=_condition(found.conditions[0][place], column, explained.words)
            if found.conditions
            else None,
            standard_error=None if errors is None else settled(errors[0, place]),
            outside=bool(beyond[place]),
        )
        for place, column in enumerate(found.columns)
    ]
    return CaseExplanation(
        id=name,
        method=method,
        output=settled(found.outputs[0]),
        base_value=settled(found.base_values[0]),
        fidelity=_first(found.fidelity),
        effective_samples=_first(found.effective_samples),
        stability=_first(found.stability),
        contributions=tuple(sorted(contributions, key=lambda contribution: -abs(contribution.value))),
        certificate=certificate_of(found),
    )


def _first(values: FloatArray | None) -> float | None:
    return None if values is None else settled(values[0])


def _condition(text: str, column: str, words: Vocabulary) -> str:
    """A condition such as ``25 < obrat <= 37`` with the column called as a person calls it."""
    return text.replace(column, words.column(column), 1)


def _shown(value: object) -> str:
    if is_missing(value):
        return "missing"
    if isinstance(value, float | np.floating) and not float(value).is_integer():
        return f"{float(value):.4g}"
    return label_text(value)
