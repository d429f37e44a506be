"""What a record says of its subject and of the place it was made in."""

from __future__ import annotations

import pandas as pd
import pytest

import fairwitness
from fairwitness.audits.facts import canonical_plan, environment, package_version
from fairwitness.audits.plan import make_plan

pytestmark = pytest.mark.usefixtures("still_meter")


def test_the_subject_is_told_as_it_was_read() -> None:
    frame = pd.DataFrame(
        {
            "sex": ["f", "m", None, "f"] * 10,
            "born": pd.to_datetime(["1990-01-01"] * 40),
            "married": [True, False] * 20,
            "income": [1.5, None, 3.0, 4.0] * 10,
        }
    )
    features = frame[["born", "married", "income"]]
    record = fairwitness.audit(
        [1, 0, None, 1] * 10,
        [1, 0, 1, 1] * 10,
        sensitive_features=frame[["sex"]],
        features=features,
        favourable=0,
    )
    subject = record.subject
    assert (subject.rows_read, subject.rows, subject.rows_unlabelled) == (40, 40, 10)
    assert (subject.positive, subject.negative, subject.favourable) == ("0", "1", "0")
    assert (subject.source, subject.source_kind, subject.synthetic, subject.model) == (
        "Python",
        "python",
        False,
        None,
    )
    (sex,) = subject.attributes
    assert [(group.name, group.rows, group.unknown) for group in sex.groups] == [
        ("f", 20, False),
        ("m", 10, False),
        ("(unknown)", 10, True),
    ]
    columns = {column.name: column for column in subject.columns}
    assert {name: column.kind for name, column in columns.items()} == {
        "y_true": "number",
        "y_pred": "number",
        "sex": "text",
        "born": "date",
        "married": "true or false",
        "income": "number",
    }
    assert (columns["income"].missing, columns["income"].distinct, columns["income"].roles) == (
        10,
        3,
        ("feature",),
    )
    assert any("10 of 40 rows have no value in the target" in note for note in subject.notes)


def test_the_canonical_plan_leaves_out_what_changes_no_result() -> None:
    plain = make_plan({"roles": {"sensitive": ["sex"]}})
    other = make_plan(
        {
            "data": {"path": "elsewhere.csv", "separator": ";"},
            "model": {"path": "model.skops"},
            "roles": {"sensitive": ["sex"]},
            "report": {"formats": ["pdf"], "organisation": "x"},
            "energy": {"country": "DEU"},
            "explain": {"cases": ["applicant-0001"]},
        }
    )
    assert canonical_plan(plain) == canonical_plan(other)
    assert "applicant-0001" not in str(canonical_plan(other))
    assert canonical_plan(plain)["explain"] == {"rows": 100, "background": 100}


def test_the_environment_has_versions() -> None:
    assert environment()["fairwitness"] == package_version() != "not installed"
    assert {"python", "platform", "numpy", "pandas"} <= set(environment())
