"""The notebook's door to a comparison: two records, or the decisions of two versions on the same rows."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, cast

from fairwitness.audits.api import plan_given
from fairwitness.audits.columns import Collected
from fairwitness.audits.plan import Label, Plan, make_plan
from fairwitness.audits.record import Record, load_record
from fairwitness.audits.subject import Dataset, make_subject
from fairwitness.audits.versions.comparable import wish_of
from fairwitness.audits.versions.document import VersionComparison
from fairwitness.audits.versions.make import Options, compare_pair_of_records, compare_subjects
from fairwitness.errors import ComparisonError

if TYPE_CHECKING:
    from fairwitness.audits.columns import Column, Columns

    Version = Record | str | os.PathLike[str] | Column


def compare(  # noqa: PLR0913 - the signature is that of `audit`, for two versions
    a: Version,
    b: Version,
    *,
    y_true: Column | None = None,
    sensitive_features: Columns | None = None,
    positive: Label | None = None,
    favourable: Label | None = None,
    threshold: float | None = None,
    gates: Iterable[str] | None = None,
    tolerance: float | None = None,
    alpha: float | None = None,
    plan: Plan | Mapping[str, object] | str | os.PathLike[str] | None = None,
) -> VersionComparison:
    """Compare two versions: whether a gap between groups got worse, and whether that is more than noise.

    Parameters
    ----------
    a, b : array-like of shape (rows,), or Record, or path of a record
        The decisions of both versions for the same rows (paired); or two records, of different rows (unpaired).
    y_true : array-like of shape (rows,), optional
        What really happened. Without it only what needs no labels is compared. Not with records.
    sensitive_features : frame, series, mapping of columns, or array of shape (rows,) or (rows, attributes)
        The attributes whose groups are compared. Not with records.
    positive, favourable : label, optional
        The label that true positive rates speak of, and the decision that is good for the person.
    threshold : float, optional
        With it, `a` and `b` are scores, and at least this is a positive prediction.
    gates : iterable of str, optional
        What to compare, as ``metric[:kind][@attribute]``; the plan's gates if left out.
    tolerance : float, optional
        From 0 to 1: a gap may grow (a ratio fall) by this much. Then ``worse`` means by more than that, and
        ``not_worse`` that it is shown to be by less.
    alpha : float, optional
        The chance of each error over all gates together; the plan's (0.05) if left out.
    plan : Plan, mapping, or path to a YAML file, optional
        Everything else. Not with records, which carry their own.

    Returns
    -------
    VersionComparison
        Frozen; ``.gates``, ``.to_frame()``, ``.exit_code``, ``.save(folder)``.

    Raises
    ------
    FairwitnessError
        The versions cannot be compared; the message names the difference and what to do.

    Examples
    --------
    >>> import fairwitness
    >>> found = fairwitness.compare([1, 0] * 50, [1, 0] * 50, sensitive_features=["a", "a", "b", "b"] * 25)
    >>> found.gates[0].outcome, found.gates[0].change
    ('no_change_shown', 0.0)
    """
    wishes = None if gates is None else tuple(wish_of(gate) for gate in _texts(gates))
    options = Options(wishes, tolerance, alpha)
    if _is_record(a) or _is_record(b):
        given = (y_true, sensitive_features, positive, favourable, threshold, plan)
        return compare_pair_of_records(*_records(a, b, alone=all(one is None for one in given)), options)
    base, _ = plan_given(plan, sensitive_features)
    stated = {"positive": positive, "favourable": favourable, "threshold": threshold}
    roles: dict[str, object] = {role: value for role, value in stated.items() if value is not None}
    columns = Collected(base.roles)
    if y_true is not None:
        roles["target"] = columns.add("target", y_true)
    names = [columns.add_version(cast("Column", values), name) for name, values in (("a", a), ("b", b))]
    roles["sensitive"] = columns.add_sensitive(sensitive_features)
    dataset = Dataset(columns.frame(), "Python", "python", first_line=1)
    decided = "prediction" if threshold is None and base.roles.threshold is None else "score"
    one, two = (make_subject(_with_roles(base, {**roles, decided: name}), dataset) for name in names)
    return compare_subjects(one, two, options)


def _with_roles(plan: Plan, roles: Mapping[str, object]) -> Plan:
    """The plan with these roles, and nothing else that decides."""
    free: dict[str, object] = {"prediction": None, "score": None, "weight": None}
    full = plan.model_copy(update={"roles": plan.roles.model_copy(update={**free, **roles}), "model": None})
    return make_plan(full.model_dump(by_alias=True))


def _is_record(given: object) -> bool:
    return isinstance(given, Record | str | os.PathLike)


def _records(a: object, b: object, *, alone: bool) -> tuple[Record, Record]:
    read = [load_record(one) if isinstance(one, str | os.PathLike) else one for one in (a, b)]
    one, two = read
    if not isinstance(one, Record) or not isinstance(two, Record):
        got = next(type(given).__name__ for given in read if not isinstance(given, Record))
        raise ComparisonError(
            f"Both versions must be records, or both decisions for the same rows. Got a record and a {got} instead."
        )
    if not alone:
        raise ComparisonError(
            "Two records are compared as they are. Got arrays, labels or a plan beside them; leave those out, or give "
            "the decisions of both versions instead of records."
        )
    return one, two


def _texts(gates: Iterable[str]) -> list[str]:
    return [gates] if isinstance(gates, str) else [str(gate) for gate in gates]
