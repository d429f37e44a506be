"""What every registered report format and framework must hold to, ours and third parties'."""

import html
import io
import re
from functools import cache

import pypdf
import pytest
import records
from PIL import Image

from fairwitness._registry import load, names
from fairwitness.audits.record import Record
from fairwitness.audits.statements import feeding
from fairwitness.errors import ReportError
from fairwitness.reports.base import PlanReport, ReportFormat, report_format
from fairwitness.reports.frameworks import Framework, read_framework, read_vocabulary
from fairwitness.reports.frameworks.evidence import EVALUATORS, look
from fairwitness.reports.plan_file import PlanFile

FORMATS = names("fairwitness.reports")
NEEDS = {"adverse_action": {"full", "stated"}, "ll144": {"hiring"}}
"""Formats that not every record can be written in, with the records that can."""
WRITTEN = [
    (name, variant)
    for name in FORMATS
    for variant in records.VARIANTS
    if variant in NEEDS.get(name, {variant})
]
FRAMEWORKS = names("fairwitness.frameworks")
RECORDS = [*(variant() for variant in records.VARIANTS.values()), records.tested(), records.crossed()]
CATEGORIES = read_framework("nyc_ll144").groupings
TEXT = [
    (name, variant)
    for name, variant in WRITTEN
    if name not in ("json", "xlsx") and not report_format(name).suffix.endswith(".pdf")
]
UNMARKED = {"github_annotations"}
"""Formats without any markup, in which angle brackets are letters."""
UNDEFINED = re.compile(r"(?<![\w-])(nan|None|Infinity|inf|undefined)(?![\w-])")
PRAISE = re.compile(r"\b(biased|unbiased|fair|unfair|safe|significant|complian\w*|complies)\b", re.IGNORECASE)


@cache
def rendered(name, variant):
    return report_format(name).render(records.VARIANTS[variant]())


def test_the_formats_of_this_version_are_registered():
    assert {"adverse_action", "html", "json", "junit", "ll144", "markdown", "pdf"} <= set(FORMATS)
    assert {"model_card", "datasheet", "cyclonedx", "xlsx", "sarif"} <= set(FORMATS)
    assert {"github_summary", "github_annotations", "pull_request", "gitlab"} <= set(FORMATS)
    assert "nyc_ll144" in FRAMEWORKS


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_follows_the_protocol_and_bears_its_own_name(name):
    found = report_format(name)
    assert isinstance(found, ReportFormat)
    assert found.name == name
    assert found.suffix.startswith(".")
    assert found.title


@pytest.mark.parametrize(("name", "variant"), WRITTEN)
def test_every_record_is_rendered_and_twice_to_the_same_bytes(name, variant):
    first = rendered(name, variant)
    assert first
    assert report_format(name).render(records.VARIANTS[variant]()) == first


@pytest.mark.parametrize("name", [name for name in FORMATS if isinstance(report_format(name), PlanReport)])
def test_a_format_that_points_into_a_plan_does_without_one(name):
    form, record = report_format(name), records.full()
    assert form.render(record) == form.render_at(record, PlanFile())
    pointing = form.render_at(record, PlanFile("some/plan.yaml"))
    assert b"some/plan.yaml" in pointing
    assert pointing.replace(b"some/plan.yaml", b"audit.yaml") == form.render(record)


@pytest.mark.parametrize(
    ("name", "variant"), [(name, one) for name in NEEDS for one in records.VARIANTS if one not in NEEDS[name]]
)
def test_what_a_format_cannot_write_is_refused_in_sentences(name, variant):
    with pytest.raises(ReportError) as refused:
        report_format(name).render(records.VARIANTS[variant]())
    assert str(refused.value).endswith(".")
    assert not UNDEFINED.search(str(refused.value))


@pytest.mark.parametrize(("name", "variant"), TEXT)
def test_no_undefined_number_is_written(name, variant):
    assert not UNDEFINED.findall(rendered(name, variant).decode())


@pytest.mark.parametrize("name", [name for name, variant in TEXT if variant == "hostile"])
def test_names_from_the_data_are_never_markup(name):
    text = rendered(name, "hostile").decode()
    text = re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.DOTALL)  # YAML, whose values are data
    assert "\u202e" not in text
    if name in UNMARKED:
        return
    assert not re.search(r"(?<!\\)<(script|b|i|h1)>(alert|bold|attr|&amp;amp)", text)


@pytest.mark.parametrize(("name", "variant"), TEXT)
def test_the_hash_is_in_every_format(name, variant):
    text = rendered(name, variant).decode()
    nothing_to_say = name == "gitlab" and text == "[]\n"
    assert nothing_to_say or records.VARIANTS[variant]().hash in text


@pytest.mark.parametrize("variant", records.VARIANTS)
@pytest.mark.parametrize("name", FRAMEWORKS)
def test_a_framework_holds_every_record_to_each_control(name, variant):
    framework = load("fairwitness.frameworks", name)
    record = records.VARIANTS[variant]()
    found = framework.controls(record)
    assert found == framework.controls(record)
    assert found
    for control in found:
        assert control.framework == name == framework.id
        assert control.status in ("shown", "partly", "person", "not_applicable")
        assert control.person or control.status == "shown"
        assert control.supports.endswith(".")
        assert not PRAISE.search(control.supports)
        assert not UNDEFINED.search(control.model_dump_json().replace("null", ""))
        assert control.status != "shown" or all(one.held for one in control.evidence)
        assert all(one.where for one in control.evidence)


