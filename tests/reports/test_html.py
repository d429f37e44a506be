"""The page loads nothing, escapes everything, and can be read by a machine that reads aloud."""

import base64
import hashlib
import re
import shutil
from functools import cache
from html.parser import HTMLParser
from io import BytesIO
from itertools import pairwise

import pytest
import records
from markupsafe import escape
from pypdf import PdfReader
from tests.aside import aside

from fairwitness.audits.record import Record
from fairwitness.reports import html
from fairwitness.reports.frameworks import nyc_ll144
from fairwitness.reports.html import HtmlReport
from fairwitness.reports.language import in_language
from fairwitness.reports.plain import plain
from fairwitness.reports.room import ROOMS, Room

VOID = {"meta", "br", "hr", "img", "input", "link", "path", "rect", "circle", "use", "line"}


class Page(HTMLParser):
    """Tags with their attributes, and headings with their text."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.headings, self._open = [], [], []
        self.feed(text)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self._open.pop() == tag

    def all(self, tag):
        return [attributes for name, attributes in self.tags if name == tag]


def with_framework():
    record = records.full()
    return Record.of(
        record.model_copy(update={"frameworks": (nyc_ll144.facts(),), "controls": nyc_ll144.controls(record)})
    )


VARIANTS = {**records.VARIANTS, "with_framework": with_framework}


@cache
def text(variant):
    return HtmlReport().render(VARIANTS[variant]()).decode()


@cache
def page(variant):
    return Page(text(variant))


@pytest.mark.parametrize("variant", VARIANTS)
def test_every_tag_is_closed_and_no_heading_is_skipped(variant):
    found = page(variant).headings
    assert found[0] == 1
    assert found.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(found))


@pytest.mark.parametrize("variant", VARIANTS)
def test_nothing_is_loaded_and_nothing_runs(variant):
    tags = page(variant).tags
    assert not {"script", "link", "img", "iframe", "object", "embed", "form", "base"} & {
        tag for tag, _ in tags
    }
    for tag, attributes in tags:
        assert not [
            name for name in attributes if name.startswith("on") or name in ("src", "srcset", "style")
        ]
        target = attributes.get("href", "#")
        assert target.startswith("#") or is_inside(tag, target), (tag, target)


def is_inside(tag, target):
    """Whether it is a picture that the page holds itself."""
    return tag == "image" and target.startswith("data:image/png;base64,")


@pytest.mark.parametrize("variant", VARIANTS)
def test_ids_are_single_and_references_meet_them(variant):
    ids = [attributes["id"] for _, attributes in page(variant).tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    for tag, attributes in page(variant).tags:
        for name in ("href", "aria-labelledby"):
            if name in attributes and not is_inside(tag, attributes[name]):
                assert attributes[name].removeprefix("#") in ids, (tag, attributes)


@pytest.mark.parametrize("variant", VARIANTS)
def test_tables_have_a_caption_and_scoped_heads(variant):
    found = page(variant)
    assert len(found.all("caption")) == len(found.all("table"))
    assert all("scope" in head for head in found.all("th"))


@pytest.mark.parametrize("variant", VARIANTS)
def test_every_chart_is_named_and_has_a_table(variant):
    found = page(variant)
    figures = len(found.all("figure"))
    images = [svg for svg in found.all("svg") if svg.get("class") in ("wide", "narrow")]
    assert len(images) == 2 * figures
    assert all(svg["role"] == "img" and svg["aria-label"] for svg in images)
    assert text(variant).count("The same figures as a table") == figures


def test_the_policy_allows_only_the_style_sheet_that_is_there():
    style = re.search(r"<style>(.*?)</style>", text("full"), re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = next(meta["content"] for meta in page("full").all("meta") if "http-equiv" in meta)
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def test_language_landmarks_and_viewport():
    found = page("full")
    assert found.all("html") == [{"lang": "en-GB"}]
    assert len(found.all("main")) == len(found.all("header")) == len(found.all("footer")) == 1
    assert all(nav["aria-label"] for nav in found.all("nav"))
    assert {"name": "viewport", "content": "width=device-width, initial-scale=1"} in found.all("meta")


def test_the_verdict_word_stands_beside_its_shape_in_every_row():
    rows = text("full").split('<article class="vr">')[1:]
    words = ["Disparity", "Disparity", "Inconclusive", "Not estimable", "Within"]
    assert [re.search(r"</svg>([^<]+)</span>", row)[1] for row in rows] == words


def test_data_is_text():
    found = text("hostile")
    assert "&lt;script&gt;alert(" in found
    assert "<script" not in found
    assert "<b>bold" not in found
    assert "\u202e" not in found


def test_a_heat_map_keeps_a_light_ground():
    assert text("full").count('<div class="chart light"') == 1


def test_undefined_rates_are_words():
    assert "not estimable" in text("undefined")
    assert "NaN" not in text("undefined")


def test_without_gates_the_page_says_that_nothing_was_judged():
    assert "nothing was judged" in text("no_gates")


def test_controls_stand_with_what_a_person_must_state():
    found = text("with_framework")
    assert found.count("From memory, to be confirmed.") == 2
    assert "Evidence supports a claim; it does not make a system compliant." in found
    assert "sets no pass line" in found
    assert found.count("LL144-5-301b1") >= 1


def test_statements_are_shown_as_stated_and_inert():
    found = text("stated")
    assert "Stated by Ana Pires, Owner on 20 November 2026" in found
    assert "&lt;script&gt;alert(1)&lt;/script&gt; [x](y)" in found
    assert '<p dir="auto">سمعنا المتأثرين</p>' in found
    assert "about another record" in found
    assert 'id="stated"' in found
    assert 'id="stated"' not in text("with_framework")


def test_each_requirement_has_its_days_and_what_the_evidence_does_not_show():
    found = text("with_framework")
    assert "What it does not show" in found
    assert "it applies from: 5 July 2023." in found
    assert "Applies from 5 Jul 2023." in found
    assert "The law sets no line that a ratio must reach." in found
    assert "No evidence here shows:" in found


def test_a_lone_surrogate_does_not_stop_the_report():
    record = records.full().model_copy(update={"title": "a\ud800b"})
    assert b"<h1>ab</h1>" in HtmlReport().render(record)


@pytest.mark.browser
@pytest.mark.skipif(shutil.which("chromium") is None, reason="needs Chromium")
@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_no_request_leaves(tmp_path, scheme, width):
    aside(_looked_at, tmp_path, scheme, width)


def _looked_at(tmp_path, scheme, width):
    from axe_playwright_python.sync_playwright import Axe
    from playwright.sync_api import sync_playwright

    arguments = ["--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking",
                 "--disable-component-update", "--disable-sync"]  # fmt: skip
    asked, said = [], []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=arguments)
        for variant in ("with_framework", "hostile"):
            (tmp_path / "report.html").write_bytes(HtmlReport().render(VARIANTS[variant]()))
            # axe runs as a script, which the page's own policy forbids.
            context = browser.new_context(
                color_scheme=scheme, viewport={"width": width, "height": 900}, bypass_csp=True
            )
            tab = context.new_page()
            tab.on("request", lambda request: asked.append(request.url))
            tab.on("console", lambda message: said.append(message.text))
            tab.goto((tmp_path / "report.html").as_uri())
            overflow = tab.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            found = Axe().run(tab).response["violations"]
            assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
            assert overflow == 0
            context.close()
        browser.close()
    assert {url.rpartition("/")[2] for url in asked} == {"report.html"}
    assert said == []


def test_groups_found_by_search_are_in_the_page_with_their_doubt():
    page = HtmlReport().render(records.searched()).decode()
    assert "<h3>Groups found by search</h3>" in page
    assert "20.0 points, 11.0 to 28.0" in page
    assert "did not hold" in page
    assert "Groups found by search" not in HtmlReport().render(records.full()).decode()


def test_the_table_that_ll144_asks_to_publish_stands_in_its_annex():
    assert "Female &amp; Black or African American" in text("hiring")
    assert "Rates and impact ratios of every category" in text("hiring")
    assert "Rates and impact ratios of every category" not in text("with_framework")


LONG = "A name of a group that goes on and on, number {:04d}, ".format


@cache
def crowded():
    """2,000 groups with names of 3,000 characters: written out whole, more than 6 MB."""
    return records.many_groups(2_000, lambda i: LONG(i) * 60)


def test_a_page_stays_under_5_mb_and_says_what_it_leaves_out():
    record = crowded()
    found = HtmlReport().render(record).decode()
    assert len(found.encode()) < 5_000_000
    assert "There is more in this record than a page of 5 MB holds." in found
    assert re.search(r"Left out here: 1,000 of 2,000 rows\. The record has them all", found)
    assert f'<dd class="mono">{record.hash}</dd>' in found
    assert re.search(r"style-src 'sha256-[^']{44}'; base-uri 'none'; form-action 'none'\"", found)
    assert Page(found).headings


def test_a_page_that_fits_leaves_nothing_out():
    for variant in ("full", "hostile", "with_framework"):
        assert "Left out here" not in text(variant)
        assert "There is more in this record" not in text(variant)
    assert HtmlReport().render(records.many_groups(2_000)).decode().count("Region") >= 2_000


def test_limits_and_figures_beyond_the_room_are_counted(monkeypatch):
    monkeypatch.setattr(html, "MOST_FIGURES", 2)
    rows = tuple(records.comparison("selection_rate", f"column {n}", "within") for n in range(1_500))
    rates = tuple(records.estimate("selection_rate", f"column {n}", "all", 5, 40) for n in range(5))
    found = html._page(html._context(records.record(rows[:5], rates)), Room(figures=2)).decode()
    assert found.count("<figure") == 2
    assert "Left out here: 3 of 5 figures." in found
    cramped = html._page(html._context(records.record(rows, ())), ROOMS[1]).decode()
    assert "Left out here: 500 of 1,500 limits." in cramped


def test_however_much_of_everything_there_is_the_page_fits(monkeypatch):
    monkeypatch.setattr(html, "MOST_FIGURES", 0)
    long = [LONG(n) * 100 for n in range(400)]
    rows = tuple(records.comparison("selection_rate", name, "disparity", statement=name) for name in long)
    leads = tuple(one.model_copy(update={"declared": False, "q_value": 0.5}) for one in rows)
    finding = records.full().findings[0]
    made = records.record(
        (*rows, *leads),
        (),
        findings=tuple(finding.model_copy(update={"statement": name, "title": name}) for name in long),
        summary=records.full().summary.model_copy(
            update={"todo": tuple((name, name) for name in long), "untested": tuple(long)}
        ),
        subject={"notes": tuple(long), "source": long[0] * 10},
    )
    found = HtmlReport().render(made)
    assert len(found) < 5_000_000
    assert found.count(b"Left out here: ") >= 5
    assert made.hash.encode() in found


@pytest.mark.browser
@pytest.mark.skipif(shutil.which("chromium") is None, reason="needs Chromium")
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_on_paper_and_offline_everything_is_there(tmp_path):
    from playwright.sync_api import sync_playwright

    (tmp_path / "report.html").write_bytes(HtmlReport().render(records.full()))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        context = browser.new_context(offline=True)
        tab = context.new_page()
        tab.goto((tmp_path / "report.html").as_uri())
        paper = PdfReader(BytesIO(tab.pdf(format="A4")))
        browser.close()
    printed = " ".join(one.extract_text() for one in paper.pages)
    assert "The same figures as a table" not in printed
    assert printed.count("fewer than 30 trials") >= 2  # in tables that are folded on the screen
    assert records.full().hash in printed.replace("\n", "")
    assert all(abs(float(one.mediabox.width) - 595) < 2 for one in paper.pages)


@pytest.mark.parametrize("name", ["full", "stated", "hostile", "searched", "media", "no_gates"])
def test_a_german_page_is_german_and_quotes_the_record_as_english(name):
    record = records.VARIANTS[name]()
    page = HtmlReport().render(in_language(record, "de").with_statements(record.statements)).decode()
    english = HtmlReport().render(record).decode()
    assert '<html lang="de-DE">' in page
    assert f'<p class="lede"><span lang="en">{escape(plain(record.summary.lead))}</span></p>' in page
    assert "Sätze des Protokolls sind auf Englisch angeführt" in page
    assert 'lang="en"' not in english.replace('lang="en-GB"', "")
    assert "<span lang" not in re.sub(r">[^<]*<", "", re.sub(r"<span lang=\"en\">", "", page))
    for title in re.findall(r"<h2[^>]*>([^<]+)</h2>", english):
        assert f">{title}</h2>" not in page
