"""SHAP: Shapley values of raw columns, by the engine that fits the model.

Sources: Shapley, "A value for n-person games", 1953; Lundberg and Lee, "A Unified Approach to Interpreting Model
Predictions", NeurIPS 2017.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd

from fairwitness.explainers.base import Asked, Explanation, Options, Predict
from fairwitness.explainers.engines.base import Question
from fairwitness.explainers.inputs import as_frame, checked, matched, provenance


@dataclass(frozen=True)
class ShapValues:
    """Shapley values of the columns a person knows.

    Against a background, columns that are not told take their values from its rows, all of them. Without one, trees
    are explained by the paths of their training rows. `fairwitness.explainers.planner` chooses the engine, and the
    meta of the explanation says which, why, and what a second engine made of a few of the rows.
    """

    name: ClassVar[str] = "shap"

    def explain(
        self, predict: Predict, X: pd.DataFrame, background: pd.DataFrame | None, options: Options
    ) -> Explanation:
        """Explain the answers of `predict` to the rows of `X`.

        Raises
        ------
        ExplanationError
            The frames do not fit, the model answers badly, there is no background where one is needed, `n_samples` is
            too small, or the model gives different answers to the same row, so that the values do not add up.
        """
        from fairwitness.explainers.planner import choose
        from fairwitness.explainers.second import check

        X = as_frame(X, name="X")
        reference = None if background is None else matched(X, as_frame(background, name="background"))
        model = predict if isinstance(predict, Asked) else Asked(predict, scale=options.scale)
        choice = choose(Question(checked(model.predict), X, reference, options), model)
        found = choice.engine.shares(choice.question).adding_up()
        second = check(choice, found)
        error = None if found.standard_errors is None else float(found.standard_errors.max(initial=0.0))
        return Explanation(
            values=found.values,
            base_values=np.full(len(X), found.base),
            outputs=found.outputs,
            columns=choice.question.columns,
            standard_errors=found.standard_errors,
            meta={
                "method": self.name,
                "engine": choice.engine.name,
                "engine_reason": choice.why,
                "base_value_definition": found.base_definition,
                "additivity_residual": found.residual,
                "largest_standard_error": error,
                "n_samples": None,
                **found.effort,
                **second.meta,
                **provenance(reference, options, choice.engine.packages),
                "scale": found.scale,
            },
            seconds={"second_engine": second.seconds},
        )
