"""What reports show of a review: every format the same, text from people as text, nothing undefined as a number."""

from __future__ import annotations

import io
import json
import re
from datetime import UTC, date, datetime
from html.parser import HTMLParser

import attacks
import pypdf
import pytest
import records
from markdown_it import MarkdownIt
from tests.memory_log import Memory

from fairwitness.audits.record import Record
from fairwitness.audits.review.acts import Decision, Reviewer
from fairwitness.audits.review.entries import FeedbackCounted, GroupDecisions
from fairwitness.audits.review.state import Review, review_of
from fairwitness.reports import review as reviewing
from fairwitness.reports.base import ReviewReport, rendered, report_format
from fairwitness.reports.format import NOT_ESTIMABLE
from fairwitness.reports.review_values import as_values
from fairwitness.reports.write import write_files

NOON = datetime(2027, 1, 15, 12, tzinfo=UTC)
DAY = NOON.date()
FORMATS = ("markdown", "html", "pdf")
UNDEFINED = re.compile(r"(?<![\w-])(nan|None|Infinity|inf|undefined)(?![\w-])")


@pytest.fixture(scope="module")
def record() -> Record:
    made = records.full()
    return made.model_copy(
        update={
            "plan": {**made.plan, "review": {"sign_off": ["legal", "ethics"], "second_pair_of_eyes": True}}
        }
    )


def _feedback(record: Record) -> FeedbackCounted:
    counts = {"African-American": ((30, 15), (5, 10)), "Caucasian": ((50, 2), (1, 7))}
    whole = GroupDecisions(counts=((80, 17), (6, 17)))
    parts = [GroupDecisions(attribute="race", group=name, counts=table) for name, table in counts.items()]
    return FeedbackCounted(
        record=record.hash,
        by="Ben",
        at=NOON,
        file="a" * 16,
        labels=("0", "1"),
        favourable="0",
        groups=(whole, *parts),
        reasons={"new papers": 9},
    )


def _reviewed(record: Record, *comments: str) -> Review:
    log = Memory()
    ana = Reviewer(record, log, "Ana", "data_science", NOON)
    ana.decide("FW201", Decision("mitigate", owner="Cem Öz", due=date(2027, 1, 1)))
    for comment in comments or ("Seen.",):
        ana.comment("FW201", comment)
    ana.name_auditor("Ana")
    Reviewer(record, log, "B. Ali", "legal", NOON).sign("After a meeting.")
    log.append(_feedback(record))
    return review_of(record, log.entries(), DAY)


@pytest.fixture(scope="module")
def review(record: Record) -> Review:
    return _reviewed(record)


def _texts(review: Review) -> str:
    tables = [part.table for part in reviewing.parts(review) if part.table is not None]
    cells = [cell for table in tables for row in table.rows for cell in row]
    notes = [note for part in reviewing.parts(review) for note in part.notes]
    return "\n".join([reviewing.lead(review), *notes, *cells])


def test_what_is_asked_and_how_far_it_is_stands_first(review: Review) -> None:
    assert reviewing.lead(review) == (
        f"The review of record {review.record[:12]} is in review, as of 15 January 2027. "
        "The plan asks for sign-offs by legal and ethics and a second pair of eyes."
    )
    assert [part.title for part in reviewing.parts(review)] == [
        "What is missing", "Sign-offs", "Findings under review", "Do reviewers agree with the model?",
    ]  # fmt: skip


def test_a_review_that_nobody_began(record: Record) -> None:
    empty = review_of(record, [], DAY)
    assert "is open: nobody has reviewed this record yet" in reviewing.lead(empty)
    assert "Legal has not signed off." in empty.missing
    assert reviewing.signatures(empty).rows[0] == ("Legal", "nobody yet", "not signed", "no", "none")


def test_a_finding_shows_owner_due_date_decision_and_comments(review: Review) -> None:
    table = reviewing.findings(review)
    (row,) = table.rows
    assert row[0].startswith("FW201-")
    assert row[1:] == (
        "High", "mitigate, Ana (Data science), 15 January 2027", "Cem Öz", "1 January 2027 (overdue)", "Ana: Seen.",
    )  # fmt: skip
    assert "Left out: 1 lead of low severity" in _texts(review)


def test_an_earlier_decision_is_shown_as_such(record: Record, review: Review) -> None:
    finding = record.findings[0].model_copy(update={"statement": "The model reads more of race."})
    log = Memory()
    Reviewer(record, log, "Ana", None, NOON).decide("FW201", Decision("accept", reason="Known."))
    later = review_of(record.model_copy(update={"findings": (finding,)}), log.entries(), DAY)
    assert reviewing.decision_text(later.findings[0]) == (
        "open. The finding says something else than what Ana decided on. Earlier: accept, Ana, 15 January 2027: Known."
    )


