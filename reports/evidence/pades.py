"""A signature inside a PDF that readers of PDFs show: PAdES B-B (ETSI EN 319 142-1), added behind the file as it is.

pyHanko does it (``pip install 'fairwitness[sign]'``). The signature certifies the file: it covers all of it, and allows
no change afterwards. What the file claims (PDF/A, PDF/UA, the record inside) stays as it was, byte for byte.
"""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final

from cryptography.hazmat.primitives import serialization

from fairwitness.errors import EvidenceError
from fairwitness.reports.evidence.certificate import Credential

if TYPE_CHECKING:
    from pyhanko.sign import signers

FIELD: Final = "Fairwitness"
_REASON: Final = "The report is as it was written."


def signed_pdf(pdf: bytes, credential: Credential, name: str) -> bytes:
    """The file with a signature.

    Raises
    ------
    EvidenceError
        pyHanko is not installed, the file is no PDF, or it is signed already; `name` is how the message calls it.
    """
    try:
        from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
        from pyhanko.pdf_utils.misc import PdfError
        from pyhanko.sign import fields, signers
        from pyhanko.sign.general import SigningError
    except ImportError as error:
        raise EvidenceError(
            "Signing a PDF needs pyHanko, which is not installed: `pip install 'fairwitness[sign]'`. Bundles are "
            "signed without it."
        ) from error
    metadata = signers.PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha512" if credential.edwards else "sha256",  # RFC 8419 asks for SHA-512 with Ed25519
        subfilter=fields.SigSeedSubFilter.PADES,
        name=credential.name,
        reason=_REASON,
        certify=True,
        docmdp_permissions=fields.MDPPerm.NO_CHANGES,
    )
    try:
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
        if next(iter(writer.prev.embedded_signatures), None) is not None:
            raise EvidenceError(
                f"'{name}' is signed already, and its signature allows no change. Write it anew first."
            )
        signer = signers.PdfSigner(metadata, _signer(credential), new_field_spec=fields.SigFieldSpec(FIELD))
        # pyHanko runs an event loop, and a thread can have one only: in a notebook there is one already.
        with ThreadPoolExecutor(1) as apart:
            signed = apart.submit(signer.sign_pdf, writer).result()
    except (PdfError, SigningError, ValueError, OSError) as error:
        raise EvidenceError(f"'{name}' must be a PDF that can be signed. It cannot: {error}.") from error
    return bytes(signed.getvalue())


def _signer(credential: Credential) -> signers.SimpleSigner:
    from asn1crypto import keys, x509
    from pyhanko.sign import signers
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    first, *others = (
        x509.Certificate.load(one.public_bytes(serialization.Encoding.DER))
        for one in (credential.certificate, *credential.issuers)
    )
    key = keys.PrivateKeyInfo.load(credential.key_der())
    return signers.SimpleSigner(first, key, SimpleCertificateStore.from_certs(others))
