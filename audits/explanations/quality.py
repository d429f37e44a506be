"""The explanations of an audited model put to the test: measures by group with intervals, beside the tell-tales."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from fairwitness.audits.explanations.explain import Explained, prepare
from fairwitness.audits.explanations.measures import MEASURES
from fairwitness.audits.explanations.telltales import backgrounds, scaffolding
from fairwitness.audits.record.explanation_quality import (
    ExplanationQuality,
    QualityFigure,
    QualityMeasure,
    TelltaleFigure,
)
from fairwitness.audits.settled import settled
from fairwitness.audits.stats.means import t_interval
from fairwitness.audits.subject import Attribute, Subject
from fairwitness.audits.wording import Vocabulary

if TYPE_CHECKING:
    import pandas as pd

    from fairwitness.explainers.base import Explanation
    from fairwitness.explainers.quality.base import Examined

CONFIDENCE = 0.95
LIME_SAMPLES = 500
COALITIONS = 4
"""For each column, where the model has to be asked."""
MOST_ASKED = 400
"""Rows that the tell-tale of scaffolding and the shallow tree look at: more make them surer and slower."""
MOST_BACKGROUND = 50
"""Rows of the background that the tests use: explaining again and again would take long with all. It is said."""
NEAR_ROWS = 1
BACKGROUNDS = 2
Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Drawn:
    """Rows to explain: a draw from everybody, and more of groups that are small in it.

    Parameters
    ----------
    rows
        Their places in the data, in order.
    everybody
        Which of them speak for all rows, shape (rows drawn,).
    groups
        Which of them speak for a group, by attribute and name: always a plain random draw of that group.
    """

    rows: Places
    everybody: Mask
    groups: Mapping[tuple[str, str], Mask]


def draw(attributes: Sequence[Attribute], rows: int, wanted: int, least: int, seed: int) -> Drawn:
    """The first `wanted` rows in an order drawn with the seed, and of each group at least its first `least`.

    Groups of crossed attributes are not topped up: there are too many of them.
    """
    order = np.random.default_rng([seed, 3]).permutation(rows)
    chosen: dict[tuple[str, str], Places] = {}
    for attribute in attributes:
        for group, members in attribute.known():
            own = order[members[order]]
            inside = int(members[order[:wanted]].sum())
            crossed = len(attribute.columns) > 1
            chosen[attribute.name, group] = own[: inside if crossed else max(inside, least)]
    places = np.unique(np.concatenate([order[:wanted], *chosen.values()]))
    return Drawn(
        places,
        np.isin(places, order[:wanted]),
        {key: np.isin(places, members) for key, members in chosen.items()},
    )


def measure(subject: Subject, words: Vocabulary) -> ExplanationQuality:
    """Explain `explain.quality_rows` rows, and measure how good that is.

    Raises
    ------
    ExplanationError
        There is no model to explain, or it answers badly.
    """
    explained = prepare(subject, words)
    plan, total = subject.plan, len(explained.X)
    least = max(plan.checks.min_group, 2)
    few = draw(subject.attributes, total, plan.explain.quality_rows, least, plan.seed)
    many = draw(subject.attributes, total, MOST_ASKED, least, plan.seed)
    numbers = [
        *((name, few, found) for name, found in _of_rows(explained, few.rows)),
        ("explanation_surrogate_error", many, _surrogate(explained, many.rows)),
    ]
    telltales = (scaffolding(explained, many.rows[many.everybody]), *backgrounds(subject, explained))
    return ExplanationQuality(
        rows=len(few.rows),
        confidence=CONFIDENCE,
        seed=plan.seed,
        measures=tuple(
            QualityMeasure(
                name=name,
                better=MEASURES[name].better,
                scale=MEASURES[name].scale,
                figures=tuple(_figures(found, drawn, least)),
            )
            for name, drawn, found in numbers
        ),
        telltales=telltales,
        statement=_statement(telltales, len(few.rows), _against(explained)),
    )


def _of_rows(explained: Explained, rows: Places) -> Iterator[tuple[str, Floats]]:
    """Every measure of single explanations, with a number a row."""
    from fairwitness.explainers.quality.agreement import feature_agreement
    from fairwitness.explainers.quality.base import Examined
    from fairwitness.explainers.quality.discriminator import told_apart
    from fairwitness.explainers.quality.infidelity import infidelity
    from fairwitness.explainers.quality.prediction_gap import gap_on_important, gap_on_unimportant

    X, background = explained.X.iloc[rows], explained.background.iloc[_some(explained)]
    shap = _shap(explained, X, background, explained.options.seed)
    lime = _explain("lime", explained, X, background, LIME_SAMPLES)
    examined = Examined(explained.predict, X, background, shap, explained.options.seed)
    if lime.fidelity is not None:
        yield "explanation_fidelity", lime.fidelity
    yield "explanation_agreement", feature_agreement(shap.values, lime.values)
    yield "explanation_gap_important", gap_on_important(examined)
    yield "explanation_gap_unimportant", gap_on_unimportant(examined)
    yield "explanation_infidelity", infidelity(examined)
    yield from _again(explained, examined)
    yield "explanation_off_manifold", told_apart(examined).rates()


def _again(explained: Explained, examined: Examined) -> Iterator[tuple[str, Floats]]:
    """What explaining again comes to: near rows, and other backgrounds."""
    from fairwitness.explainers.quality.reruns import with_other_backgrounds
    from fairwitness.explainers.quality.stability import shaken

    def explain(rows: pd.DataFrame, background: pd.DataFrame, seed: int) -> Explanation:
        return _shap(explained, rows, background, seed)

    yield "explanation_sensitivity", shaken(examined, explain, NEAR_ROWS).max_sensitivity()
    backgrounds = with_other_backgrounds(examined, explain, BACKGROUNDS)
    yield "explanation_background_spread", backgrounds.relative_spread()


def _shap(explained: Explained, rows: pd.DataFrame, background: pd.DataFrame, seed: int) -> Explanation:
    again = replace(explained, options=replace(explained.options, seed=seed))
    return _explain("shap", again, rows, background, COALITIONS * explained.X.shape[1])


def _some(explained: Explained) -> Places:
    """Places of background rows: all, or a draw of so many that explaining again and again does not take long."""
    rows = len(explained.background)
    order = np.random.default_rng([explained.options.seed, 4]).permutation(rows)
    return np.sort(order[:MOST_BACKGROUND])


def _explain(
    method: str, explained: Explained, rows: pd.DataFrame, background: pd.DataFrame, n_samples: int
) -> Explanation:
    from fairwitness.explainers.base import load_explainer

    options = replace(explained.options, n_samples=n_samples, check_rows=0)
    return load_explainer(method).explain(explained.predict, rows, background, options)


def _surrogate(explained: Explained, rows: Places) -> Floats:
    from fairwitness.explainers.quality.surrogate import surrogate_tree

    if len(rows) < 4:
        return np.full(len(rows), np.nan)
    return surrogate_tree(
        explained.predict, explained.X.iloc[rows], seed=explained.options.seed
    ).unexplained()


def _figures(numbers: Floats, drawn: Drawn, least: int) -> Iterator[QualityFigure]:
    """The mean over all rows, and over those of every group."""
    yield _figure(numbers[drawn.everybody], None, None, 2)
    for (attribute, group), members in drawn.groups.items():
        yield _figure(numbers[members], attribute, group, least)


def _figure(numbers: Floats, attribute: str | None, group: str | None, least: int) -> QualityFigure:
    known = numbers[np.isfinite(numbers)]
    if len(known) < least:
        reason = f"{len(known):,} explained rows, and {least:,} are needed"
        return QualityFigure(
            attribute=attribute,
            group=group,
            n=len(known),
            value=None,
            standard_error=None,
            low=None,
            high=None,
            reason=reason,
        )
    mean, error = float(known.mean()), float(known.std(ddof=1) / np.sqrt(len(known)))
    low, high = t_interval(mean, error, len(known), 1 - CONFIDENCE)
    return QualityFigure(
        attribute=attribute,
        group=group,
        n=len(known),
        value=settled(mean),
        standard_error=settled(error),
        low=settled(low),
        high=settled(high),
        reason=None,
    )


def _against(explained: Explained) -> str:
    """What background was taken, where it is not all of that of the record's importance and cases."""
    rows = len(explained.background)
    if rows <= MOST_BACKGROUND:
        return ""
    return f", against {MOST_BACKGROUND} of the {rows:,} background rows that the record's explanations compare with"


def _statement(telltales: tuple[TelltaleFigure, ...], rows: int, against: str = "") -> str:
    fired = [one.statement for one in telltales if one.says == "fires"]
    begin = f"{rows:,} explanations were put to the test{against}."
    open_ = sum(one.says == "inconclusive" for one in telltales)
    unsettled = f"Of {len(telltales)} questions about tampering, {open_} could not be settled: too few rows."
    return " ".join([begin, *(fired or ["No sign of tampering was found."]), *([unsettled] if open_ else [])])
