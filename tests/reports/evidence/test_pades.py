"""Signed PDFs: pyHanko itself finds them valid and whole, and what the file claims stays."""

import asyncio
import io
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor

import pytest
import records
from certificates import NOW, chain
from pypdf import PdfReader
from signers import stated

from fairwitness.errors import EvidenceError
from fairwitness.reports.evidence.certificate import Credential, self_made
from fairwitness.reports.evidence.pades import signed_pdf
from fairwitness.reports.pdf import PdfReport

pytest.importorskip("pyhanko")


@pytest.fixture(scope="module")
def pdf():
    return PdfReport().render(records.one_group())


@pytest.fixture(scope="module", params=["own", "issued"])
def signed(request, pdf):
    """The credential, the certificate to trust, and the signed file."""
    if request.param == "own":
        key = request.getfixturevalue("key")
        credential = self_made(stated(key, not_before="2020-01-01", not_after=None), NOW)
        return credential, credential.certificate, signed_pdf(pdf, credential, "a.pdf")
    key, certificate, authority = chain()
    return (
        Credential(key, certificate, (authority,)),
        authority,
        signed_pdf(pdf, Credential(key, certificate), "a.pdf"),
    )


def judged(data, trusted):
    from asn1crypto import x509
    from cryptography.hazmat.primitives.serialization import Encoding
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    (signature,) = PdfFileReader(io.BytesIO(data)).embedded_signatures
    context = ValidationContext(trust_roots=[x509.Certificate.load(trusted.public_bytes(Encoding.DER))])
    with ThreadPoolExecutor(1) as apart:  # it runs an event loop, and a browser test may have left one here
        return apart.submit(validate_pdf_signature, signature, context).result()


def test_pyhanko_finds_it_valid_and_of_the_whole_file(signed):
    credential, trusted, data = signed
    found = judged(data, trusted)
    assert found.bottom_line
    assert found.coverage.name == "ENTIRE_FILE"
    assert found.docmdp_ok
    assert found.signing_cert.subject.native["common_name"] == credential.name


def test_it_is_trusted_only_by_who_trusts_its_certificate(signed):
    assert not judged(signed[2], chain()[2]).trusted


def test_a_changed_byte_is_found(signed, pdf):
    _, trusted, data = signed
    at = pdf.index(b"stream") + 40
    assert not judged(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :], trusted).intact


def test_the_file_is_as_it_was_and_the_signature_behind_it(signed, pdf):
    _, _, data = signed
    assert data.startswith(pdf)
    before, after = PdfReader(io.BytesIO(pdf)), PdfReader(io.BytesIO(data))
    root = after.trailer["/Root"]
    for name in ("/StructTreeRoot", "/MarkInfo", "/Metadata", "/Lang", "/AF"):
        assert (name in before.trailer["/Root"]) == (name in root), name
    metadata = root["/Metadata"].get_object().get_data().decode()
    assert "pdfaid:part" in metadata
    assert "pdfuaid:part" in metadata
    assert before.attachments
    assert before.attachments == after.attachments
    assert [page.extract_text() for page in before.pages] == [page.extract_text() for page in after.pages]


def test_the_field_may_be_in_pdf_a(signed):
    """ISO 19005-3, 6.3.2: an annotation is printed and not hidden."""
    (field,) = PdfReader(io.BytesIO(signed[2])).trailer["/Root"]["/AcroForm"]["/Fields"]
    flags = int(field.get_object()["/F"])
    assert flags & 4
    assert not flags & 2
    assert field.get_object()["/V"]["/SubFilter"] == "/ETSI.CAdES.detached"


@pytest.mark.skipif(shutil.which("qpdf") is None, reason="needs qpdf")
def test_qpdf_finds_no_error(signed, tmp_path):
    (tmp_path / "a.pdf").write_bytes(signed[2])
    found = subprocess.run(
        ["qpdf", "--check", "a.pdf"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert found.returncode == 0, found.stdout + found.stderr


def test_what_cannot_be_signed(signed, pdf):
    credential, _, data = signed
    with pytest.raises(EvidenceError, match=r"'a\.pdf' is signed already"):
        signed_pdf(data, credential, "a.pdf")
    for broken in (b"", b"%PDF-1.7\n", b"<html>", pdf[: len(pdf) // 2]):
        with pytest.raises(EvidenceError, match=r"'a\.pdf' must be a PDF that can be signed"):
            signed_pdf(broken, credential, "a.pdf")


def test_it_signs_where_an_event_loop_runs_as_in_a_notebook(pdf, key):
    credential = self_made(stated(key, not_before="2020-01-01", not_after=None), NOW)

    async def cell():
        return signed_pdf(pdf, credential, "a.pdf")

    with ThreadPoolExecutor(1) as apart:
        assert apart.submit(lambda: asyncio.run(cell())).result().startswith(pdf)


def test_without_pyhanko_it_says_what_to_install(pdf, key, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "pyhanko.sign", None)
    with pytest.raises(EvidenceError, match=r"pip install 'fairwitness\[sign\]'"):
        signed_pdf(pdf, self_made(stated(key), NOW), "a.pdf")
