"""The PDF itself: opened again with another library, and checked with qpdf where it is found."""

import io
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pypdf
import pytest
import records

from fairwitness.audits.record.canonical import canonical
from fairwitness.audits.record.schema import Provenance
from fairwitness.audits.statements import parse_statements
from fairwitness.errors import ReportError
from fairwitness.reports import pdf
from fairwitness.reports.base import ReportFormat
from fairwitness.reports.frameworks import OwnFramework, eu_ai_act_high_risk
from fairwitness.reports.language import in_language
from fairwitness.reports.pdf import FACES, PdfReport


@pytest.fixture(scope="module")
def made():
    kept = {}

    def make(name):
        if name not in kept:
            record = records.VARIANTS[name]()
            kept[name] = (record, PdfReport().render(record))
        return kept[name]

    return make


def opened(data):
    return pypdf.PdfReader(io.BytesIO(data))


def words(data, pages=slice(None)):
    """All text, without line breaks and the invisible places where long runs may break."""
    text = " ".join(page.extract_text() for page in opened(data).pages[pages])
    return re.sub(r"\s+", " ", text.replace("\u200b", "").replace("\u00ad", ""))


def fonts_of(data):
    names = set()
    for page in opened(data).pages:
        for entry in (page["/Resources"].get("/Font") or {}).values():
            font = entry.get_object()
            below = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
            descriptor = below["/FontDescriptor"].get_object()
            assert any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3")), font[
                "/BaseFont"
            ]
            names.add(re.sub(r"^/[A-Z]{6}\+", "", font["/BaseFont"]).removesuffix("-Identity-H"))
    return names


@pytest.mark.parametrize("name", ["full", "stated", "hostile"])
def test_a_german_report_is_german_and_quotes_the_record_as_english(name, tmp_path):
    record = in_language(records.VARIANTS[name](), "de").with_statements(records.VARIANTS[name]().statements)
    data = PdfReport().render(record)
    assert data == PdfReport().render(record)
    assert opened(data).trailer["/Root"]["/Lang"] == "de-DE"
    first = words(data, slice(0, 1))
    assert "Sätze des Protokolls sind auf Englisch angeführt, wie sie versiegelt wurden." in first
    assert "Seite 1 von" in first
    assert "What to do" not in words(data)
    spans = spoken_in(opened(data).pages[0])
    assert record.summary.lead.split()[0] in spans["en-GB"]
    assert "Zur Kontrolle" not in spans["en-GB"]


def spoken_in(page):
    """The text that is marked with a language of its own, by language."""
    found, stack = {}, []

    def before(operator, operands, _matrix, _text):
        if operator == b"BDC":
            marks = operands[1] if len(operands) > 1 else {}
            stack.append(str(marks.get("/Lang", "")) if hasattr(marks, "get") else "")
        elif operator == b"BMC":
            stack.append("")
        elif operator == b"EMC" and stack:
            stack.pop()

    def text(said, *_):
        language = next((one for one in reversed(stack) if one), "")
        found[language] = found.get(language, "") + said

    page.extract_text(visitor_operand_before=before, visitor_text=text)
    return found


def test_is_a_report_format():
    assert isinstance(PdfReport(), ReportFormat)
    assert (PdfReport.name, PdfReport.suffix) == ("pdf", ".pdf")


@pytest.mark.parametrize("name", records.VARIANTS)
def test_every_kind_of_record_becomes_a_whole_file(made, name):
    record, data = made(name)
    reader = opened(data)
    assert 4 <= len(reader.pages) <= 20
    assert reader.attachments["record.json"][0] == record.to_json().encode()
    assert reader.attachments["plan.json"][0] == canonical(record.plan)
    assert ("statements.yaml" in reader.attachments) == bool(record.statements)
    assert "/StructTreeRoot" in reader.trailer["/Root"]
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"].value is True
    assert reader.trailer["/Root"]["/Lang"] == "en-GB"


def test_claims_both_standards(made):
    xmp = opened(made("full")[1]).trailer["/Root"]["/Metadata"].get_object().get_data().decode()
    assert "<pdfuaid:part>1</pdfuaid:part>" in xmp
    assert "<pdfaid:part>3</pdfaid:part>" in xmp
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in xmp


@pytest.mark.parametrize("name", ["full", "hostile"])
def test_embeds_the_expected_fonts_only(made, name):
    families = {
        "SourceSerifPro",
        "SourceSansPro",
        "DejaVuSans",
        "DejaVuSansMono",
        "NewCMMath",
        "NotoSansCJKsc",
    }
    assert len(families) == len(FACES)
    assert {font.split("-")[0] for font in fonts_of(made(name)[1])} <= families


def test_says_the_verdicts_and_the_lead_on_page_one(made):
    record, data = made("full")
    first = words(data, slice(1))
    assert record.summary.lead in first
    assert all(word in first for word in ("Disparity", "Within", "Inconclusive", "Not estimable"))
    assert "33.8 points; limit 10" in first
    assert "What was not tested" in first


def test_page_one_is_whole_and_says_how_much_it_leaves_out():
    gaps = tuple(f"Gap number {i} that nobody has looked into so far." for i in range(40))
    todo = tuple(
        (f"Point {i} is open.", "Somebody has to look into it, and write down why.") for i in range(9)
    )
    record = records.full()
    record = record.model_copy(
        update={"summary": record.summary.model_copy(update={"untested": gaps, "todo": todo})}
    )
    data = PdfReport().render(record)
    first, second = (words(data, slice(i, i + 1)) for i in (0, 1))
    assert record.hash[:8] in first
    assert "Contents" in second
    shown = first.count("Gap number")
    assert 2 <= shown < 40
    assert f"{40 - shown} more: see the section “Checks”" in first
    assert words(data, slice(2, None)).count("Gap number") == 40


