"""Two plans compared on the rows of the first one's data."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from fairwitness.audits.plan import Plan
from fairwitness.audits.quoting import as_planned
from fairwitness.audits.subject import Subject, closed_after, load_model, make_subject, read_dataset
from fairwitness.audits.versions.document import VersionComparison
from fairwitness.audits.versions.make import Options, compare_subjects

Placed = tuple[Plan, Path]
"""A plan, and the folder that its paths are relative to."""


def compare_plans(a: Placed, b: Placed, options: Options) -> VersionComparison:
    """Compare both versions on the rows of A's data; what two models use is looked at where there are two.

    Raises
    ------
    ComparisonError
        What the versions say of the rows is not the same.
    DataError, ModelError
        The data or a model cannot be read.
    """
    with ExitStack() as opened:
        opened.enter_context(as_planned(a[0] if not a[0].privacy.rows else b[0]))
        dataset = read_dataset(a[0].data, a[1], a[0].roles.id)

        def version(plan: Plan, folder: Path) -> Subject:
            model = None if plan.model is None else load_model(plan.model, folder, plan.task)
            opened.enter_context(closed_after(model))
            return make_subject(plan, dataset, model)

        one, two = version(*a), version(*b)
        models = one.model is not None and two.model is not None
        return compare_subjects(one, two, replace(options, explanations=options.explanations and models))
