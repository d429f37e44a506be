from __future__ import annotations

import pytest

from fairwitness.app import jobs, store
from fairwitness.audits.partial import Partial
from fairwitness.audits.plan import Plan


def test_what_a_run_has_seen_is_read_from_its_folder() -> None:
    audit = store.create(Plan())
    assert jobs.seen(audit) is None
    (store.folder(audit) / "partial.json").write_text(Partial(rows=5).model_dump_json())
    assert jobs.seen(audit) == Partial(rows=5)


@pytest.mark.parametrize("spoilt", ["", "{", "[]", '{"rows": "many"}', '{"other": 1}'])
def test_what_cannot_be_read_was_not_seen(spoilt: str) -> None:
    audit = store.create(Plan())
    (store.folder(audit) / "partial.json").write_text(spoilt)
    assert jobs.seen(audit) is None
