"""Sign a PDF file with a key: by the certificate that was issued for it, or by one of its own."""

from __future__ import annotations

from pathlib import Path

from fairwitness.errors import EvidenceError
from fairwitness.reports.evidence import clock
from fairwitness.reports.evidence.bundle import signer, write_file
from fairwitness.reports.evidence.certificate import Credential, issued, self_made
from fairwitness.reports.evidence.keys import KEY_VARIABLE
from fairwitness.reports.evidence.pades import signed_pdf


def sign_file(
    pdf: Path, key_file: Path | None, certificate_file: Path | None, out: Path | None
) -> tuple[Path, str]:
    """Sign a file in place, or into another, and return which, and whose certificate it is.

    Raises
    ------
    EvidenceError
        There is no key, or one of the files cannot be used.
    """
    credential = _credential(key_file, certificate_file)
    try:
        content = pdf.read_bytes()
    except OSError as error:
        raise EvidenceError(
            f"The PDF must be a file that can be read. '{pdf}' cannot: {error.strerror}."
        ) from error
    return write_file(signed_pdf(content, credential, pdf.name), out or pdf), credential.name


def _credential(key_file: Path | None, certificate_file: Path | None) -> Credential:
    at = clock.now()
    if certificate_file is not None:
        if key_file is None:
            raise EvidenceError(
                "A certificate needs the key that it is of: give `--key`. Got `--certificate` alone."
            )
        return issued(key_file, certificate_file, at)
    found = signer(key_file)
    if found is None:
        raise EvidenceError(
            f"Signing needs a key: give `--key`, or set {KEY_VARIABLE}. `fairwitness keygen` makes one."
        )
    return self_made(found, at)
