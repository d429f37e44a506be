"""No name acts in any registered format: what is in a record is text wherever it is shown.

Every format that is registered is covered by itself; one with an ending that nobody knows how to look into is red.
"""

from __future__ import annotations

import csv
import io
import json
import re
from functools import cache
from html.parser import HTMLParser
from xml.etree import ElementTree
from zipfile import ZipFile

import attacks
import pypdf
import pytest
import records
import yaml
from attacks import HARMLESS, TEXTS, forged
from markdown_it import MarkdownIt
from openpyxl import load_workbook

from fairwitness._registry import names
from fairwitness.audits.record import Record, parse_record
from fairwitness.reports.base import report_format
from fairwitness.reports.ci.pull_request import MARK
from fairwitness.reports.csv_safe import inert
from fairwitness.reports.plain import plain

FORMATS = names("fairwitness.reports")
MADE = ("full", "hiring", "searched", "media", "scored", "several_labels", "numbers")
TURNS = (0, 7, 19)
NEEDS = {"adverse_action": ("full",), "ll144": ("hiring",)}
SLOW = {"html": ("full", "hiring", "media", "several_labels"), "pdf": ("full", "media", "scored")}
PICTURE = re.compile(r"data:image/png;base64,[A-Za-z0-9+/=]+")
CASES = [
    (name, made, turn)
    for name in FORMATS
    for made in NEEDS.get(name, SLOW.get(name, MADE))
    for turn in (TURNS[:1] if name in SLOW else TURNS)
]


@cache
def record(made: str, turn: int) -> Record:
    return forged(records.VARIANTS[made](), turn=turn)


@cache
def harmless(made: str) -> Record:
    return forged(records.VARIANTS[made](), texts=(HARMLESS,))