def test_sign_offs_that_are_missing_stand_beside_those_that_are_there(review: Review) -> None:
    assert reviewing.signatures(review).rows == (
        ("Legal", "B. Ali", "15 January 2027", "yes", "After a meeting."),
        ("Ethics", "nobody yet", "not signed", "no", "none"),
    )


def test_agreement_by_group_says_not_estimable_where_nobody_looked(review: Review) -> None:
    rows = {row[0]: row for row in reviewing.agreement_table(review.agreement).rows}
    assert rows["All reviewed cases"][1:4] == ("120", "80.8%", "72.9 to 86.9")
    assert rows["race: African-American"][4:6] == ("5", "15")
    empty = rows["race: Asian"]
    assert empty[1:6] == ("0", f"{NOT_ESTIMABLE}: no reviewed cases", "none", NOT_ESTIMABLE, NOT_ESTIMABLE)
    assert empty[6] == f"{NOT_ESTIMABLE}: no cases"
    notes = reviewing.agreement_notes(review.agreement)
    assert "80.8% (72.9 to 86.9) of 120 cases, and otherwise in 19.2%" in notes[0]
    assert notes[1].split(".")[0] in ("Disparity", "Within", "Inconclusive", "Not estimable")
    assert notes[-1] == "Reasons that several cases share: new papers (9)."


def test_no_undefined_number_is_written(review: Review) -> None:
    assert not UNDEFINED.search(_texts(review))


def test_values_are_plain_json(review: Review) -> None:
    values = json.loads(json.dumps(as_values(review), allow_nan=False))
    assert (values["state"], values["record"]) == ("in_review", review.record)
    assert values["findings"][0]["disposition"] == "mitigate"
    assert values["signatures"][0]["counts"] is True
    (empty,) = (one for one in values["agreement"]["groups"] if one["group"] == "Asian")
    assert (empty["agreement_rate"], empty["reason"]) == (None, "no reviewed cases")


@pytest.mark.parametrize("name", FORMATS)
def test_the_formats_for_people_show_it(name: str) -> None:
    assert isinstance(report_format(name), ReviewReport)


def test_without_a_review_nothing_of_it_is_shown(record: Record) -> None:
    for name in ("markdown", "html"):
        assert "Sign-offs" not in report_format(name).render(record).decode()


def test_formats_that_show_none_are_written_all_the_same(record: Record, review: Review, tmp_path) -> None:
    (junit, markdown) = write_files(record, ["junit", "markdown"], tmp_path, review=review)
    assert junit.read_bytes() == report_format("junit").render(record)
    assert "## Review" in markdown.read_text(encoding="utf-8")


class _Text(HTMLParser):
    """The text of a page, its headings, and every element and attribute name."""

    def __init__(self) -> None:
        super().__init__()
        self.text: list[str] = []
        self.names: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names |= {tag, *(name for name, _ in attrs)}

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def test_the_page_shows_all_of_it_and_text_never_acts(record: Record) -> None:
    plain_page, attacked = _Text(), _Text()
    plain_page.feed(rendered("html", record, review=_reviewed(record)).decode())
    attacked.feed(rendered("html", record, review=_reviewed(record, *attacks.TEXTS)).decode())
    assert attacked.names == plain_page.names
    assert "window.pwned=1" in " ".join(attacked.text)
    assert "\u202e" not in " ".join(attacked.text)
    text = " ".join(" ".join(plain_page.text).split())
    for expected in ("Legal", "B. Ali", "What is missing", "Cem Öz", "race: Asian"):
        assert expected in text


def _tags(markdown: str) -> set[str]:
    return set(re.findall(r"<(\w+)", MarkdownIt("commonmark").enable("table").render(markdown)))


@pytest.mark.parametrize("attack", attacks.TEXTS)
def test_text_from_people_never_is_markup_in_markdown(record: Record, attack: str) -> None:
    tags = _tags(rendered("markdown", record, review=_reviewed(record, attack)).decode())
    assert tags <= _tags(rendered("markdown", record, review=_reviewed(record)).decode())


def test_the_pdf_has_a_section_of_it(record: Record) -> None:
    review = _reviewed(record, 'مجموعة 漢字 #read("/etc/passwd")')
    found = rendered("pdf", record, review=review)
    assert found == rendered("pdf", record, review=review)
    text = " ".join(
        " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(found)).pages).split()
    )
    for expected in (
        "What is missing",
        "Legal B. Ali 15 January 2027 yes",
        "Cem Öz",
        "#read(",
        "Do reviewers agree",
    ):
        assert expected in text, expected
