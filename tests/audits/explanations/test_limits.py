"""Limits on explanations: pass, fail, inconclusive and not estimable, by where the intervals lie."""

from datetime import date

import pytest

from fairwitness.app.commands.options import parse_limit
from fairwitness.audits.explanations.limits import hold
from fairwitness.audits.plan import make_plan
from fairwitness.audits.record.explanation_quality import ExplanationQuality, QualityFigure, QualityMeasure
from fairwitness.errors import PlanError


def _figure(group, value, n=50):
    error = None if value is None else 0.01
    return QualityFigure(
        attribute="sex",
        group=group,
        n=n,
        value=value,
        standard_error=error,
        low=None,
        high=None,
        reason="3 explained rows, and 30 are needed" if value is None else None,
    )


def _quality(*values):
    figures = tuple(_figure(name, value) for name, value in zip("abc", values, strict=False))
    measure = QualityMeasure(name="explanation_fidelity", better="higher", scale="share", figures=figures)
    return ExplanationQuality(
        rows=50, confidence=0.95, seed=0, measures=(measure,), telltales=(), statement="."
    )


ON = date(2027, 1, 31)


def _waiver(until):
    return {"reason": "known", "owner": "A. Weber", "until": until}


def _held(values, **limit):
    content = {
        "data": {"path": "x.csv"},
        "roles": {"target": "y", "prediction": "p", "sensitive": ["sex"], "positive": 1},
        "explain": {"limits": [{"metric": "explanation_fidelity", **limit}]},
    }
    (found,) = hold(make_plan(content, name="test"), None if values is None else _quality(*values), on=ON)
    return found


@pytest.mark.parametrize(
    ("values", "limit", "outcome"),
    [
        ((0.8, 0.6), {"at_least": 0.5}, "pass"),
        ((0.8, 0.4), {"at_least": 0.5}, "fail"),
        ((0.8, 0.5), {"at_least": 0.5}, "inconclusive"),
        ((0.4, 0.3), {"at_most": 0.5}, "pass"),
        ((0.4, 0.6), {"at_most": 0.5}, "fail"),
        ((0.8, 0.78), {"difference": 0.1}, "pass"),
        ((0.8, 0.6), {"difference": 0.1}, "fail"),
        ((0.8, 0.7), {"difference": 0.1}, "inconclusive"),
        ((0.8, None), {"difference": 0.1}, "not_estimable"),
        ((None, None), {"at_least": 0.5}, "not_estimable"),
        (None, {"at_least": 0.5}, "not_estimable"),
        ((0.8, 0.4), {"at_least": 0.5, "waiver": _waiver("2027-01-31")}, "muted"),
        ((0.8, 0.4), {"at_least": 0.5, "waiver": _waiver("2027-01-30")}, "fail"),
        ((0.8, 0.4), {"at_least": 0.5, "waiver": "known"}, "fail"),
    ],
)
def test_outcomes(values, limit, outcome):
    assert _held(values, **limit).outcome == outcome


def test_the_spelling_of_the_command():
    assert parse_limit("explanation_fidelity>=0.5")["at_least"] == "0.5"
    assert parse_limit("explanation_fidelity:difference@sex<=0.1")["attributes"] == ["sex"]
    with pytest.raises(PlanError, match="must read like"):
        parse_limit("explanation_fidelity:ratio>=0.5")
