"""A record in a folder, keys, and bundles of them, for the tests of evidence."""

import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from fairwitness.audits.statements import dump_statements, make_statements
from fairwitness.reports.evidence.bundle import make_bundle
from fairwitness.reports.evidence.gather import gather
from fairwitness.reports.evidence.keys import SigningKey
from fairwitness.reports.evidence.trail import add_run
from fairwitness.reports.write import write_files

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1])]


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    """A record with two reports and statements beside it."""
    import records

    made = tmp_path_factory.mktemp("evidence")
    record = records.full()
    record.save(made)
    write_files(record, ["markdown", "junit"], made)
    said = {"intended_purpose": {"text": "To lend.", "by": "A. Weber", "date": "2026-11-20"}}
    (made / "statements.yaml").write_text(dump_statements(make_statements({"statements": said})))
    add_run(made / "trail.jsonl", record, at=datetime(2026, 11, 22, tzinfo=UTC))
    (made / "rows.csv").write_text("name,income\nAda,1\n")
    return made


@pytest.fixture(scope="session")
def contents(folder):
    return gather(folder)


@pytest.fixture(scope="session")
def key():
    return SigningKey.new()


@pytest.fixture(scope="session")
def signed(contents, key):
    """The bytes of a signed bundle."""
    from signers import AT, stated

    return make_bundle(contents, stated(key), at=AT)


@pytest.fixture(scope="session")
def unsigned(contents):
    """The same without a signature."""
    return make_bundle(contents, None)
