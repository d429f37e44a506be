"""The Annex IV dossier: opened again with another library."""

import io
import json

import pypdf
import records
from tests.reports.frameworks.test_dossier import stated

from fairwitness.reports.annex_iv import AnnexIvDossier


def opened(record):
    return pypdf.PdfReader(io.BytesIO(AnnexIvDossier().render(record)))


def words(reader):
    return " ".join(" ".join(page.extract_text().split()) for page in reader.pages).replace("\u200b", "")


def test_it_says_what_it_is_who_stated_what_and_what_is_open():
    text = words(opened(stated(records.full())))
    assert "neither complete nor a declaration" in text
    assert "Regulation (EU) 2024/1689 as amended by Regulation (EU) 2026/1744" in text
    assert "2 December 2027" in text
    assert "Annex IV, 1(a). Purpose, provider and version" in text
    assert "About intended_purpose. Intended purpose. Stated by A. Weber on 20 November 2026." in text
    assert "Describe every form in which the system is offered" in text
    assert records.full().performance.statement in text


def test_it_is_tagged_and_carries_the_record():
    reader = opened(records.full())
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    ((name, (content,)),) = reader.attachments.items()
    assert name == "record.json"
    assert json.loads(content)["hash"] == records.full().hash


def test_text_of_people_is_never_markup():
    said = {"intended_purpose": {"text": "#panic() $x$ *b* <i>", "by": "#eval", "date": "2026-11-20"}}
    assert "#panic() $x$ *b* <i>" in words(opened(stated(records.full(), said)))
