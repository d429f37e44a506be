"""`fairwitness review`: what it says, what it keeps, and its exit codes."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest

import fairwitness
from fairwitness.app import cli
from fairwitness.app.commands import review as command_module
from fairwitness.audits.record import Record, sha256
from fairwitness.reports.review_log import FILE

NOON = datetime(2027, 1, 15, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Done:
    code: int
    out: str
    err: str


Command = Callable[..., Done]


@pytest.fixture(scope="module")
def record() -> Record:
    """One disparity between two groups, to be signed off by legal and one more person."""
    decided = [1] * 90 + [0] * 10 + [1] * 40 + [0] * 60
    frame = pd.DataFrame({"sex": ["a"] * 100 + ["b"] * 100})
    plan = {"review": {"sign_off": "legal", "second_pair_of_eyes": True}}
    return fairwitness.audit(y_pred=decided, sensitive_features=frame, positive=1, plan=plan)


@pytest.fixture
def out(record: Record, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    record.save(tmp_path / "out")
    return tmp_path / "out"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Sets the clock so many days after 15 January 2027."""

    def turned(days: int) -> None:
        monkeypatch.setattr(command_module, "now", lambda: NOON + timedelta(days))

    turned(0)
    return turned


@pytest.fixture
def review(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], out: Path, clock: object
) -> Command:
    """Run `fairwitness review` on the record in this process."""

    def ran(*arguments: object, of: object = out) -> Done:
        monkeypatch.setattr(
            sys, "argv", ["fairwitness", "review", *([str(of)] if of else []), *map(str, arguments)]
        )
        with pytest.raises(SystemExit) as stopped:
            cli.main()
        said = capsys.readouterr()
        return Done(int(stopped.value.code or 0), said.out, said.err)

    return ran


def _accept(review: Command) -> Done:
    return review("set", "FAIR001", "--disposition", "accept", "--reason", "Agreed.", "--by", "Ana")


def test_from_open_to_signed_off(review: Command, out: Path) -> None:
    before = (out / "record.json").read_bytes()
    assert (review("status").code, review().code) == (1, 1)
    assert re.fullmatch(r"FAIR001-[0-9a-f]{8}: accept\.\n", _accept(review).out)
    assert review("auditor", "Ana", "--by", "Ana").out == "The audit was run by Ana.\n"
    assert (
        "neither ran the audit nor decided on a finding, as Ana did"
        in review("sign", "--by", "Ana", "--role", "legal").out
    )
    assert review("status").code == 1
    assert review("sign", "--by", "E. Fox", "--role", "Affected-Group").code == 0
    done = review("status")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("The review of record ")
    assert "is signed off, as of 15 January 2027" in done.out
    assert "Affected-group representative: signed by E. Fox, 15 January 2027" in done.out
    assert (out / "record.json").read_bytes() == before


def test_what_is_missing_is_said_in_plain_words(review: Command) -> None:
    lines = review("status").out.splitlines()
    assert [line.split(":")[0] for line in lines[1:]] == ["  missing"] * 3
    assert "Legal has not signed off." in lines[2]


def test_the_list_shows_what_was_said(review: Command) -> None:
    review(
        "set", "FAIR001", "--disposition", "mitigate", "--owner", "Cem", "--due", "2027-01-14", "--by", "Ana"
    )
    review("comment", "FAIR001", "line\none\x1b[31m", "--by", "Dan", "--role", "ethics")
    first, statement, comment = review("list").out.splitlines()[:3]
    assert re.fullmatch(
        r"FAIR001-\w{8}  high; mitigate, Ana, 15 January 2027; Cem; due 2027-01-14, overdue", first
    )
    assert "40.0% of b and 90.0% of a" in statement
    assert comment == "  Dan, 2027-01-15: line one [31m"


def test_json_is_for_machines(review: Command) -> None:
    _accept(review)
    status = json.loads(review("status", "--json").out)
    assert (status["state"], status["asked"]["sign_off"]) == ("in_review", ["legal"])
    (finding,) = (one for one in json.loads(review("list", "--json").out) if one["code"] == "FAIR001")
    assert finding["disposition"] == "accept"
    assert review("status", "--json").code == 1


def test_a_waiver_ends_by_the_clock_and_mutes_nothing(review: Command, clock: Callable[[int], None]) -> None:
    waived = review(
        "set", "FAIR001", "--disposition", "waive", "--owner", "Cem", "--until", "2027-01-20",
        "--reason", "Under test.", "--by", "Ana",
    )  # fmt: skip
    assert "mutes no gate" in waived.out
    review("auditor", "Ana", "--by", "Ana")
    review("sign", "--by", "Eve", "--role", "legal")
    clock(5)
    assert review("status").code == 0
    clock(6)
    done = review("status")
    assert done.code == 1
    assert "The waiver ended on 20 January 2027." in done.out


def test_a_plan_that_asks_for_nothing_never_holds(review: Command, record: Record, tmp_path: Path) -> None:
    origin = record.provenance.model_copy(update={"plan_sha256": sha256({})})
    plain = Record.of(record.model_copy(update={"plan": {}, "provenance": origin}))
    (tmp_path / "plain.json").write_text(plain.to_json())
    done = review("status", of=tmp_path / "plain.json")
    assert done.code == 0
    assert "The plan asks for no sign-off." in done.out


