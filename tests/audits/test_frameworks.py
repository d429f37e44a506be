"""Frameworks come in by their names, and add facts and controls to a record."""

from __future__ import annotations

import pytest

import fairwitness
from fairwitness.audits.frameworks import framework, with_controls
from fairwitness.errors import UnknownNameError

pytestmark = pytest.mark.usefixtures("still_meter")


def test_a_framework_by_its_name() -> None:
    assert framework("nyc_ll144").facts().id == "nyc_ll144"
    with pytest.raises(UnknownNameError, match="Did you mean 'nyc_ll144'"):
        framework("nyc_ll14")


def test_controls_stand_in_the_record_only_when_asked() -> None:
    def audit(frameworks: list[str]) -> fairwitness.Record:
        return fairwitness.audit(
            y_pred=[0, 1] * 40, sensitive_features=["a", "b"] * 40, plan={"frameworks": frameworks}
        )

    plain, asked = audit([]), audit(["nyc_ll144"])
    assert plain.controls == plain.frameworks == ()
    assert [facts.id for facts in asked.frameworks] == ["nyc_ll144"]
    assert asked.controls
    assert {control.framework for control in asked.controls} == {"nyc_ll144"}
    assert all("compliant" not in control.supports for control in asked.controls)
    assert asked.comparisons == plain.comparisons
    assert with_controls(plain, []).controls == ()
