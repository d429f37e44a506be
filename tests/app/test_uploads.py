from __future__ import annotations

import io
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from fairwitness.app import store, uploads
from fairwitness.app.people import local
from fairwitness.audits.plan import Plan
from fairwitness.audits.plan.model import Data, ModelSource
from fairwitness.errors import DataError, FairwitnessError, ModelError

CSV = b"hired,decision,sex,age\n1,1,f,30\n0,1,m,41\n1,0,f,52\n0,0,m,23\n"


def spooled(content: bytes, name: str = "people.csv") -> Path:
    return uploads.spool(name, io.BytesIO(content))


def test_an_upload_is_kept_under_its_own_name(home: Path) -> None:
    path = spooled(CSV, "../../the people.csv")
    assert path.read_bytes() == CSV
    assert path.name == "the_people.csv"
    assert home / "uploads" in path.parents


def test_old_uploads_are_swept(home: Path) -> None:
    old = spooled(CSV)
    yesterday = time.time() - 25 * 3600
    os.utime(old.parent, (yesterday, yesterday))
    new = spooled(CSV)
    assert not old.exists()
    assert new.exists()


def test_five_gigabytes_are_refused_before_any_is_written(tmp_path: Path, home: Path) -> None:
    with (tmp_path / "huge.csv").open("wb") as stream:
        stream.truncate(5 << 30)
    with (
        (tmp_path / "huge.csv").open("rb") as stream,
        pytest.raises(DataError, match=r"at most 1,000 MB here\. 'huge.csv' has more"),
    ):
        uploads.spool("huge.csv", stream)
    assert list((home / "uploads").iterdir()) == []


class Unknown(io.BytesIO):
    """A stream that does not say how long it is."""

    def seekable(self) -> bool:
        return False


def test_a_stream_of_unknown_length_is_cut_off(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAIRWITNESS_MAX_UPLOAD_MB", "2")
    with pytest.raises(DataError, match="at most 2 MB here"):
        uploads.spool("a.csv", Unknown(b"x" * (3 << 20)))
    assert list((home / "uploads").iterdir()) == []
    assert uploads.spool("a.csv", Unknown(b"x" * (2 << 20))).stat().st_size == 2 << 20


def test_a_large_upload_takes_little_memory(tmp_path: Path) -> None:
    with (tmp_path / "large.csv").open("wb") as stream:
        stream.truncate(300 << 20)
    code = (
        "import resource, sys; from fairwitness.app import uploads\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "with open(sys.argv[1], 'rb') as f: uploads.spool('large.csv', f).unlink()\n"
        "sys.stdout.write(str(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, tmp_path / "large.csv"], capture_output=True, text=True, check=True
    )
    assert int(done.stdout) < 32 * 1024


def test_a_full_disk_is_a_sentence_and_leaves_nothing(home: Path) -> None:
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, hard))
    try:
        with pytest.raises(DataError, match="cannot be kept: File too large"):
            uploads.spool("a.csv", io.BytesIO(b"x" * (3 << 20)))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert list((home / "uploads").iterdir()) == []


def test_uploads_are_private_and_no_link_is_followed(home: Path, tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        path = spooled(CSV)
    finally:
        os.umask(old)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == path.parents[1].stat().st_mode & 0o777 == 0o700
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "kept").mkdir()
    link = home / "uploads" / "link"
    link.symlink_to(mine)
    os.utime(link, (1, 1), follow_symlinks=False)
    spooled(CSV)
    assert not link.is_symlink()
    assert (mine / "kept").is_dir()


def test_a_link_in_the_place_of_the_uploads_is_refused(home: Path, tmp_path: Path) -> None:
    (tmp_path / "mine" / "old").mkdir(parents=True)
    os.utime(tmp_path / "mine" / "old", (1, 1))
    home.mkdir()
    (home / "uploads").symlink_to(tmp_path / "mine")
    with pytest.raises(DataError, match="a link stands"):
        spooled(CSV)
    assert (tmp_path / "mine" / "old").is_dir()


def test_a_draft_has_guesses_with_reasons() -> None:
    draft = uploads.draft_of(spooled(CSV))
    roles = draft.plan.roles
    assert (roles.target, roles.prediction) == ("hired", "decision")
    assert [attribute.name for attribute in roles.sensitive] == ["sex", "age"]
    assert "target" in draft.reasons
    assert draft.plan.title == "Audit of people"
    assert uploads.warning_of(draft.dataset) is None


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"\n\n", "must name its columns|nothing under it"),
        (b"a,b\n", "nothing under it"),
        (b"a,b\n1,2\n1,2,3,4\n", "columns of its header"),
    ],
)
def test_a_file_that_cannot_be_read_is_a_sentence(content: bytes, words: str) -> None:
    with pytest.raises(DataError, match=words):
        uploads.draft_of(spooled(content))


