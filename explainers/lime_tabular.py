"""LIME: a small linear model around each row, over conditions that a person can read.

Sources: Ribeiro, Singh and Guestrin, "Why Should I Trust You?", KDD 2016; the `lime` package. On what its
weights mean for tables: Garreau and von Luxburg, arXiv 2008.11092.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import pandas as pd

from fairwitness.errors import ExplanationError
from fairwitness.explainers.base import Asked, Explanation, Meta, Options, Predict
from fairwitness.explainers.columns import ColumnCodec
from fairwitness.explainers.engines.base import Question
from fairwitness.explainers.inputs import as_frame, checked, matched, on_codes, provenance, required
from fairwitness.explainers.lime.answers import Answers
from fairwitness.explainers.lime.conditions import Conditions
from fairwitness.explainers.lime.kernel import LOCAL_SHARE, NARROWEST, lime_width
from fairwitness.explainers.lime.numbers import Numbers
from fairwitness.explainers.lime.options import LimeOptions
from fairwitness.explainers.lime.sampling import Draw, Perturbation
from fairwitness.explainers.lime.stability import stability, top
from fairwitness.explainers.lime.surrogates import surrogates
from fairwitness.explainers.outside import outside_codes
from fairwitness.explainers.planner import on_wanted_scale

SAMPLES = 5_000
_MISSING_RULE = "a condition of its own, drawn as often as the background has it; nothing is imputed"
_WIDTHS: Mapping[float | str, str] = {
    "lime": "0.75 sqrt(columns)",
    "local": f"effective sample size of {LOCAL_SHARE:.0%} of the perturbed rows, but no less than {NARROWEST}",
}

_WITHIN = {
    "lime": "quartiles as often as in the background, within them normal numbers, as in lime 0.2.0.1",
    "background": "background values drawn within quartiles",
}


@dataclass(frozen=True)
class LimeTabular:
    """Weights of a local linear surrogate, one for each column: that of the condition the row meets.

    Number columns are cut at the background's quartiles, others are met by equality. Perturbed rows draw each column by
    itself, so they may hold combinations that do not occur. They are drawn once and asked about once for all rows; the
    explained row itself is one of them. How they are drawn, kernel, distance and ridge are those of lime 0.2.0.1, but
    for what it does to missing values, to whole numbers and to columns of one value. `Options.lime` has what may be
    chosen otherwise. All is done in one process, whatever `Options.workers` says, since the answers to the one draw are
    what all rows share: to send it to other processes takes longer than the rest of the work.

    `fidelity` is the R2 of the surrogate on them; where it is low, the weights say little about the model, and where
    all answers are alike it is 0, there is none to estimate, and `meta` counts such rows. `effective_samples` says how
    many perturbed rows the kernel leaves, `standard_errors` and `stability` what another seed would change. A condition
    that no background row meets is met in 1 of n + 1 perturbed rows, n being the background's rows, but in no less
    than 1 %; the model is asked about these once more. The base value is the surrogate's answer where no condition is
    met.
    """

    name: ClassVar[str] = "lime"

    def explain(
        self, predict: Predict, X: pd.DataFrame, background: pd.DataFrame | None, options: Options
    ) -> Explanation:
        """Explain the answers of `predict` to the rows of `X`.

        Raises
        ------
        ExplanationError
            The frames do not fit, the perturbed rows are too few, or the model answers badly.
        """
        X = as_frame(X, name="X")
        background = matched(X, as_frame(required(background), name="background"))
        codec = ColumnCodec(background, X)
        coded, rows = codec.encode(background), codec.encode(X)
        samples = _enough(SAMPLES if options.n_samples is None else options.n_samples, rows.shape[1])
        draw = Draw.of(coded, samples, options.seed)
        chosen = options.lime
        around: Perturbation = (
            Conditions(codec, coded, rows, draw, within=chosen.within)
            if chosen.discretize
            else Numbers(codec, coded, rows, draw, local=chosen.local)
        )
        model = predict if isinstance(predict, Asked) else Asked(predict, scale=options.scale)
        ask = on_wanted_scale(Question(checked(model.predict), X, background, options), model)
        answers = Answers(on_codes(ask, codec), around, ask(X), options.progress)
        width = lime_width(len(codec.columns)) if chosen.kernel_width == "lime" else chosen.kernel_width
        found = surrogates(around, answers, (samples, len(codec.columns)), width)
        return Explanation(
            values=found.fits.weights,
            base_values=found.base_values,
            outputs=answers.outputs,
            columns=codec.columns,
            standard_errors=found.fits.standard_errors,
            fidelity=found.fits.r2,
            effective_samples=found.effective_samples,
            stability=stability(found.fits.weights, found.fits.influences),
            conditions=tuple(around.conditions(place) for place in range(len(rows))),
            meta={
                **self._meta(chosen, samples, width, len(codec.columns)),
                "model_rows": answers.asked,
                "workers": 1,
                "rows_without_fidelity": int((~found.fits.estimable).sum()),
                "rows_outside_background": int(outside_codes(codec, rows, coded).any(axis=1).sum()),
                **provenance(background, options, ("numpy", "pandas")),
            },
        )

    def _meta(self, chosen: LimeOptions, samples: int, width: float | str, columns: int) -> Meta:
        """What was drawn, how it was weighed, and what the numbers mean."""
        centre = "the explained row" if chosen.local else "the background's mean"
        said: Meta = {
            "method": self.name,
            "engine": "fairwitness.lime",
            "base_value_definition": "surrogate's answer where no condition is met",
            "value_definition": "weight of a condition that the row meets",
            "missing": _MISSING_RULE,
            "perturbation": f"{_WITHIN[chosen.within]}, each column by itself",
        }
        if not chosen.discretize:
            said = {
                **said,
                "base_value_definition": "surrogate's answer where every number is one standard deviation lower and "
                "no condition is met",
                "value_definition": "change of the answer by one standard deviation, or by a condition that is met",
                "missing": "numbers must not be missing; of other columns a value of its own",
                "perturbation": f"numbers normal around {centre}, other columns drawn from the background",
            }
        return {
            **said,
            "n_samples": samples,
            "local": chosen.local,
            "kernel": "exp(-d^2 / (2 width^2)), as in lime 0.2.0.1",
            "kernel_width": width,
            "kernel_width_definition": _WIDTHS.get(chosen.kernel_width, "stated"),
            "standard_error_definition": "of another draw, from how parts of the draw differ",
            "stability_definition": f"share of the {top(columns)} largest weights that another draw leaves on top",
        }


def _enough(samples: int, columns: int) -> int:
    least = 2 * (columns + 1)
    if samples < least:
        raise ExplanationError(
            f"The `n_samples` must be at least {least}, two perturbed rows for each of {columns} weights and for the "
            f"intercept. Got {samples} instead. Take {SAMPLES} or leave it out."
        )
    return samples
