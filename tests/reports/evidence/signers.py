"""Who signs in the tests of evidence, and when."""

from datetime import UTC, datetime

from fairwitness.reports.evidence.bundle import Signer
from fairwitness.reports.evidence.key_statement import KeyStatement, sealed

AT = datetime(2026, 11, 23, 12, tzinfo=UTC)


def stated(key, **changes):
    """A signer who says from when to when the key is valid."""
    said = {
        "key_id": key.public.id,
        "owner": "The auditor",
        "not_before": "2026-01-01",
        "not_after": "2026-12-31",
    }
    return Signer(key, sealed(KeyStatement(**{**said, **changes}), key))
