"""The document: its hash covers what was judged, and not when."""

from __future__ import annotations

from collections.abc import Callable
from typing import get_args

import pytest
from pydantic import ValidationError

from fairwitness.audits.baseline import Judgement, judge
from fairwitness.audits.baseline.document import DECISIVE, JudgementContent, Standing
from fairwitness.audits.record import Record

pytestmark = pytest.mark.usefixtures("still_meter")


@pytest.fixture(scope="module")
def found(record_of: Callable[..., Record]) -> Judgement:
    record = record_of({"f": (20, 60), "m": (40, 60)})
    return judge(record, record, None, 3)


def resealed(found: Judgement, **over: object) -> str:
    values = {name: getattr(found, name) for name in JudgementContent.model_fields} | over
    return Judgement.of(JudgementContent.model_construct(**values)).hash  # type: ignore[arg-type]


def test_when_and_by_which_version_it_was_made_is_outside_its_hash(found: Judgement) -> None:
    assert resealed(found, created="2001-01-01T00:00:00+00:00", version="9") == found.hash
    for over in ({"exit_code": 1}, {"gates": ()}, {"baseline_sha256": "0" * 64}, {"notes": ("x",)}):
        assert resealed(found, **over) != found.hash


def test_it_is_frozen_and_has_no_other_keys(found: Judgement) -> None:
    with pytest.raises(ValidationError):
        found.exit_code = 0  # type: ignore[misc]
    with pytest.raises(ValidationError):
        Judgement.model_validate({**found.model_dump(by_alias=True), "more": 1})
    assert set(get_args(Standing)) > DECISIVE
