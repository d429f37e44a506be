"""The comment of a pull request, over HTTP: written once, and over itself from then on."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from fairwitness.app.pull_request import MOST, PullRequest, fit, main, mark_of

sys.path.insert(0, str(Path(__file__).parents[1] / "ci"))

from hub import Hub, serving


@pytest.fixture
def hub() -> Iterator[Hub]:
    with serving() as found:
        yield found


@pytest.fixture
def environment(hub: Hub, tmp_path: Path) -> dict[str, str]:
    (tmp_path / "event.json").write_text('{"pull_request": {"number": 7}}')
    (tmp_path / "one.md").write_text("One")
    (tmp_path / "two.md").write_text("Two")
    return {
        "GITHUB_API_URL": hub.address,
        "GITHUB_REPOSITORY": "owner/name",
        "GITHUB_EVENT_PATH": str(tmp_path / "event.json"),
        "GITHUB_TOKEN": "a-token",
    }


def write(environment: dict[str, str], tmp_path: Path, plan: str = "audit.yaml", *files: str) -> None:
    main([plan, *(str(tmp_path / name) for name in files or ("one.md",))], environment)


def test_it_is_written_once_and_then_over_itself(
    hub: Hub, environment: dict[str, str], tmp_path: Path
) -> None:
    write(environment, tmp_path)
    write(environment, tmp_path, "audit.yaml", "one.md", "two.md")
    assert [one["body"] for one in hub.comments] == ['<!-- fairwitness "audit.yaml" -->\nOne\nTwo']
    assert [asked for asked in hub.asked if asked != "GET"] == ["POST", "PATCH"]
    assert hub.tokens == {"Bearer a-token"}


def test_each_plan_has_its_own_and_nobody_elses_is_touched(
    hub: Hub, environment: dict[str, str], tmp_path: Path
) -> None:
    hub.comments = [{"id": number, "body": "Looks good", "html_url": "x"} for number in range(1, 131)]
    for plan in ("a/audit.yaml", "b/audit.yaml", "a/audit.yaml"):
        write(environment, tmp_path, plan)
    assert len(hub.comments) == 132
    assert hub.asked.count("POST") == 2  # found on the second page
    assert {one["body"] for one in hub.comments[:130]} == {"Looks good"}


def test_what_may_not_comment_says_so_and_fails_nothing(
    hub: Hub, environment: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hub.refuse = 403
    write(environment, tmp_path)
    said = capsys.readouterr().out
    assert said.startswith("::warning title=No comment was written::GitHub answered 403 ")
    assert "pull-requests: write" in said
    write({**environment, "GITHUB_API_URL": "http://127.0.0.1:9"}, tmp_path)
    assert "GitHub cannot be reached" in capsys.readouterr().out


def test_an_event_without_a_pull_request(
    environment: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "event.json").write_text(json.dumps({"ref": "refs/heads/main"}))
    assert PullRequest.of(environment) is None
    write(environment, tmp_path)
    assert capsys.readouterr().out == "There is no pull request to comment on.\n"


def test_what_does_not_fit_is_cut_at_a_line_and_said() -> None:
    assert fit("short") == "short"
    long = "line\n" * MOST
    assert len(fit(long)) <= MOST
    assert fit(long).endswith("line\n\nThe rest did not fit; it is in the summary of the job.")


def test_no_name_of_a_plan_ends_the_mark_early() -> None:
    assert mark_of('a"--><b>.yaml') == '<!-- fairwitness "a\\"-><b>.yaml" -->'
    assert mark_of("a.yaml").count("-->") == 1
