"""What two models use of the columns, on the same rows: which one the second uses more or less, beyond noise."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from fairwitness.audits.explanations.explain import prepare, rows_to_explain
from fairwitness.audits.settled import settled
from fairwitness.audits.subject import Subject
from fairwitness.audits.versions.document import ColumnChange, ExplanationChange
from fairwitness.audits.wording import Vocabulary, listed
from fairwitness.errors import ExplanationError

if TYPE_CHECKING:
    import pandas as pd

    from fairwitness.audits.explanations.explain import Explained
    from fairwitness.explainers.base import Predict
    from fairwitness.explainers.differences import ColumnDifference, ExplanationDifference

_NAMED = 3
_NOT = "What the versions use was not compared"


def explanation_change(a: Subject, b: Subject) -> ExplanationChange | str:
    """Explain both models on a draw of rows, against the same background; or the reason why that cannot be done.

    A column that only one of them reads counts for nothing under the other.
    """
    if a.model is None or b.model is None:
        return f"{_NOT}: that takes two models, not decisions alone."
    try:
        return _compared(a, b)
    except ExplanationError as error:
        return f"{_NOT}. {error}"


def _compared(a: Subject, b: Subject) -> ExplanationChange | str:
    from fairwitness.explainers.base import load_explainer
    from fairwitness.explainers.differences import compare_explanations

    words = Vocabulary.of(a.plan.words, a.labels, a.plan.roles.target)
    one, two = prepare(a, words), prepare(b, words)
    if one.options.scale != two.options.scale:
        return (
            f"{_NOT}: the earlier model answers on the scale '{one.options.scale}', the later one on the scale "
            f"'{two.options.scale}'."
        )
    columns = list(dict.fromkeys([*map(str, one.X.columns), *map(str, two.X.columns)]))
    X = a.frame[columns]
    rows, background = X.iloc[rows_to_explain(a.plan, len(X))], X.iloc[one.drawn]
    options = replace(one.options, n_samples=4 * len(columns), check_rows=0)
    explainer = load_explainer("shap")
    found = [explainer.explain(_over(each, columns), rows, background, options) for each in (one, two)]
    return _recorded(compare_explanations(*found), [str(each.meta["engine"]) for each in found], one)


def _over(explained: Explained, columns: list[str]) -> Predict:
    """The model over the columns that either reads; as it is where these are its own."""
    own = list(explained.X.columns)
    if list(map(str, own)) == columns:
        return explained.predict

    def answer(frame: pd.DataFrame, /) -> object:
        return explained.predict(frame[own])

    return answer  # type: ignore[return-value]  # it answers what the model answers


def _recorded(found: ExplanationDifference, engines: list[str], explained: Explained) -> ExplanationChange:
    columns = sorted(found.columns, key=lambda one: -max(one.size.before, one.size.after))
    return ExplanationChange(
        rows=found.rows,
        background_rows=len(explained.background),
        scale=explained.options.scale,
        engines=(engines[0], engines[1]),
        confidence=found.resampling.confidence,
        top=found.top,
        overlap=found.overlap,
        columns=tuple(_column(one, explained.words) for one in columns),
        statement=_statement(found, explained.words),
    )


def _column(one: ColumnDifference, words: Vocabulary) -> ColumnChange:
    return ColumnChange(
        column=one.column,
        label=words.column(one.column),
        before=settled(one.size.before),
        after=settled(one.size.after),
        change=settled(one.size.change),
        low=settled(one.size.low),
        high=settled(one.size.high),
        direction=one.size.direction,
        ranks=one.ranks,
    )


def _statement(found: ExplanationDifference, words: Vocabulary) -> str:
    changed = {one.column: one.size.direction for one in found.columns}
    parts = []
    for direction in ("more", "less"):
        named = [f"'{words.column(name)}'" for name in found.changed() if changed[name] == direction]
        more = f" and {len(named) - _NAMED} others" if len(named) > _NAMED + 1 else ""
        shown = named[:_NAMED] if more else named
        if named:
            parts.append(f"{direction} use of {', '.join(shown) + more if more else listed(shown)}")
    over = f"over {found.rows:,} rows"
    if not parts:
        return f"No column is shown to be used more or less now than before, {over}."
    return f"The model now makes {' and '.join(parts)} than before, {over}."