@pytest.mark.parametrize("name", FRAMEWORKS)
def test_the_facts_of_a_framework_are_dated(name):
    facts = load("fairwitness.frameworks", name).facts()
    assert facts.id == name
    assert facts.sources
    assert all(re.search(r"\d{4}-\d{2}-\d{2}", source) for source in facts.sources)
    assert facts.status


@pytest.mark.parametrize("name", FRAMEWORKS)
def test_every_control_has_a_clause_a_day_and_what_it_does_not_show(name):
    if not isinstance(load("fairwitness.frameworks", name), Framework):
        pytest.skip("not a framework of ours")
    file = read_framework(name)
    assert file.not_shown.endswith(".")
    assert len({control.id for control in file.controls}) == len(file.controls)
    for control in load("fairwitness.frameworks", name).controls(records.full()):
        assert control.clause
        assert control.applies_from
        assert all(re.fullmatch(r"\d{4}(-\d{2}){0,2}", day.date) for day in control.applies_from)
        assert control.not_shown.endswith(".")
        assert not control.person or control.person.endswith(".")


def test_the_laws_that_a_finished_product_needs_are_there():
    wanted = {
        "eu_ai_act_high_risk",
        "nist_ai_rmf",
        "iso_iec_42001",
        "uk_atrs_ico",
        "us_credit",
        "co_sb26_189",
    }
    assert wanted | {"eu_gdpr", "sg_ai_verify", "nyc_ll144"} <= set(FRAMEWORKS)


def test_high_risk_duties_have_the_days_of_the_digital_omnibus():
    file = read_framework("eu_ai_act_high_risk")
    days = {control.id: [day.date for day in file.days(control)] for control in file.controls}
    assert days["EU-10.2.f"] == ["2027-12-02", "2028-08-02", "2030-08-02"]
    assert days["EU-27.1"] == ["2027-12-02"]
    assert days["EU-4"] == ["2025-02-02"]
    legacy = [day.date for control in file.controls for day in file.days(control) if day.legacy]
    assert set(legacy) == {"2030-08-02", "2026-12-02", "2027-08-02"}
    assert not [
        key
        for key, found in days.items()
        if key.startswith(("EU-9", "EU-10", "AIV")) and "2026-08-02" in found
    ]


def test_the_vocabulary_has_what_frameworks_ask_for_and_nothing_else():
    asked = {
        key for name in FRAMEWORKS for control in read_framework(name).controls for key in control.evidence
    }
    assert set(read_vocabulary().titles()) == asked


@pytest.mark.parametrize("name", ["html", "markdown", "pdf"])
def test_whose_report_it_is_stands_on_it_and_not_in_the_hash(name):
    record = records.full()
    named = {**dict(record.provenance), "organisation": "Bank & Söhne <AG>"}
    signed = Record.of(record.model_copy(update={"provenance": type(record.provenance)(**named)}))
    assert signed.hash == record.hash
    written = report_format(name).render(signed)
    if name == "pdf":
        assert pypdf.PdfReader(io.BytesIO(written)).metadata.author == "Bank & Söhne <AG>, Fairwitness"
        written = pypdf.PdfReader(io.BytesIO(written)).pages[0].extract_text().encode()
    shown = html.unescape(written.decode().replace("\\", ""))
    assert re.search(r"by\s+Bank & Söhne <AG>", shown)


@pytest.mark.parametrize("kind", read_vocabulary().keys, ids=lambda kind: kind.key)
def test_every_kind_of_evidence_is_produced_by_a_check_or_by_a_person(kind):
    """What the vocabulary says a record holds at most is what the sample records hold at most; the rest has a form."""
    extents = {
        look(kind.key, record, groupings).extent for record in RECORDS for groupings in ((), CATEGORIES)
    }
    if kind.record == "none":
        assert extents == {"none"}
        assert kind.key not in EVALUATORS
        assert feeding()[kind.key]
        assert look(kind.key, RECORDS[0], ()).where.endswith(".")
        assert not kind.shows
    else:
        assert kind.record in extents
        assert kind.record == "full" or "full" not in extents
        assert kind.shows.endswith(".")


def test_forms_feed_only_kinds_of_evidence_that_there_are():
    assert set(feeding()) <= set(read_vocabulary().titles())


@pytest.mark.parametrize("name", ["html", "pdf"])
def test_a_logo_stands_on_the_report_with_its_words(name):
    drawn = io.BytesIO()
    Image.new("RGB", (90, 30), (0, 80, 120)).save(drawn, "PNG")
    record = records.hostile()  # its texts must be changed for paper, and the picture must not
    made = record.provenance.model_copy(update={"organisation": 'A "bank"', "logo": drawn.getvalue()})
    written = report_format(name).render(record.model_copy(update={"provenance": made}))
    if name == "pdf":
        assert sum(len(page.images) for page in pypdf.PdfReader(io.BytesIO(written)).pages) == 1
        return
    assert b"img-src data:" in written
    assert b'alt="Logo of A &#34;bank&#34;" src="data:image/png;base64,iVBORw0KGgo' in written
