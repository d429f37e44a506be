"""EXPL003."""

from __future__ import annotations

from typing import ClassVar

from fairwitness.audits.checks.base import Check, CheckNotApplicable, Context, Seen
from fairwitness.audits.explanations.quality import measure
from fairwitness.audits.media.audited import media_column


class ExplanationsAtTheTest(Check):
    """How good are the explanations, for every group, and is there a sign of tampering?"""

    code: ClassVar = "EXPL003"
    phase: ClassVar = "explain"
    remedy: ClassVar = (
        "Do not rely on these explanations: ask who made the model and chose the rows, and explain it on rows that "
        "you drew yourself."
    )

    def look(self, context: Context) -> Seen:
        """Measure the explanations of a few rows by group, and look for what attacks on explanations leave behind."""
        if context.subject is None or context.subject.model is None:
            raise CheckNotApplicable("How good explanations are can be measured only with the model.")
        if (media := media_column(context.subject)) is not None:
            raise CheckNotApplicable(
                f"{media.said}. The tests are of contributions of columns; with every {media.kind} that is explained "
                "stand its own R2 and stability."
            )
        self.refuse_unnamed_label(context)
        if not context.plan.explain.quality and not context.plan.explain.limits:
            raise CheckNotApplicable("The plan asks for no test of the explanations (`explain.quality`).")
        found = measure(context.subject, context.words)
        findings = tuple(
            self.finding("medium", one.statement, (f"explanations.quality.telltales[{place}]",))
            for place, one in enumerate(found.telltales)
            if one.says == "fires"
        )
        return Seen(findings, quality=found)
