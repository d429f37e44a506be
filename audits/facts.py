"""What the record says of the subject, and of where the audit ran."""

from __future__ import annotations

import platform
import sys
from collections.abc import Sequence
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from fairwitness.audits.condensed import CountedSubject
from fairwitness.audits.counts import IntArray
from fairwitness.audits.frameworks import is_file
from fairwitness.audits.plan.model import Plan
from fairwitness.audits.record import schema
from fairwitness.audits.subject import Attribute, Subject

if TYPE_CHECKING:
    import pandas as pd

_PACKAGES = (
    *("fairwitness", "numpy", "pandas", "scipy", "scikit-learn", "shap", "lime", "codecarbon", "skops"),
    *("duckdb", "ibis-framework"),
)


def subject_facts(subject: Subject) -> schema.Subject:
    """The subject as the record has it."""
    roles = subject.plan.roles
    model = subject.model
    return schema.Subject(
        source=subject.dataset.source,
        source_kind=subject.dataset.kind,
        synthetic=subject.dataset.synthetic,
        sha256=subject.dataset.sha256,
        rows_read=len(subject.dataset.frame),
        rows=len(subject.frame),
        rows_unlabelled=int((subject.decisions.outcome < 0).sum()),
        target=roles.target,
        prediction=subject.decisions.origin,
        positive=subject.labels.positive,
        negative=subject.labels.negative,
        favourable=subject.labels.favourable,
        threshold=roles.threshold,
        attributes=tuple(_attribute(one, one.sizes) for one in subject.attributes),
        features=subject.features,
        columns=_columns(subject),
        model=None
        if model is None
        else schema.ModelFacts(
            format=model.format,
            type=model.type,
            sha256=model.sha256,
            isolation=model.isolation,
            versions=dict(model.signature.versions),
        ),
        notes=subject.notes,
    )


def counted_facts(subject: CountedSubject) -> schema.Subject:
    """The same of rows that an engine counted."""
    roles, cells = subject.plan.roles, subject.cells
    return schema.Subject(
        source=cells.source,
        source_kind=cells.kind,
        synthetic=False,
        sha256=cells.sha256,
        rows_read=cells.rows_read,
        rows=cells.rows,
        rows_unlabelled=subject.unlabelled,
        target=roles.target,
        prediction=_counted_origin(subject),
        positive=subject.labels.positive,
        negative=subject.labels.negative,
        favourable=subject.labels.favourable,
        threshold=roles.threshold,
        attributes=tuple(_attribute(one, subject.sizes(one)) for one in subject.attributes),
        features=(),
        columns=tuple(
            schema.ColumnFacts(
                name=column.name,
                kind=column.kind,
                missing=column.missing,
                distinct=column.distinct,
                roles=roles_of(subject.plan).get(column.name, ()),
            )
            for column in cells.columns
        ),
        model=None,
        notes=subject.notes,
    )


def _counted_origin(subject: CountedSubject) -> str:
    roles = subject.plan.roles
    if roles.prediction is not None or roles.threshold is None:
        return f"column '{roles.prediction or roles.score}'"
    return f"'{roles.score}' of at least {roles.threshold:g}"


def _attribute(attribute: Attribute, sizes: IntArray) -> schema.AttributeFacts:
    return schema.AttributeFacts(
        name=attribute.name,
        columns=attribute.columns,
        edges=attribute.edges,
        groups=tuple(
            schema.Group(name=group, rows=rows, unknown=group == attribute.unknown)
            for group, rows in zip(attribute.groups, sizes.tolist(), strict=True)
        ),
    )


def canonical_plan(plan: Plan) -> dict[str, object]:
    """The plan as the hash covers it: everything that can change a result.

    Left out are where files are, what people state, how the report is written, where the computing is done, and the
    ids of single cases: these stand in the record as keyed hashes only. A framework in a file of the user's own is
    covered by its content, which the record has, and not by its path.
    """
    outside: dict[str, bool | set[str]] = {
        "data": True,
        "report": True,
        "model": True,
        "energy": True,
        "trail": True,
        "explain": {"cases"},
        "statements": True,
    }
    content: dict[str, object] = plan.model_dump(mode="json", by_alias=True, exclude=outside)
    content["frameworks"] = [name for name in plan.frameworks if not is_file(name)]
    return content


@cache
def environment() -> dict[str, str]:
    """Python, platform and the versions of what computed the figures."""
    return {
        "python": sys.version.split()[0],
        "platform": platform.platform(terse=True),
        **{name: _version(name) for name in _PACKAGES},
    }


def package_version() -> str:
    """The version of Fairwitness."""
    return _version("fairwitness")


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"


def roles_of(plan: Plan, features: Sequence[str] = ()) -> dict[str, tuple[str, ...]]:
    """The columns that have a role, and which roles."""
    roles = plan.roles
    given = list(roles.single.items())
    given += [("sensitive", attribute.source) for attribute in roles.sensitive]
    given += [("stratum", column) for column in roles.strata]
    given += [("feature", column) for column in features]
    found: dict[str, tuple[str, ...]] = {}
    for role, column in given:
        found[column] = (*found.get(column, ()), role)
    return found


def _columns(subject: Subject) -> tuple[schema.ColumnFacts, ...]:
    """Facts of the columns that have a role."""
    found = roles_of(subject.plan, subject.features)
    return tuple(_column(subject.frame[name], given) for name, given in found.items())


def _column(column: pd.Series, roles: tuple[str, ...]) -> schema.ColumnFacts:
    return schema.ColumnFacts(
        name=str(column.name),
        kind=_kind(column),
        missing=int(column.isna().sum()),
        distinct=int(column.nunique()),
        roles=roles,
    )


def _kind(column: pd.Series) -> schema.ColumnKind:
    from pandas.api import types

    if types.is_bool_dtype(column):
        return "true or false"
    if types.is_numeric_dtype(column):
        return "number"
    return "date" if types.is_datetime64_any_dtype(column) else "text"
