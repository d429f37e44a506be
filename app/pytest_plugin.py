"""The pytest plugin: a fixture `fairwitness`, so that a limit on a gap stands in the tests of whoever owns the model.

pytest imports this module whenever it starts, so it imports nothing but pytest; the rest comes with an assertion.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, TypedDict, Unpack

import pytest

if TYPE_CHECKING:
    import pandas as pd

    from fairwitness.audits.columns import Column, Columns
    from fairwitness.audits.metrics.library import Function
    from fairwitness.audits.plan.model import Kind, Label, Task
    from fairwitness.audits.record import Record
    from fairwitness.reports.gates import GateRow

INI: Final = "fairwitness_inconclusive"
OPTION: Final = "--fairwitness-inconclusive"
CHOICES: Final = ("fail", "xfail", "skip")
_MOST_GROUPS: Final = 20


class Given(TypedDict, total=False):
    """What `fairwitness.audit` takes besides outcomes, decisions and groups."""

    y_score: Column | None
    features: pd.DataFrame | None
    model: object | None
    sample_weight: Column | None
    positive: Label | None
    favourable: Label | None
    threshold: float | None
    task: Task | None
    cluster: Column | None
    strata: pd.DataFrame | None
    metrics: Mapping[str, Function] | None


class Assertions:
    """Assertions about gaps between groups: a verdict with bounded error, and not a comparison of two numbers.

    Parameters
    ----------
    inconclusive : {"fail", "xfail", "skip"}
        What becomes of a test whose data settle nothing.
    """

    def __init__(self, inconclusive: str = "fail") -> None:
        self._inconclusive = _checked(inconclusive, "the option")

    def assert_within(  # noqa: PLR0913 - the signature is that of `fairwitness.audit`, with a limit
        self,
        y_true: Column | None = None,
        y_pred: Column | None = None,
        *,
        sensitive_features: Columns,
        metric: str = "selection_rate",
        tolerance: float | None = None,
        kind: Kind = "difference",
        inconclusive: str | None = None,
        plan: Mapping[str, object] | None = None,
        **given: Unpack[Given],
    ) -> Record:
        """Assert that a gap between groups is shown to be inside a limit.

        Parameters
        ----------
        y_true, y_pred : array-like of shape (rows,), optional
            What really happened, and the decisions; as for `fairwitness.audit`, which takes the rest of `given` too.
        sensitive_features : frame, series, mapping of columns, or array of shape (rows,) or (rows, attributes)
            The attributes whose groups are compared; the limit holds for each.
        metric : str
            A metric by its scikit-learn or fairlearn name.
        tolerance : float, optional
            The largest difference (0.10 if left out), or the smallest ratio (0.80), that is tolerated.
        kind : {"difference", "ratio"}
            What is compared.
        inconclusive : {"fail", "xfail", "skip"}, optional
            What becomes of the test where the data do not settle it; as the option says if left out.
        plan : mapping, optional
            More of the plan, such as ``{"checks": {"min_group": 10}}``.

        Returns
        -------
        Record
            What was seen.

        Raises
        ------
        AssertionError
            The gap is over the limit; or it is open, and that fails.
        FairwitnessError
            The audit could not be made.
        """
        __tracebackhide__ = True
        from fairwitness.audits.api import audit
        from fairwitness.errors import FairwitnessError

        gate: dict[str, object] = {"metric": metric, "kind": kind}
        if tolerance is not None:
            gate["limit"] = tolerance
        full = {"title": f"{metric} within its limit", **(plan or {}), "gates": [gate]}
        try:
            record = audit(y_true, y_pred, sensitive_features=sensitive_features, plan=full, **given)
        except FairwitnessError as error:
            raise error.with_traceback(
                None
            ) from None  # the sentence says it all, and points at the test's own line
        self.assert_gates(record, inconclusive=inconclusive)
        return record

    def assert_gates(self, record: Record, *, inconclusive: str | None = None) -> None:
        """Assert that every limit of a record holds, or is muted by its plan.

        Raises
        ------
        AssertionError
            A limit is exceeded; or one is open, and that fails.
        """
        __tracebackhide__ = True
        from fairwitness.reports.gates import gate_rows

        then = self._inconclusive if inconclusive is None else _checked(inconclusive, "`inconclusive`")
        rows = gate_rows(record)
        open_rows = [row for row in rows if row.gate.outcome in ("inconclusive", "not_estimable")]
        failed = [row for row in rows if row.gate.outcome == "fail"]
        if failed:
            raise AssertionError(_message(record, [*failed, *open_rows]))
        if not rows:
            raise AssertionError("No limit was declared, so nothing was judged.")
        if open_rows and then == "fail":
            raise AssertionError(_message(record, open_rows))
        if open_rows:
            (pytest.skip if then == "skip" else pytest.xfail)(_reason(open_rows))


@pytest.fixture(scope="session")
def fairwitness(pytestconfig: pytest.Config) -> Assertions:
    """Assertions about gaps between groups; see `Assertions.assert_within`."""
    return Assertions(_stated(pytestconfig))


def pytest_addoption(parser: pytest.Parser) -> None:
    """Say what becomes of a test whose data settle nothing."""
    about = "what an inconclusive verdict of Fairwitness makes of a test: fail (as delivered), xfail or skip"
    parser.addini(INI, about, default=CHOICES[0])
    parser.getgroup("fairwitness").addoption(OPTION, choices=CHOICES, default=None, help=about)


def pytest_configure(config: pytest.Config) -> None:
    """Refuse a setting that cannot be before any test runs."""
    try:
        _checked(_stated(config), f"`{INI}`")
    except ValueError as error:
        raise pytest.UsageError(str(error)) from error


def _stated(config: pytest.Config) -> str:
    return str(config.getoption(OPTION) or config.getini(INI))


def _checked(choice: str, what: str) -> str:
    if choice not in CHOICES:
        from fairwitness.errors import nearest

        raise ValueError(
            f"What {what} makes of an inconclusive test must be fail, xfail or skip. Got '{choice}' instead. "
            f"{nearest(choice, CHOICES)}"
        )
    return choice


def _message(record: Record, rows: list[GateRow]) -> str:
    """The verdicts in plain words, then the rates of the groups."""
    return "\n".join(line for row in rows for line in (*_verdict(row), *_rates(record, row)))


def _verdict(row: GateRow) -> list[str]:
    from fairwitness.reports.plain import plain

    return [plain(f"{row.word}: {row.gate.reason}"), f"  {row.detail}"]


def _rates(record: Record, row: GateRow) -> list[str]:
    from fairwitness.reports.format import estimate_interval, estimate_text
    from fairwitness.reports.plain import plain

    found = [
        (
            plain(str(one.group)),
            estimate_text(one.value, one.metric),
            estimate_interval(one.low, one.high, one.metric) or (one.reason or ""),
            f"n {one.n:,}",
        )
        for one in record.estimates
        if (one.metric, one.attribute) == (row.gate.metric, row.gate.attribute)
    ]
    wide = [max(len(line[place]) for line in found) for place in range(3)] if found else []
    lines = [
        f"    {a:<{wide[0]}}  {b:>{wide[1]}}  {c:<{wide[2]}}  {n}" for a, b, c, n in found[:_MOST_GROUPS]
    ]
    return [*lines, *([f"    and {len(found) - _MOST_GROUPS} more"] if len(found) > _MOST_GROUPS else [])]


def _reason(rows: list[GateRow]) -> str:
    """Why a test says nothing, on one line."""
    return " ".join(line for row in rows for line in _verdict(row)[:1])
