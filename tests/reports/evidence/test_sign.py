"""Signing a file: in place or beside, by an own certificate or an issued one; and by the command."""

import pytest
from certificates import chain, pem, to_pem
from click.testing import CliRunner

from fairwitness.app.commands.sign import command
from fairwitness.errors import EvidenceError
from fairwitness.reports.evidence.key_statement import new_pair
from fairwitness.reports.evidence.keys import KEY_VARIABLE
from fairwitness.reports.evidence.sign import sign_file
from fairwitness.reports.pdf import set_pages

pytest.importorskip("pyhanko")
PAGE = b'#set document(title: "A")\n#set text(lang: "en")\nHello'


@pytest.fixture
def pdf(tmp_path, monkeypatch):
    monkeypatch.delenv(KEY_VARIABLE, raising=False)
    file = tmp_path / "a.pdf"
    file.write_bytes(set_pages({"main.typ": PAGE}, 0, "A page"))
    return file


def test_in_place_and_beside(pdf, tmp_path):
    new_pair(tmp_path / "k", "Bank", None, None, None)
    before = pdf.read_bytes()
    assert sign_file(pdf, tmp_path / "k.pem", None, tmp_path / "b.pdf") == (tmp_path / "b.pdf", "Bank")
    assert pdf.read_bytes() == before
    assert sign_file(pdf, tmp_path / "k.pem", None, None) == (pdf, "Bank")
    assert pdf.read_bytes().startswith(before)


def test_with_a_certificate_by_the_command(pdf, tmp_path):
    key, certificate, authority = chain("Bank & Söhne")
    (tmp_path / "k.pem").write_bytes(pem(key))
    (tmp_path / "c.pem").write_bytes(to_pem(certificate, authority))
    given = ["--key", str(tmp_path / "k.pem"), "--certificate", str(tmp_path / "c.pem")]
    found = CliRunner(catch_exceptions=False).invoke(command, [str(pdf), *given])
    assert found.output == f"{pdf} is signed by Bank & Söhne.\n"


def test_what_is_missing(pdf, tmp_path):
    with pytest.raises(EvidenceError, match="Signing needs a key"):
        sign_file(pdf, None, None, None)
    with pytest.raises(EvidenceError, match="A certificate needs the key that it is of"):
        sign_file(pdf, None, tmp_path / "c.pem", None)
    new_pair(tmp_path / "k", None, None, None, None)
    with pytest.raises(EvidenceError, match="The PDF must be a file that can be read"):
        sign_file(tmp_path / "none.pdf", tmp_path / "k.pem", None, None)
