"""EXPL001."""

from __future__ import annotations

from typing import ClassVar

from fairwitness.audits.checks.base import Check, CheckNotApplicable, Context, Seen
from fairwitness.audits.explanation import explain_subject
from fairwitness.audits.record.schema import Explanations, Importance
from fairwitness.audits.wording import listed


class GlobalImportance(Check):
    """What moves the model's output, and is a sensitive attribute among it?"""

    code: ClassVar = "EXPL001"
    phase: ClassVar = "explain"
    remedy: ClassVar = (
        "Ask whether the law lets this attribute be used for this decision; leaving it out does not remove what other columns carry of it."
    )

    def look(self, context: Context) -> Seen:
        """Explain a sample of rows with SHAP on the columns a person knows, and the cases asked for with SHAP and LIME."""
        if context.subject.model is None:
            raise CheckNotApplicable("Explanations need the model: predictions alone do not say what moved them.")
        found = explain_subject(context.subject, context.words)
        used = [feature for feature in found.importance.features if feature.sensitive and feature.value > 0] if found.importance else []
        if not used or found.importance is None:
            return Seen(explanations=found)
        total = len(found.importance.features)
        named = listed([f"'{feature.label}' (rank {_rank(found, feature)} of {total})" for feature in used])
        statement = f"The model reads sensitive attributes directly: {named} by mean absolute contribution."
        return Seen((self.finding("medium", statement, ("explanations.importance",)),), explanations=found)


def _rank(found: Explanations, feature: Importance) -> int:
    return found.importance.features.index(feature) + 1 if found.importance else 0
