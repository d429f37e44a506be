"""examples/ci, with the action's own shell steps: it fails, is accepted for now, is mended, and passes."""

from __future__ import annotations

import json
import runpy
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from hub import Hub
from job import ROOT, Job

pytest_plugins = ("pytester",)
pytestmark = [pytest.mark.slow, pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")]
EXAMPLE = ROOT / "examples" / "ci"
BREAK = "break_months\n"


@dataclass(frozen=True)
class Story:
    """The jobs in their order, and what the pull request held after each."""

    failed: Job
    accepted: Job
    mended: Job
    codes: tuple[int, ...]
    comments: tuple[str, ...]


def train(folder: Path) -> None:
    runpy.run_path(str(folder / "train.py"))["main"](folder)


@pytest.fixture(scope="module")
def story(hub: Hub, environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Story:
    folder = tmp_path_factory.mktemp("story") / "repository"
    shutil.copytree(EXAMPLE, folder)
    comments = []

    def ran(job: Job) -> int:
        train(folder)
        code = job.run()
        assert hub.comments, job.said
        comments.append(str(hub.comments[0]["body"]))
        return code

    failed = Job(folder, folder.parent / "1", {"formats": "json,junit,sarif"}, "pull_request", environment)
    codes = [ran(failed)]
    (folder / "baseline").mkdir()
    shutil.copy(folder / "fairwitness-out" / "record.json", folder / "baseline")
    accepted = failed.again(folder.parent / "2", baseline="baseline/record.json")
    codes.append(ran(accepted))
    text = (folder / "features.txt").read_text()
    assert BREAK in text
    (folder / "features.txt").write_text(text.replace(BREAK, ""))
    mended = accepted.again(folder.parent / "3")
    codes.append(ran(mended))
    return Story(failed, accepted, mended, tuple(codes), tuple(comments))


def test_it_fails_then_is_known_then_is_mended(story: Story) -> None:
    assert story.codes == (1, 0, 0), story.failed.said + story.accepted.said + story.mended.said
    assert [job.steps["audit"]["exit-code"] for job in (story.failed, story.accepted, story.mended)] == [
        "1",
        "0",
        "0",
    ]


def test_the_lines_of_the_plan_are_annotated(story: Story) -> None:
    lines = (EXAMPLE / "audit.yaml").read_text().splitlines()
    first = next(place for place, line in enumerate(lines, 1) if "metric: selection_rate" in line)
    errors = [line for line in story.failed.commands if line.startswith("::error ")]
    assert [error.split(",title")[0] for error in errors] == [
        f"::error file=audit.yaml,line={first}",
        f"::error file=audit.yaml,line={first + 1}",
    ]
    assert "of women and" in errors[0]
    for job, word in ((story.accepted, "Known"), (story.mended, "Mended")):
        assert not [line for line in job.commands if line.startswith("::error")]
        assert f"::notice file=audit.yaml,line={first},title={word} since the baseline::" in "\n".join(
            job.commands
        )


def test_the_page_of_the_job_says_what_was_found(story: Story) -> None:
    assert "of women and" in story.failed.summary
    assert "Since the baseline" not in story.failed.summary
    assert story.accepted.summary.startswith("## Since the baseline\n")
    assert story.accepted.summary.count("Known, not shown to be worse") == 2
    assert "# Whom the model invites" in story.mended.summary


def test_one_comment_is_written_anew(story: Story, hub: Hub) -> None:
    assert len(hub.comments) == 1
    assert hub.asked.count("POST") == 1
    assert hub.asked.count("PATCH") == 2
    assert hub.tokens == {"Bearer a-token"}
    before, accepted, after = story.comments
    assert all(comment.startswith('<!-- fairwitness "audit.yaml" -->\n') for comment in story.comments)
    assert "Since the baseline" not in before
    assert "Known, not shown to be worse" in accepted
    assert "Mended" in after


def test_record_and_reports_are_kept_with_the_run(story: Story) -> None:
    (kept,) = (step for step in story.mended.used if str(step["uses"]).startswith("actions/upload-artifact@"))
    assert kept == {"uses": "actions/upload-artifact@v4", "name": "fairwitness", "path": "fairwitness-out"}
    folder = story.mended.workspace / "fairwitness-out"
    record = json.loads((folder / "record.json").read_text())
    assert story.mended.steps["report"] == {"record": record["hash"], "sarif": "fairwitness-out/report.sarif"}
    assert (folder / "baseline.json").is_file()


def test_the_fixture_of_the_example_holds_the_mended_model_to_its_limit(
    story: Story, pytester: pytest.Pytester
) -> None:
    test = story.mended.workspace / "test_fairness.py"
    done = pytester.runpytest_inprocess("-p", "no:cacheprovider", f"--rootdir={test.parent}", str(test))
    done.assert_outcomes(passed=1)


def test_the_readme_tells_this_story() -> None:
    text = (EXAMPLE / "README.md").read_text()
    for command in ("python train.py", "fairwitness audit audit.yaml --baseline baseline/record.json"):
        assert command in text
    assert "Take the line `break_months` out of `features.txt`" in text
