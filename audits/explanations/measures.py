"""The measures of explanations that an audit takes: their names, which way is better, and between what they lie."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Measure:
    """One measure, by the name that plans and gates use.

    Parameters
    ----------
    title
        Its plain name.
    means
        One sentence for a reader who never heard of it.
    better
        Which way is better.
    scale
        "share" (from 0 to 1), "output" (the model's own unit) or "times" (so many times the size of the explanation or
        the variance of the outputs, 0 or more).
    """

    name: str
    title: str
    means: str
    better: Literal["higher", "lower"]
    scale: Literal["share", "output", "times"]


MEASURES = {
    measure.name: measure
    for measure in (
        Measure(
            "explanation_fidelity",
            "Fit of LIME's simple model",
            "How much of the model's behaviour near a person LIME's simple model reproduces (R2); 1 is all of it.",
            "higher",
            "share",
        ),
        Measure(
            "explanation_agreement",
            "Agreement of SHAP and LIME",
            "How many of the columns that SHAP calls most important LIME does too; 1 is all of them.",
            "higher",
            "share",
        ),
        Measure(
            "explanation_gap_important",
            "Effect of the important columns (PGI)",
            "How far the output moves when the columns called important change; more is better.",
            "higher",
            "output",
        ),
        Measure(
            "explanation_gap_unimportant",
            "Effect of the other columns (PGU)",
            "How far the output moves when all other columns change; less is better.",
            "lower",
            "output",
        ),
        Measure(
            "explanation_infidelity",
            "Infidelity",
            "How far the contributions miss what happens when columns are taken away, as a share of the outputs' "
            "variance; 0 is best.",
            "lower",
            "times",
        ),
        Measure(
            "explanation_sensitivity",
            "Change for similar people",
            "How far the explanation changes, at most, for a person much like this one, as a share of its size; 0 is "
            "no change.",
            "lower",
            "times",
        ),
        Measure(
            "explanation_background_spread",
            "Change with the background",
            "How far the explanation changes when the background is drawn again, as a share of its size; 0 is best.",
            "lower",
            "times",
        ),
        Measure(
            "explanation_off_manifold",
            "Made-up rows told from real ones",
            "How surely the rows that an explanation asks about can be told from real people; 0.5 is not at all, 1 is "
            "always.",
            "lower",
            "share",
        ),
        Measure(
            "explanation_surrogate_error",
            "What a shallow tree misses",
            "How much of the outputs' variance a tree of three questions does not reproduce on rows it has not seen; "
            "0 is best.",
            "lower",
            "times",
        ),
    )
}
