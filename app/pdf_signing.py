"""The PDF report with a signature that readers of PDFs show, by a key that a person brings for this once."""

from __future__ import annotations

from dataclasses import replace
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final

from fairwitness.app import exporting
from fairwitness.app.access import changes
from fairwitness.app.exporting import Made
from fairwitness.app.people import Person

if TYPE_CHECKING:
    from fairwitness.reports.evidence.certificate import Credential, Named

SIGNED: Final = "report-signed.pdf"
_UNKNOWN: Final = (
    "Nobody else vouches for the name: the key wrote its own certificate. Readers of PDFs show the signature, and say "
    "that they do not know who made it."
)


def can_sign() -> bool:
    """Whether what signs PDFs is installed: the extra `sign`."""
    return find_spec("pyhanko") is not None


def credential(key: Named, secret: str, certificate: Named | None) -> Credential:
    """A key that somebody hands over, with its certificate; neither is written anywhere.

    Parameters
    ----------
    key, certificate
        What was uploaded, and the file's name. Without a certificate the key writes its own, and must be of Ed25519.
    secret
        The passphrase; empty for a key that is not encrypted.

    Raises
    ------
    EvidenceError, AlteredError
        The key or the certificate cannot be used, they do not belong together, or one of them has expired.
    """
    from fairwitness.reports.evidence import certificate as certificates
    from fairwitness.reports.evidence import clock

    if certificate is None:
        return certificates.self_made(exporting.key(*key, secret), clock.now())
    (pem, name), (issued, called) = key, certificate
    return certificates.credential((pem, f"'{name}'"), (issued, f"'{called}'"), clock.now(), secret)


@changes("read", noted=False)
def take_signed(person: Person, audit: str, by: Credential) -> Made:
    """The PDF report as it is today, signed, and noted in the trail.

    Raises
    ------
    EvidenceError
        What signs PDFs is not installed.
    ReportError
        The report cannot be made.
    """
    from fairwitness.reports.evidence.pades import signed_pdf

    made = exporting.report(audit, "pdf")
    remarks = (f"It is signed by {by.name}.", *((_UNKNOWN,) if by.own else ()))
    signed = replace(made, file=SIGNED, content=signed_pdf(made.content, by, made.file), remarks=remarks)
    return exporting.noted(person, audit, signed, by.id)
