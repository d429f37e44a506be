import json

import pytest

from fairwitness.audits.sites.document import FILE, load_counts, parse_counts
from fairwitness.errors import RecordError, ReportError


@pytest.fixture(scope="module")
def document(counted, whole, roles):
    return counted(whole, roles=roles)


def test_it_is_read_as_it_was_written(document, tmp_path):
    path = document.save(tmp_path / "site")
    assert path.name == FILE
    assert load_counts(path) == load_counts(path.parent) == document


def test_no_row_and_no_id_is_in_it(document, whole):
    text = document.to_json()
    assert len(text) < 40_000
    for column in ("s", "w"):
        assert not any(str(value) in text for value in whole[column].head(20))
    assert "house" not in text


def test_the_order_of_the_rows_changes_no_hash(counted, whole, roles, document):
    assert counted(whole.sample(frac=1, random_state=1), roles=roles).hash == document.hash
    assert counted(whole.iloc[1:], roles=roles).hash != document.hash


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "must be JSON"),
        ('{"schema": "fairwitness/record/1"}', "must have the schema 'fairwitness/counts/1'"),
        ('{"schema": "fairwitness/counts/1"}', "does not at `plan`"),
    ],
)
def test_what_is_no_counts_file(tmp_path, text, message):
    (tmp_path / FILE).write_text(text)
    with pytest.raises(RecordError, match=message):
        load_counts(tmp_path)
    with pytest.raises(RecordError, match="`fairwitness audit --counts-only` writes one"):
        load_counts(tmp_path / "nowhere")


def test_a_change_after_it_was_sealed_is_seen(document):
    content = json.loads(document.to_json())
    content["tables"]["counts"]["race"]["n"][0] += 1
    with pytest.raises(RecordError, match="was changed after it was sealed"):
        parse_counts(content)


def test_a_folder_that_cannot_be_written(document, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ReportError, match="Not written: "):
        document.save(tmp_path / "file")