class Page(HTMLParser):
    """Every element and attribute of a page, and the text between them."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.comments = 0
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data

    def handle_comment(self, data):
        self.comments += 1


def html_is_inert(data: bytes, twin: bytes, made: Record) -> None:
    page, other = Page(data.decode()), Page(twin.decode())
    ours = {tag for tag, _ in other.elements}
    named = {name for _, attrs in other.elements for name in attrs}
    assert {tag for tag, _ in page.elements} <= ours
    assert not ours & {"script", "iframe", "object", "embed", "form", "base", "img", "a:href"}
    assert {name for _, attrs in page.elements for name in attrs} <= named
    assert not [name for name in named if name.startswith("on")]
    assert page.comments == 0
    for tag, attrs in page.elements:
        for name in ("href", "xlink:href", "src", "action", "formaction"):
            inside = tag == "image" and name == "href" and PICTURE.fullmatch(attrs.get(name) or "")
            assert inside or (attrs.get(name) or "#").startswith("#"), (tag, attrs)
        assert not re.search(r"url\((?!#)|expression|@import", attrs.get("style") or ""), attrs
    (policy,) = [a["content"] for _, a in page.elements if a.get("http-equiv") == "Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    shows(page.text, made)


def shows(text: str, made: Record, said: tuple[str, ...] = ("title", "lead")) -> None:
    """Title and lead are there to read, as they are but for what nobody sees."""
    squeezed = _squeezed(text)
    wanted = {"title": made.title, "lead": made.summary.lead}
    for name in said:
        assert _squeezed(plain(wanted[name])) in squeezed


def _squeezed(text: str) -> str:
    return re.sub(r"[\s\u2060\u200b]", "", text)


def markdown_is_inert(
    data: bytes, twin: bytes, made: Record, said: tuple[str, ...] = ("title", "lead")
) -> None:
    parser = MarkdownIt("gfm-like", {"linkify": False, "html": True})
    one, two = (parser.parse(text.decode()) for text in (data, twin))
    assert [token.type for token in one] == [token.type for token in two]
    for found, like in zip(one, two, strict=True):
        kinds = {child.type for child in found.children or []} - {"text", "text_special"}
        assert kinds <= {child.type for child in like.children or []} - {"text", "text_special"}
        assert kinds <= {"strong_open", "strong_close", "code_inline"}
    text = data.decode()
    assert not re.search(r"@octocat|#1\b|https?://|www\.", text)
    shows("".join(c.content for token in one for c in token.children or []), made, said)


def junit_is_inert(data: bytes, twin: bytes, made: Record) -> None:
    one, two = (list(ElementTree.fromstring(text).iter()) for text in (data, twin))
    assert [(e.tag, sorted(e.attrib)) for e in one] == [(e.tag, sorted(e.attrib)) for e in two]
    assert b"<!" not in data
    assert _squeezed(plain(made.title)) == _squeezed(one[1].attrib["name"])


def csv_is_inert(data: bytes, twin: bytes, made: Record) -> None:
    one, two = (list(csv.reader(io.StringIO(text.decode("utf-8-sig"), newline=""))) for text in (data, twin))
    assert [len(row) for row in one] == [len(row) for row in two]
    for cell in (cell for row in one for cell in row):
        assert not re.match("[=+\\-@\t\r\n＝＋－＠\0]", cell), cell
        assert cell == plain(cell)


def pdf_is_inert(
    data: bytes, twin: bytes, made: Record, attached: tuple[str, ...] = ("record.json",)
) -> None:
    reader = pypdf.PdfReader(io.BytesIO(data))
    assert b"JavaScript" not in data
    assert not {"/OpenAction", "/AA", "/AcroForm"} & set(reader.trailer["/Root"])
    for page in reader.pages:
        assert "/AA" not in page
        for one in page.get("/Annots") or []:
            link = one.get_object()
            assert link["/Subtype"] == "/Link"
            assert link.get("/A", {"/S": "/GoTo"})["/S"] == "/GoTo"
    assert tuple(reader.attachments) == attached
    shows_in_pdf(" ".join(page.extract_text() for page in reader.pages), made)


def shows_in_pdf(text: str, made: Record) -> None:
    assert "root:x:0" not in text
    letters = re.sub(r"[^A-Za-z0-9]", "", text)
    assert re.sub(r"[^A-Za-z0-9]", "", plain(made.title).encode("ascii", "ignore").decode())[:30] in letters


def report_is_inert(data: bytes, twin: bytes, made: Record) -> None:
    pdf_is_inert(data, twin, made, attached=("plan.json", "record.json"))


def drafts_are_inert(data: bytes, twin: bytes, made: Record) -> None:
    pdf_is_inert(data, twin, made, attached=())


def json_is_inert(data: bytes, twin: bytes, made: Record) -> None:
    assert parse_record(json.loads(data)) == made
    assert b"\x1b" not in data
    assert b"\x00" not in data


def card_is_inert(data: bytes, twin: bytes, made: Record) -> None:
    """The header of a card holds plain values only; the rest is Markdown."""
    one, two = (re.match(rb"---\n(.*?\n)---\n", text, re.DOTALL) for text in (data, twin))
    assert shape(yaml.safe_load(one[1])) == shape(yaml.safe_load(two[1]))
    assert b"!!" not in one[1].replace(b"!!! ", b"")
    markdown_is_inert(data[one.end() :], twin[two.end() :], made)


def sheet_is_inert(data: bytes, twin: bytes, made: Record) -> None:
    markdown_is_inert(data, twin, made, said=())


def transparency_text_is_inert(data: bytes, twin: bytes, made: Record) -> None:
    markdown_is_inert(data, twin, made, said=("title",))


def comment_is_inert(data: bytes, twin: bytes, made: Record) -> None:
    assert data.startswith(MARK.encode() + b"\n\n")
    assert twin.startswith(MARK.encode() + b"\n\n")
    markdown_is_inert(data[len(MARK) :], twin[len(MARK) :], made)


def data_is_inert(data: bytes, twin: bytes, made: Record) -> None:
    """JSON for programs: no text becomes a key, a control, markup, or a link in a message of SARIF."""
    one, two = json.loads(data), json.loads(twin)
    assert shape(one) == shape(two)
    assert not re.search(rb"[<>&\x00-\x09\x0b-\x1f]", data)
    for text in _texts(one):
        assert text.replace("\u2060", "") == plain(text)
        assert "sarif" not in data[:200].decode() or not re.search(r"\]\(|\{\d", text)


def annotations_are_inert(data: bytes, twin: bytes, made: Record) -> None:
    """As many commands as without attacks, each one of ours, with our properties and no other."""
    one, two = ([COMMAND.fullmatch(line) for line in text.decode().splitlines()] for text in (data, twin))
    assert None not in one
    assert [found["name"] for found in one] == [found["name"] for found in two]
    for found in one:
        assert [each.partition("=")[0] for each in found["given"].split(",")] in (
            ["file", "title"],
            ["title"],
        )
    shows(unescaped(one[-1]["given"] + one[-1]["said"]), made)


def unescaped(text: str) -> str:
    for code, letter in (("%3A", ":"), ("%2C", ","), ("%0D", "\r"), ("%0A", "\n"), ("%25", "%")):
        text = text.replace(code, letter)
    return text


COMMAND = re.compile(r"::(?P<name>error|warning|notice) (?P<given>(?:[^:]|:(?!:))*)::(?P<said>.*)")


def workbook_is_inert(data: bytes, twin: bytes, made: Record) -> None:
    """Every text is a text and none begins a formula; there is no link, macro, comment or outside source."""
    one, two = (load_workbook(io.BytesIO(text)) for text in (data, twin))
    assert [(page.title, page.dimensions) for page in one] == [(page.title, page.dimensions) for page in two]
    assert not [n for n in ZipFile(io.BytesIO(data)).namelist() if re.search("vba|external|comment|query", n)]
    for cell in (cell for page in one for row in page.iter_rows() for cell in row):
        assert cell.data_type in ("s", "n", "b")
        assert cell.hyperlink is None
        assert not re.match("[=+\\-@\t\r\n＝＋－＠\0]", str(cell.value)) or cell.data_type == "n"
    shows(" ".join(str(cell.value) for row in one["About"].iter_rows() for cell in row), made)


def shape(value):
    """A value without its texts and numbers: keys, and how many of what."""
    if isinstance(value, dict):
        return {key: shape(item) for key, item in value.items()}
    return [shape(item) for item in value] if isinstance(value, list) else type(value).__name__


LOOKS = {
    ".html": html_is_inert,
    ".md": markdown_is_inert,
    ".xml": junit_is_inert,
    ".csv": csv_is_inert,
    ".pdf": pdf_is_inert,
    ".json": json_is_inert,
    ".xlsx": workbook_is_inert,
    "adverse_action": drafts_are_inert,
    "pdf": report_is_inert,
    "model_card": card_is_inert,
    "datasheet": sheet_is_inert,
    "pull_request": comment_is_inert,
    "github_annotations": annotations_are_inert,
    "atrs": data_is_inert,
    "atrs_text": transparency_text_is_inert,
    "cyclonedx": data_is_inert,
    "sarif": data_is_inert,
    "gitlab": data_is_inert,
}
"""By name, or by ending where one look fits all of it."""


def test_every_registered_format_is_looked_into():
    assert {
        name for name in FORMATS if name not in LOOKS and report_format(name).suffix not in LOOKS
    } == set()


@pytest.mark.parametrize(("name", "made", "turn"), CASES)
def test_no_text_of_a_record_acts(name, made, turn):
    form = report_format(name)
    twin = b"" if name in ("pdf", "json") else form.render(harmless(made))
    look = LOOKS.get(name) or LOOKS[form.suffix]
    look(form.render(record(made, turn)), twin, record(made, turn))


def test_every_attack_is_somewhere_in_the_records():
    dumps = [record(made, turn).model_dump(mode="json") for made in ("full", "hiring") for turn in TURNS]
    said = "".join(_texts(dumps))
    assert [text for text in TEXTS if text not in said] == []


def _texts(value) -> list[str]:
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for one in inner for text in _texts(one)]


@pytest.mark.slow
@pytest.mark.parametrize("name", FORMATS)
def test_names_of_ten_thousand_characters_are_rendered(name):
    (made, *_) = NEEDS.get(name, ("full",))
    long = forged(records.VARIANTS[made](), texts=(attacks.LONG, f"<b>{attacks.LONG}", f"|{attacks.LONG}"))
    assert report_format(name).render(long)


def test_the_engine_of_the_pdf_sees_no_file_and_no_network(tmp_path):
    """Should a text ever be read as markup, there would still be nothing for it to read."""
    import typst

    (tmp_path / "secret").write_text("secret")
    for act in (f'#read("{tmp_path}/secret")', '#read("/etc/passwd")', '#include "/etc/passwd"'):
        with pytest.raises(typst.TypstError, match=r"not found|access"):
            typst.compile({"main.typ": act.encode()})


@pytest.mark.parametrize("text", [text for text in TEXTS if text[:1] in "=+-@\t\r＝"])
def test_every_formula_gets_an_apostrophe(text):
    assert inert(text).startswith("'")