def test_a_wrong_separator_is_seen_and_can_be_put_right() -> None:
    path = spooled(CSV.replace(b",", b"^"))
    assert "read as one column, 'hired^decision^sex^age'" in str(
        uploads.warning_of(uploads.draft_of(path).dataset)
    )
    again = uploads.draft_of(path, Data(separator="^"))
    assert uploads.warning_of(again.dataset) is None
    assert again.plan.data.separator == "^"
    assert again.plan.roles.target == "hired"


def test_text_that_is_not_utf8_is_read_and_said() -> None:
    draft = uploads.draft_of(spooled("hired,decision,sex\n1,1,männlich\n0,0,weiblich\n".encode("cp1252")))
    assert "Windows-1252" in draft.dataset.notes[0]


def test_what_is_no_model_is_a_sentence() -> None:
    draft = uploads.draft_of(spooled(CSV))
    path = spooled(b"not a model", "m.skops")
    with pytest.raises(ModelError, match="skops"):
        uploads.with_model(draft, ModelSource(path=path.name), path.parent)


def test_starting_copies_the_files_and_names_them_in_the_plan() -> None:
    draft = uploads.draft_of(spooled(CSV, "the people.csv"))
    audit = uploads.start(local(), draft.plan, draft)
    assert store.plan(audit).data.path == "inputs/the_people.csv"
    assert (store.folder(audit) / "inputs/the_people.csv").read_bytes() == CSV
    again = uploads.draft_from(audit)
    assert again.plan.roles == draft.plan.roles
    assert again.dataset.frame.equals(draft.dataset.frame)


def test_an_upload_that_is_gone_is_a_sentence() -> None:
    draft = uploads.draft_of(spooled(CSV))
    draft.data_file.unlink()
    with pytest.raises(DataError, match="choose it again"):
        uploads.start(local(), draft.plan, draft)
    assert store.entries() == ()


def test_the_demo_needs_no_file() -> None:
    draft = uploads.draft_of_demo(local())
    assert draft.data_file is None
    assert draft.dataset.kind == "demo"
    audit = uploads.start(local(), draft.plan, draft)
    assert store.plan(audit).data.demo == "mortgage"
    assert not (store.folder(audit) / "inputs").exists()


def test_a_data_set_by_name_needs_no_file() -> None:
    draft = uploads.draft_of_name("sklearn:breast_cancer")
    assert (draft.data_file, draft.dataset.kind, draft.plan.title) == (
        None,
        "sklearn",
        "Audit of breast cancer",
    )
    assert store.plan(uploads.start(local(), draft.plan, draft)).data.sklearn == "breast_cancer"


@pytest.mark.parametrize(
    "name", ["/etc/passwd", "people.csv", "", "sklearn:", "sqlite:///a.db", "https://host/a.csv"]
)
def test_no_file_of_the_server_is_read_by_its_name(name: str) -> None:
    with pytest.raises(DataError, match=r"must begin with where it is: sklearn:, openml: or hf:"):
        uploads.draft_of_name(name)


def test_the_demo_audits_plan_is_taken_where_it_is_there() -> None:

    store.create(Plan(title="The demo", data=Data(demo="mortgage"), seed=7), audit="demo", demo=True)
    assert uploads.draft_of_demo(local()).plan.seed == 7


def test_an_audit_whose_data_are_gone_cannot_be_repeated() -> None:
    store.create(Plan(data=Data(path="inputs/x.csv")), audit="x")
    with pytest.raises(FairwitnessError, match="does not exist"):
        uploads.draft_from("x")


def test_a_database_that_nobody_named_is_not_asked_again() -> None:
    plan = Plan(data=Data.model_validate({"sql": {"url": "sqlite:////secret.db", "query": "SELECT 1"}}))
    audit = store.create(plan)
    with pytest.raises(DataError, match="whoever runs this server has named"):
        uploads.draft_from(audit)
    with pytest.raises(DataError, match="whoever runs this server has named"):
        uploads.start(local(), plan, uploads.draft_of(spooled(CSV)))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"sex,sex,hired\nf,m,1\nm,f,0\n", "sex"),
        (b"hired\n1\n0\n", "was read as one column, 'hired'"),
    ],
)
def test_odd_headings_are_said(content: bytes, words: str) -> None:
    dataset = uploads.draft_of(spooled(content)).dataset
    assert words in " ".join([*dataset.notes, uploads.warning_of(dataset) or ""])


def test_a_name_that_stands_twice_is_no_separator_that_was_missed() -> None:
    dataset = uploads.draft_of(spooled(b"a,a\n1,2\n2,3\n")).dataset
    assert "stands 2 times" in " ".join(dataset.notes)
    assert uploads.warning_of(dataset) is None
