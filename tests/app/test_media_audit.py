"""`fairwitness audit` of models that read one column of texts, or the pictures of a folder, from the command line."""

import pytest
from click.testing import CliRunner
from tests.audits.media.folders import reviews, scans

from fairwitness.app.commands import verify
from fairwitness.app.commands.audit import command
from fairwitness.audits.record import load_record
from fairwitness.errors import PlanError

FORMATS = ("--formats", "json,html,markdown")


def run(of, *args):
    return CliRunner(catch_exceptions=False).invoke(of, [str(arg) for arg in args])


@pytest.fixture(scope="module")
def texts(tmp_path_factory):
    return reviews(tmp_path_factory.mktemp("texts"), 60).root


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return scans(tmp_path_factory.mktemp("scans"), 24).root


def of_texts(root, *more):
    data = (
        "--data",
        root / "reviews.csv",
        "--model",
        root / "model.skops",
        "--target",
        "liked",
        "--positive",
        "good",
    )
    return run(command, *data, "--sensitive", "sex", "--features", "review", "--id", "who", *FORMATS, *more)


def of_pictures(root, *more):
    data = ("--data", root / "scans", "--model", root / "model.skops", "--target", "ill", "--positive", "yes")
    return run(command, *data, "--sensitive", "site", *FORMATS, *more)


def test_texts(texts, tmp_path):
    found = of_texts(texts, "--include-cases", "p1", "--out", tmp_path)
    assert found.exit_code in (0, 1, 3), found.output
    assert "arning" not in found.output
    (item,) = load_record(tmp_path).explanations.items
    assert "dreadful" in item.parts
    page, summary = (tmp_path / "report.html").read_text("utf-8"), (tmp_path / "report.md").read_text("utf-8")
    assert "dreadful" in page
    assert "**dreadful**" in summary
    checked = run(verify.command, tmp_path, "--data", texts / "reviews.csv", "--model", texts / "model.skops")
    assert checked.exit_code == 0
    assert "The explanations are the same when computed anew." in checked.output
    assert "or by the single cases, which are not chosen again" in checked.output


def test_pictures(folder, tmp_path):
    found = of_pictures(folder, "--include-cases", "2", "--out", tmp_path)
    assert found.exit_code in (0, 1, 3), found.output
    (item,) = load_record(tmp_path).explanations.items
    assert item.kind == "picture"
    assert "data:image/png" in (tmp_path / "report.html").read_text("utf-8")
    assert str(folder) not in (tmp_path / "record.json").read_text("utf-8")
    checked = run(verify.command, tmp_path, "--data", folder / "scans", "--model", folder / "model.skops")
    assert checked.exit_code == 0


def test_a_dry_run_says_that_they_go_together(folder):
    found = of_pictures(folder, "--dry-run")
    assert (found.exit_code, found.output.splitlines()[-1]) == (0, "They go together.")
    assert "column 'file': expects text; got text." in found.output


@pytest.mark.parametrize("audit", [of_texts, of_pictures])
def test_where_rows_stay_private_nothing_of_a_text_or_picture_leaves(audit, texts, folder, tmp_path):
    root = texts if audit is of_texts else folder
    with pytest.raises(PlanError, match="cases"):
        audit(root, "--include-cases", "2", "--no-rows", "--out", tmp_path)
    assert audit(root, "--no-rows", "--out", tmp_path).exit_code in (0, 1, 3)
    record = load_record(tmp_path)
    assert record.explanations.items == ()
    for file in tmp_path.iterdir():
        said = file.read_text("utf-8")
        assert "dreadful" not in said
        assert "data:image" not in said
        assert "17.png" not in said
