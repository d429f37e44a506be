"""Why the gap: what the columns bring to the difference between two groups, over a draw of rows of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from fairwitness.audits.explanations.gap_wanted import FIRST, Places, Wanted, drawn, wanted
from fairwitness.audits.record.schema import GapAttribution, GapColumn
from fairwitness.audits.settled import settled
from fairwitness.audits.subject import Subject
from fairwitness.audits.subject.labels import label_text
from fairwitness.audits.units import gap as in_words
from fairwitness.audits.wording import Vocabulary, listed
from fairwitness.errors import ExplanationError

if TYPE_CHECKING:
    import pandas as pd

    from fairwitness.audits.checks.base import Context
    from fairwitness.explainers.base import Explanation, Predict, Scale
    from fairwitness.explainers.gap import GapAttribution as Shared
    from fairwitness.explainers.gap import GapShare
    from fairwitness.explainers.proxy import Proxy

CHUNKS: Final = 10
SAMPLES: Final = 4
"""Coalitions for each column: the mean over rows and chunks evens out what one row alone lacks."""
LEAST_BACKGROUND: Final = 10
PROXY_ROWS: Final = 20_000
LARGE: Final = 0.2
"""A share from here on is called large."""


def attribute_gaps(context: Context) -> tuple[GapAttribution, ...]:
    """Share out the widest judged gap of each metric and sensitive attribute; see `gap_wanted` for which.

    Rows are drawn at random within each of the two groups, `explain.rows` of each or all there are. The background is
    cut so that this asks the model about as much as the importance over `explain.rows` rows does.
    """
    asked = tuple(wanted(context))
    told = _Told(context.rows(), {})
    by_score = tuple(one for one in asked if one.metric == "mean_score")
    by_decision = tuple(one for one in asked if one.metric != "mean_score")
    return tuple(gap for each in (by_decision, by_score) if each for gap in _shared(context, each, told))


def _shared(context: Context, asked: Sequence[Wanted], told: _Told) -> Iterator[GapAttribution]:
    """Gaps of one output of the model: its decisions (or numbers), or its scores."""
    from fairwitness.explainers.gap import attribute_gap
    from fairwitness.explainers.resampling import Resampling

    subject = context.rows()
    draws = [drawn(subject, one) for one in asked]
    rows = np.unique(np.concatenate(draws))
    found, designs = _explained(subject, context.words, rows, scores=asked[0].metric == "mean_score")
    weights = np.ones(len(subject.frame)) if subject.weights is None else subject.weights
    for one, places in zip(asked, draws, strict=True):
        names = np.array(one.attribute.groups)[one.attribute.codes]
        gap = attribute_gap(
            _of_positives(found) if _turns(subject, one) else found,
            names[rows].tolist(),
            one.pair,
            weights=np.where(np.isin(rows, places), weights[rows], 0.0),
            designs=designs,
            resampling=Resampling(seed=subject.plan.seed),
        )
        yield _recorded(context, one, gap, (found, told.proxies(one, names)))


def _turns(subject: Subject, one: Wanted) -> bool:
    """Whether the rate is of positive predictions, and the favourable decision is the negative one."""
    return (
        one.metric in ("true_positive_rate", "false_positive_rate")
        and not subject.labels.favourable_is_positive
    )


def _of_positives(found: Explanation) -> Explanation:
    """Of the opposite decision: 1 less the output."""
    return replace(found, values=-found.values, base_values=1 - found.base_values, outputs=1 - found.outputs)


def _explained(
    subject: Subject, words: Vocabulary, rows: Places, *, scores: bool
) -> tuple[Explanation, npt.NDArray[np.int64]]:
    """Attributions of the decisions (or numbers, or scores) of these rows, and which design of coalitions each had.

    Every chunk of rows has a design of its own, so that what one design misses evens out.
    """
    from fairwitness.audits.explanations.explain import prepare
    from fairwitness.explainers.base import load_explainer

    base, plan = prepare(subject, words), subject.plan
    affordable = plan.explain.rows * plan.explain.background // len(rows)
    size = max(LEAST_BACKGROUND, min(len(base.background), affordable))
    background = base.background.iloc[np.linspace(0, len(base.background) - 1, size).astype(int)]
    scale: Scale = "probability" if scores else base.options.scale if plan.task == "regression" else "score"
    options = replace(base.options, n_samples=SAMPLES * base.X.shape[1] + 1, scale=scale, check_rows=0)
    explainer, predict = load_explainer("shap"), base.predict if scores else _decision(subject)
    chunks = np.array_split(rows, min(CHUNKS, len(rows)))
    parts = [
        explainer.explain(
            predict, base.X.iloc[chunk], background, replace(options, seed=(plan.seed + place) % 2**32)
        )
        for place, chunk in enumerate(chunks)
    ]
    return _joined(parts), np.repeat(np.arange(len(chunks)), [len(chunk) for chunk in chunks])


def _joined(parts: Sequence[Explanation]) -> Explanation:
    from fairwitness.explainers.base import Explanation

    errors = [part.standard_errors for part in parts if part.standard_errors is not None]
    return Explanation(
        values=np.concatenate([part.values for part in parts]),
        base_values=np.concatenate([part.base_values for part in parts]),
        outputs=np.concatenate([part.outputs for part in parts]),
        columns=parts[0].columns,
        meta=parts[0].meta,
        standard_errors=np.concatenate(errors) if len(errors) == len(parts) else None,
    )


def _decision(subject: Subject) -> Predict:
    """The model as it decides: 1 for the favourable decision, else 0; of numbers, the number."""
    import pandas as pd

    model, plan, labels = subject.model, subject.plan, subject.labels
    if model is None:
        raise ExplanationError("Why there is a gap can be asked of a model only. Name one.")
    by_model = plan.roles.prediction is None and plan.roles.score is None

    def decide(frame: pd.DataFrame, /) -> npt.NDArray[np.float64]:
        if plan.task == "regression":
            return np.asarray(model.predict(frame), dtype=np.float64)
        if by_model and plan.roles.threshold is not None:
            positive = np.asarray(model.scores(frame, labels.positive) >= plan.roles.threshold)
            return np.where(positive == labels.favourable_is_positive, 1.0, 0.0)
        codes, values = pd.factorize(model.predict(frame))
        return np.array([float(label_text(value) == labels.favourable) for value in values])[codes]

    return decide


@dataclass(frozen=True)
class _Told:
    """How well columns tell two groups apart, asked once for each pair."""

    subject: Subject
    known: dict[tuple[str, tuple[str, str]], tuple[Proxy, ...]]

    def proxies(self, one: Wanted, names: npt.NDArray[np.str_]) -> tuple[Proxy, ...]:
        """Of each column; nothing where a group has too few rows for that."""
        key = one.attribute.name, one.pair
        if key not in self.known:
            self.known[key] = self._asked(one, names)
        return self.known[key]

    def _asked(self, one: Wanted, names: npt.NDArray[np.str_]) -> tuple[Proxy, ...]:
        from fairwitness.explainers.proxy import LEAST, proxies

        subject = self.subject
        rows = np.random.default_rng(subject.plan.seed + 4).permutation(len(names))
        rows = np.sort(rows[np.isin(names[rows], one.pair)][:PROXY_ROWS])
        if min((names[rows] == group).sum() for group in one.pair) < LEAST:
            return ()
        X = subject.frame[list(subject.features)].iloc[rows]
        return proxies(X, names[rows].tolist(), one.pair, seed=subject.plan.seed)


def _recorded(
    context: Context, one: Wanted, gap: Shared, seen: tuple[Explanation, tuple[Proxy, ...]]
) -> GapAttribution:
    from fairwitness.explainers.gap import IGNORED
    from fairwitness.explainers.proxy import LIMIT

    found, told = seen
    by_column = {proxy.column: proxy for proxy in told}
    sensitive, words = context.rows().sensitive_columns(), context.words
    columns = [
        _column((share.column, words.column(share.column)), share, by_column.get(share.column), sensitive)
        for share in gap.shares
    ]
    columns.sort(key=lambda column: -abs(column.value))
    return GapAttribution(
        metric=one.comparison.metric,
        attribute=one.attribute.name,
        groups=one.pair,
        rows=gap.rows,
        of_rows=one.sizes,
        means=(settled(gap.means[0]), settled(gap.means[1])),
        value=settled(gap.gap),
        low=settled(gap.low),
        high=settled(gap.high),
        whole=settled(abs(one.comparison.value or 0.0)),
        residual=settled(gap.residual),
        confidence=gap.resampling.confidence,
        resamples=gap.resampling.resamples,
        seed=gap.resampling.seed,
        engine=str(found.meta["engine"]),
        background_rows=int(found.meta["background_rows"] or 0),
        background_hash=str(found.meta["background_hash"]),
        proxy_limit=LIMIT,
        proxy_rows=told[0].rows if told else None,
        columns=tuple(columns),
        statement=_statement(one, gap, columns, context),
        notes=(IGNORED, *_unlike(context)),
    )


def _column(
    named: tuple[str, str], share: GapShare, proxy: Proxy | None, sensitive: frozenset[str]
) -> GapColumn:
    return GapColumn(
        column=named[0],
        label=named[1],
        value=settled(share.value),
        low=settled(share.low),
        high=settled(share.high),
        sensitive=named[0] in sensitive,
        auc=None if proxy is None else settled(proxy.auc),
        auc_low=None if proxy is None else settled(proxy.low),
        auc_high=None if proxy is None else settled(proxy.high),
        proxy=proxy is not None and proxy.over(),
    )


def _statement(one: Wanted, gap: Shared, columns: Sequence[GapColumn], context: Context) -> str:
    unit = context.measured.metric(one.comparison.metric).unit
    sure = [f"'{column.label}' ({in_words(column.value, unit)})" for column in columns if column.low > 0]
    rows = f"{gap.rows[0]:,} {gap.groups[0]} and {gap.rows[1]:,} {gap.groups[1]} rows"
    size = f"Over {rows}, the gap{of_what(context, one.metric)} by {one.attribute.name} is {in_words(gap.gap, unit)}"
    if gap.low <= 0:
        return f"{size}, which the choice of rows alone may explain; so no column can be said to make it."
    if not sure:
        return f"{size}; no column widens it beyond what the choice of rows explains."
    return f"{size}; {listed(sure[:3])} {'widens' if len(sure[:3]) == 1 else 'widen'} it most."


def of_what(context: Context, metric: str) -> str:
    """Which gap it is, where it is not the one that is always looked at: " in positives found", say."""
    if metric in FIRST.values():
        return ""
    return f" in {context.measured.metric(metric).title.lower()}"


def _unlike(context: Context) -> tuple[str, ...]:
    """What to say where the decisions that are judged are not the model's own."""
    roles = context.plan.roles
    if roles.prediction is None and roles.score is None:
        return ()
    return ("The decisions shared out are the model's own; those that are judged come from a column.",)


def large(found: GapAttribution) -> tuple[GapColumn, ...]:
    """Proxies that bring a large share of a gap, both beyond what the choice of rows explains."""
    if found.low <= 0:
        return ()
    return tuple(
        column
        for column in found.columns
        if column.proxy and not column.sensitive and column.low > 0 and column.value >= LARGE * found.value
    )
