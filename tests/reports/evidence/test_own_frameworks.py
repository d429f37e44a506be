"""Frameworks of one's own in a bundle: the very file that was audited, or a sentence that it is missing."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.reports.frameworks.test_catalogue import CONTROL, HEAD

import fairwitness
from fairwitness.audits.frameworks import framework
from fairwitness.audits.plan import parse_plan
from fairwitness.audits.record import Record
from fairwitness.reports.evidence.gather import gather
from fairwitness.reports.evidence.own_frameworks import own_frameworks

FRAMEWORK = HEAD + CONTROL
PLAN = (
    "data: {path: rows.csv}\nroles: {target: %s, prediction: %s, sensitive: [sex], positive: 1}\n"
    "gates: [{limit: 0.2}]\nframeworks: [../rules/ours.yaml]\n"
)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """A record that names a framework beside it, and the plan that it came from."""
    (tmp_path / "rules").mkdir()
    file = tmp_path / "rules" / "ours.yaml"
    file.write_text(FRAMEWORK, encoding="utf-8")
    plan = {"gates": [{"limit": 0.2}], "frameworks": [str(file)]}
    record = fairwitness.audit(
        [1, 0] * 40, [1, 1, 0, 0] * 20, sensitive_features={"sex": list("ab") * 40}, plan=plan
    )
    roles = record.plan["roles"]
    assert isinstance(roles, dict)
    record.save(tmp_path / "out")
    (tmp_path / "out" / "audit.yaml").write_text(PLAN % (roles["target"], roles["prediction"]))
    return tmp_path / "out"


def read(folder: Path) -> Record:
    return fairwitness.load_record(folder)


def test_the_file_is_packed_where_the_packed_plan_names_it(out: Path, tmp_path: Path) -> None:
    contents = gather(out)
    (named,) = parse_plan(contents.files["audit.yaml"].decode()).frameworks
    assert contents.files[named].decode() == FRAMEWORK
    assert not any("not packed" in remark for remark in contents.remarks)
    unpacked = tmp_path / "elsewhere" / named
    unpacked.parent.mkdir(parents=True)
    unpacked.write_bytes(contents.files[named])
    assert framework(str(unpacked)).id == read(out).frameworks[0].id


@pytest.mark.parametrize("spoil", ["changed", "gone", "link", "not text"])
def test_what_is_not_the_audited_file_is_left_out_and_said(out: Path, tmp_path: Path, spoil: str) -> None:
    file = tmp_path / "rules" / "ours.yaml"
    if spoil == "changed":
        file.write_text(FRAMEWORK + "# later\n")
    elif spoil == "not text":
        file.write_bytes(b"\xff\xfe\x00")
    else:
        file.rename(tmp_path / "other.yaml")
        if spoil == "link":
            file.symlink_to(tmp_path / "other.yaml")
    found = own_frameworks(out, read(out))
    assert found.files == {}
    (remark,) = found.remarks
    assert "is not packed" in remark
    assert str(read(out).frameworks[0].sha256) in remark


def test_a_record_of_our_frameworks_alone_needs_no_file(out: Path) -> None:
    record = read(out)
    ours = tuple(one.model_copy(update={"sha256": None}) for one in record.frameworks)
    assert own_frameworks(out, record.model_copy(update={"frameworks": ours})).remarks == ()
