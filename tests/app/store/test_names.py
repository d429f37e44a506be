from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwitness.app import store
from fairwitness.app.store import names
from fairwitness.errors import RecordError

DATABASES = ("sqlite",)  # has nothing to do with one


@given(st.text(max_size=300))
def test_an_upload_stays_in_its_folder(name: str) -> None:
    place = store.input_name(name)
    folder, _, last = place.partition("/")
    assert folder == "inputs"
    assert last not in ("", ".", "..")
    assert not {"/", "\\", "\0"} & set(last)
    assert len(last) <= 100


@pytest.mark.parametrize(
    ("name", "kept"), [("a.csv", "a.csv"), ("C:\\x\\b.parquet", "b.parquet"), (".csv", "csv"), ("", "data")]
)
def test_an_uploads_name_is_kept_as_far_as_it_can_be(name: str, kept: str) -> None:
    assert store.input_name(name) == f"inputs/{kept}"


def test_new_ids_are_ids_and_sort_as_they_were_made() -> None:
    made = [names.new_id() for _ in range(50)]
    assert all(names.is_id(one) for one in made)
    assert len(set(made)) == 50
    assert [one[:15] for one in made] == sorted(one[:15] for one in made)


@pytest.mark.parametrize("name", ["", "A", "-a", "a/b", "..", "a" * 65, "a\n", "ä", ".new-a"])
def test_what_is_no_id_is_refused(name: str) -> None:
    assert not names.is_id(name)
    with pytest.raises(RecordError, match="must be lower-case letters, digits and hyphens"):
        names.checked_id(name)