def test_figures_have_alternative_text(made):
    catalogue = made("full")[1]
    reader = opened(catalogue)
    objects = (reader.get_object(number) for number in range(1, int(reader.trailer["/Size"])))
    alts = [str(o["/Alt"]) for o in objects if isinstance(o, dict) and o.get("/S") == "/Figure"]
    assert len(alts) >= 6
    assert any("Caucasian" in alt for alt in alts)


def test_the_same_record_gives_the_same_bytes(made, tmp_path):
    record, data = made("full")
    assert PdfReport().render(record) == data
    file = tmp_path / "again.pdf"
    code = (
        f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r}); import records; from pathlib import Path;"
        f"from fairwitness.reports.pdf import PdfReport; "
        f"Path({str(file)!r}).write_bytes(PdfReport().render(records.full()))"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=120)
    assert file.read_bytes() == data


def test_names_are_text_and_nothing_else(made):
    text = words(made("hostile")[1])
    assert "<script>alert" in text
    assert '#read("/etc/passwd")' in text
    assert "root:" not in text
    assert "[woman][woman][girl][boy] family" in text


@pytest.mark.parametrize("name", ["undefined", "one_group", "no_target"])
def test_nothing_undefined_is_printed_as_a_number(made, name):
    text = words(made(name)[1])
    assert not re.search(r"\b(nan|NaN|None|null|inf)\b", text)


def test_no_gates_no_verdicts(made):
    assert "declared no limit" in words(made("no_gates")[1], slice(1))


@pytest.mark.skipif(shutil.which("qpdf") is None, reason="qpdf is not installed")
@pytest.mark.parametrize("name", ["full", "hostile"])
def test_qpdf_finds_no_fault(made, name, tmp_path):
    file = tmp_path / "report.pdf"
    file.write_bytes(made(name)[1])
    ran = subprocess.run(["qpdf", "--check", str(file)], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_is_dated_by_the_record_and_not_by_the_clock(made):
    record, data = made("full")
    assert "20261122" in opened(data).metadata["/CreationDate"]
    undated = Provenance.model_validate(record.provenance.model_dump() | {"created": "once"})
    assert pdf.seconds_of(record.model_copy(update={"provenance": undated})) == 0


def test_what_cannot_be_set_is_a_report_error(monkeypatch):
    monkeypatch.setattr(pdf, "_template", lambda: b"#nothing-of-that-name")
    with pytest.raises(ReportError, match="cannot be set"):
        PdfReport().render(records.one_group())


def test_statements_are_attached_as_they_were_made(made):
    record, data = made("stated")
    attached = opened(data).attachments["statements.yaml"][0]
    assert parse_statements(attached.decode()) == record.statements
    assert "Stated by Ana Pires, Owner on 20 November 2026" in words(data)


def test_a_framework_of_64_controls_breaks_over_pages_between_rows():
    base = records.full()
    controls = eu_ai_act_high_risk.controls(base)
    framed = base.model_copy(update={"frameworks": (eu_ai_act_high_risk.facts(),), "controls": controls})
    pages = [page.extract_text() for page in opened(PdfReport().render(framed)).pages]
    annex = [text for text in pages if "A named person" in text]
    assert 7 <= len(annex) <= 16
    assert all("Clause" in text for text in annex)
    letters = [re.sub("[^a-z0-9]", "", text.lower()) for text in annex]
    for control in controls:  # the head of a row and the ends of its texts are on one page
        texts = (
            control.id,
            *(text[-40:] for text in (control.requirement, control.not_shown, control.person)),
        )
        ends = [re.sub("[^a-z0-9]", "", text.lower()) for text in texts]
        assert any(all(end in text for end in ends) for text in letters), control.id


def test_a_hostile_framework_of_a_users_own_is_set_as_text(tmp_path):
    evil = "<script>#read(x)</script> " * 7
    control = {"title": evil, "clause": evil, "requirement": evil * 20, "evidence": ["oversight.roles"]}
    more = {"automation": "manual", "person": evil * 20, "not_shown": evil * 20, "roles": ["x" * 60] * 9}
    days = [{"date": "2027-01-01", "to": evil}] * 9
    file = {"id": "ours", "title": evil, "version": evil, "jurisdiction": "x", "as_of": "2026", "status": evil * 20,
            "sources": [{"citation": evil, "url": evil}],
            "controls": [{"id": f"H-{i}", "applies_from": days, **control, **more} for i in range(20)]}  # fmt: skip
    (tmp_path / "ours.yaml").write_text(json.dumps(file))
    own, base = OwnFramework(tmp_path / "ours.yaml"), records.full()
    framed = base.model_copy(update={"frameworks": (own.facts(),), "controls": own.controls(base)})
    pages = [page.extract_text() for page in opened(PdfReport().render(framed)).pages]
    assert len(pages) < 60
    letters = [re.sub("[^a-z0-9]", "", text.lower()) for text in pages]
    for i in range(20):  # a row too tall for a page would run off its foot
        assert any(f"h{i}from" in text for text in letters), i
