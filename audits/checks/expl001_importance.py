"""EXPL001."""

from __future__ import annotations

from typing import ClassVar

from fairwitness.audits.checks.base import Check, CheckNotApplicable, Context, Seen
from fairwitness.audits.explanations.effects import effects
from fairwitness.audits.explanations.explain import explain_subject
from fairwitness.audits.media.audited import media_column
from fairwitness.audits.media.kept import explain_items
from fairwitness.audits.wording import listed
from fairwitness.errors import ExplanationError


class GlobalImportance(Check):
    """What moves the model's output, and is a sensitive attribute among it?"""

    code: ClassVar = "EXPL001"
    phase: ClassVar = "explain"
    remedy: ClassVar = (
        "Ask whether the law lets this attribute be used for this decision; "
        "leaving it out does not remove what other columns carry of it."
    )

    def look(self, context: Context) -> Seen:
        """Explain a sample of rows with SHAP on the columns a person knows, and the cases asked for.

        Of a model that reads one column of texts or pictures there is no order of columns: only cases are explained.

        Raises
        ------
        ExplanationError
            Single cases are asked for, and there is no model; or a case is not among the rows.
        """
        if context.subject is None or context.subject.model is None:
            why = "predictions alone do not say what moved them"
            if context.plan.explain.cases:
                raise ExplanationError(
                    f"Single cases can be explained only with the model: {why}. Name a model, or no cases."
                )
            raise CheckNotApplicable(f"Explanations need the model: {why}.")
        media = media_column(context.subject)
        if media is not None:
            return Seen(explanations=explain_items(context.subject, media, context.words.column(media.name)))
        self.refuse_unnamed_label(context)
        found = explain_subject(context.subject, context.words)
        if found.importance is not None:
            found = found.model_copy(update={"effects": effects(context, found.importance)})
        features = () if found.importance is None else found.importance.features
        used = [
            f"'{feature.label}' (rank {place} of {len(features)})"
            for place, feature in enumerate(features, start=1)
            if feature.sensitive and feature.value > 0
        ]
        if not used:
            return Seen(explanations=found)
        noun = "a sensitive attribute" if len(used) == 1 else "sensitive attributes"
        statement = f"The model reads {noun} directly: {listed(used)} by mean absolute contribution."
        return Seen((self.finding("medium", statement, ("explanations.importance",)),), explanations=found)