def test_feedback_is_counted_and_no_row_kept(review: Command, out: Path, tmp_path: Path) -> None:
    file = tmp_path / "cases.csv"
    rows = [f"person-{n},{n % 2},1,{'ab'[n % 4 // 2]}" for n in range(80)]
    file.write_text("\n".join(["case,model,reviewer,sex", *rows]))
    done = review("feedback", file, "--by", "Ben", "--role", "domain")
    assert done.code == 0
    assert done.out.startswith(
        "Counted 80 cases; no row is kept.\n  Reviewers decided as the model did in 50.0%"
    )
    assert "Agreement by sex: 50.0%" in done.out
    assert "person-" not in (out / FILE).read_text()
    again = review("feedback", file, "--by", "Eve")
    assert again.code == 2
    assert "counted once" in again.err


def test_the_review_may_stand_elsewhere(review: Command, out: Path, tmp_path: Path) -> None:
    file = tmp_path / "elsewhere" / "r.jsonl"
    review("--file", file, "comment", "FAIR001", "x", "--by", "Ana")
    assert file.is_file()
    assert not (out / FILE).exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["set", "FAIR001", "--disposition", "accept", "--by", "Ana"], "must have a reason"),
        (["set", "FAIR001", "--by", "Ana"], "must give an owner, a due date or a disposition"),
        (["set", "FAIR001", "--disposition", "accept", "--reason", "r"], "--by"),
        (
            ["set", "FAIR001", "--due", "soon", "--by", "Ana"],
            "`--due` must be written as 2027-01-31. Got 'soon' instead.",
        ),
        (
            ["set", "FAIR001", "--disposition", "ignore", "--by", "Ana"],
            "'accept', 'mitigate', 'false-alarm', 'waive'",
        ),
        (["set", "FAIR01", "--owner", "x", "--by", "Ana"], "Got 'FAIR01' instead"),
        (
            ["comment", "FAIR001", "x" * 50_000, "--by", "Ana"],
            "The `text` must have at most 10,000 characters. Got 50,000.",
        ),
        (["sign", "--by", "Ana"], "in which role"),
        (["sign", "--by", "Ana", "--role", "boss"], "'data-science', 'legal', 'ethics'"),
        (["sign", "--by", "Ana", "--role", "legal"], "before a sign-off. Open: FAIR001-"),
        (["feedback", "no.csv", "--by", "Ana"], "'no.csv' cannot be read"),
        (["lst"], "Did you mean 'list'"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    review: Command, out: Path, arguments: list[str], message: str
) -> None:
    done = review(*arguments)
    assert (done.code, done.out) == (2, "")
    assert re.fullmatch(r"Error: [^\n]+\n", done.err), done.err
    assert message in done.err
    assert not (out / FILE).exists()


def test_options_may_follow_the_record(review: Command) -> None:
    done = review("--help")
    assert done.code == 0
    assert "Without an act, the state of the review is shown." in done.out
    assert "--by NAME" in review("sign", "--help").out


def test_the_record_comes_first(review: Command, out: Path) -> None:
    done = review("list", out, of=None)
    assert done.code == 2
    assert f"The record comes first: fairwitness review {out} list" in done.err


def test_a_changed_record_is_not_reviewed(review: Command, out: Path) -> None:
    path = out / "record.json"
    path.write_text(path.read_text().replace('"title": "Audit"', '"title": "Other"'))
    done = _accept(review)
    assert done.code == 2
    assert "changed after it was sealed" in done.err


def test_reports_show_the_review_beside_the_record_or_the_one_named(
    review: Command,
    out: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def report(*arguments: object) -> int:
        given = ["fairwitness", "report", str(out), "--format", "markdown", *map(str, arguments)]
        monkeypatch.setattr(sys, "argv", given)
        with pytest.raises(SystemExit) as stopped:
            cli.main()
        return int(stopped.value.code or 0)

    text = out / "report.md"
    assert report() == 0
    assert "## Review" not in text.read_text()
    review("comment", "FAIR001", "Beside.", "--by", "Ana")
    review("--file", tmp_path / "r.jsonl", "comment", "FAIR001", "Named.", "--by", "Ana")
    assert report() == 0
    assert "Ana: Beside." in text.read_text()
    assert report("--review", tmp_path / "r.jsonl") == 0
    assert "Ana: Named." in text.read_text()
    capsys.readouterr()
    assert report("--review", tmp_path / "no.jsonl") == 2
    assert "There is none at" in capsys.readouterr().err


def test_a_sign_off_is_withdrawn_by_whoever_gave_it(review: Command) -> None:
    _accept(review)
    review("sign", "--by", "Eve", "--role", "legal")
    refused = review("withdraw", "--by", "Ana", "--role", "legal", "--reason", "r")
    assert (refused.code, "signed by Eve, not by Ana" in refused.err) == (2, True)
    done = review("withdraw", "--by", "Eve", "--role", "legal", "--reason", "Too soon.")
    assert done.code == 0
    assert "no longer counts: Eve withdrew it on 15 January 2027: Too soon." in done.out
