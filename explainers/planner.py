"""Which engine explains a model, and which one checks it: the fastest explanation is a choice, not a library."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from fairwitness.errors import ExplanationError
from fairwitness.explainers.base import Asked, FloatArray
from fairwitness.explainers.engines.base import Engine, Question
from fairwitness.explainers.engines.coalitions import Coalitions
from fairwitness.explainers.inputs import log_odds_of
from fairwitness.explainers.inside import Structure
from fairwitness.explainers.reading import inside_of

WITNESS_ROWS = 64
AGREEMENT = 1e-4  # relative to the largest answer; sums of 32-bit numbers differ by about 1e-6


@dataclass(frozen=True, eq=False)
class Choice:
    """An engine, and a second one for a few rows.

    Parameters
    ----------
    engine
        What explains.
    question
        What it is asked, and the second engine too: of a few of its rows.
    why
        The reason, in a sentence.
    second
        What checks, or the reason why nothing does.
    """

    engine: Engine
    question: Question
    why: str
    second: Engine | str


def choose(question: Question, model: Asked) -> Choice:
    """The engine for this model, these rows and this background.

    What can be read of a model is used only where its sum is on the wanted scale, and equals the model's answers on a
    few rows of those explained and of the background: a model that was misread is a black box.

    Raises
    ------
    ExplanationError
        There is no background, and the model cannot be explained without.
    """
    found = inside_of(model, question.columns, model.label or question.options.positive)
    against = question.background is not None
    engine = None if found is None else found.against_background if against else found.without_background
    doubt = "its inside cannot be read" if found is None else _doubt(found, question, model)
    if found is not None and engine is not None and doubt is None:
        own = replace(question, ask=found.answer)
        why = found.because(background=against)
        return Choice(engine, own, why, found.second(len(question.columns), background=against))
    if not against:
        raise ExplanationError(_needs_rows(doubt))
    from fairwitness.explainers.engines.permutations import Permutations

    why = f"{doubt or 'no engine reads it against a background'}, so the model is asked about coalitions of columns"
    asked = replace(question, ask=on_wanted_scale(question, model))
    return Choice(Coalitions(), asked, why, Permutations())


def on_wanted_scale(question: Question, model: Asked) -> Callable[[pd.DataFrame], FloatArray]:
    """The model's answers on the scale wanted: where margins are, its own sum if that can be read, else log-odds.

    Raises
    ------
    ExplanationError
        From the returned function: a probability is 0 or 1, and has no log-odds.
    """
    if not (model.scale == "probability" and question.options.scale == "margin"):
        return question.ask
    found = inside_of(model, question.columns, model.label or question.options.positive)
    if found is not None and _doubt(found, question, model) is None:
        return found.answer
    return log_odds_of(question.ask)


def _needs_rows(doubt: str | None) -> str:
    return (
        "The `background` must be rows that stand for what is usual, with the columns of `X`. Got None instead, and "
        f"only models whose trees can be read are explained without: {doubt or 'this one is none of them'}. Pass a few "
        "hundred rows of the training data, for instance background=X_train.sample(200, random_state=0)."
    )


def _doubt(found: Structure, question: Question, model: Asked) -> str | None:
    """Why what was read must not be used; None where it may."""
    wanted = question.options.scale
    if found.scale != wanted:
        return f"its own sum is a {found.scale}, and a {wanted} is to be explained"
    frames = (question.X,) if question.background is None else (question.X, question.background)
    for frame in frames:
        apart, largest = _apart(found, frame.iloc[:WITNESS_ROWS], question, model)
        if apart > AGREEMENT * max(1.0, largest):
            return f"what was read of the {found.family} misses its answers by up to {apart:.2g}"
    return None


def _apart(found: Structure, rows: pd.DataFrame, question: Question, model: Asked) -> tuple[float, float]:
    """How far what was read is from what the model answers, and its largest answer."""
    said, read_off = question.ask(rows), found.answer(rows)
    if model.scale == "probability" and found.scale == "margin":
        apart = _from_margins(read_off, said, rows, question, model)
    else:
        apart = float(np.abs(read_off - said).max())
    return apart, float(np.abs(said).max())


def _from_margins(
    own: FloatArray, said: FloatArray, rows: pd.DataFrame, question: Question, model: Asked
) -> float:
    """How far probabilities made of margins are from the model's.

    Of two labels by the logistic function; of several by softmax, or by each label's own logistic function.
    """
    from scipy.special import expit

    labels = [str(label) for label in getattr(model.inside, "classes_", ())]
    if len(labels) <= 2:
        return float(np.abs(expit(own) - said).max())
    place = labels.index(model.label or question.options.positive or labels[-1])
    margins = []
    for label in labels:
        other = inside_of(model, question.columns, label)
        if other is None:
            return float("inf")
        margins.append(other.answer(rows))
    stacked = np.stack(margins, axis=1)
    soft = np.exp(stacked - stacked.max(axis=1, keepdims=True))
    each = expit(stacked)
    shares = [numbers[:, place] / numbers.sum(axis=1) for numbers in (soft, each)]
    return min(float(np.abs(share - said).max()) for share in shares)
