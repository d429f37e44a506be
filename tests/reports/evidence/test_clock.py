"""Times: read, written, and set from outside only where something is signed."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from fairwitness.errors import EvidenceError
from fairwitness.reports.evidence import clock


def test_a_time_is_written_in_utc_and_read_back():
    there = datetime(2026, 5, 3, 12, tzinfo=timezone(timedelta(hours=2)))
    assert clock.written(there) == "2026-05-03T10:00:00Z"
    assert clock.read(clock.written(there)) == there


@pytest.mark.parametrize(
    "text", ["2026-12-31", "2026-12-31T00:00:00", "2026-12-31T00:00:00Z", "2026-12-31T01:00:00+01:00"]
)
def test_a_date_is_its_first_second_and_no_zone_is_utc(text):
    assert clock.read(text) == datetime(2026, 12, 31, tzinfo=UTC)


def test_the_end_of_a_date_is_its_last_second():
    assert clock.written(clock.read("2026-12-31", end=True)) == "2026-12-31T23:59:59Z"
    assert clock.written(clock.read("2026-12-31T10:00:00Z", end=True)) == "2026-12-31T10:00:00Z"


@pytest.mark.parametrize(
    "text", ["", "tomorrow", "2026-13-01", "31.12.2026", "0001-01-01T00:00:00+10:00", "9" * 1000]
)
def test_what_is_no_time_is_a_sentence(text):
    with pytest.raises(EvidenceError, match=r"^`--until` must be a date such as 2026-12-31") as caught:
        clock.read(text, "`--until`")
    assert len(str(caught.value)) < 200


def test_the_time_of_signing_can_be_stated_and_that_of_checking_cannot(monkeypatch):
    monkeypatch.setenv(clock.EPOCH_VARIABLE, "1764000000")
    assert clock.signing_time() == datetime(2025, 11, 24, 16, tzinfo=UTC)
    assert clock.now() > datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("stated", ["soon", "1e9", "9" * 30])
def test_a_stated_time_that_is_none(monkeypatch, stated):
    monkeypatch.setenv(clock.EPOCH_VARIABLE, stated)
    with pytest.raises(EvidenceError, match="must be a number of seconds since 1970"):
        clock.signing_time()
