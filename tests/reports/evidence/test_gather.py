"""What goes into a bundle: what belongs to the record, and nothing about a person."""

import json
import shutil

import pytest
import records

import fairwitness
from fairwitness.audits.plan import parse_plan
from fairwitness.audits.record import Record
from fairwitness.errors import ChangedRecordError, EvidenceError, FairwitnessError, RecordError
from fairwitness.reports.base import rendered
from fairwitness.reports.evidence.gather import _SAY_THEIR_RECORD, gather


@pytest.fixture
def copied(folder, tmp_path):
    return shutil.copytree(folder, tmp_path / "copy")


def test_record_plan_environment_statements_and_reports(folder, contents):
    assert sorted(contents.files) == [
        *(
            "environment.json",
            "plan.json",
            "record.json",
            "reports/junit.xml",
            "reports/report.md",
            "statements.yaml",
            "trail.jsonl",
        )
    ]
    assert contents.files["record.json"] == (folder / "record.json").read_bytes()
    assert json.loads(contents.files["plan.json"]) == json.loads(json.dumps(contents.record.plan))
    assert json.loads(contents.files["environment.json"])["audit"]["python"] == "3.11"
    assert gather(folder / "record.json").files == contents.files


def test_a_report_of_another_record_is_refused(copied):
    records.hiring().save(copied)
    with pytest.raises(
        EvidenceError, match=r"'junit\.xml' does not name record .*`fairwitness report` writes it anew"
    ):
        gather(copied)


@pytest.mark.parametrize("name", _SAY_THEIR_RECORD)
def test_formats_that_name_their_record_do_so(name):
    """Of the smallest record there is: nothing to judge, nobody to explain."""
    record = records.no_gates()
    assert record.hash[:12].encode() in rendered(name, record)


def test_a_report_that_cannot_name_its_record_is_told(copied):
    (copied / "figures.xlsx").write_bytes(b"PK")
    (remark,) = gather(copied).remarks
    assert remark == "figures.xlsx does not name its record, so nothing shows that it is of this one."


def test_a_link_is_not_followed(copied, tmp_path):
    (tmp_path / "secret").write_text("x")
    (copied / "statements.yaml").unlink()
    (copied / "statements.yaml").symlink_to(tmp_path / "secret")
    assert "statements.yaml" not in gather(copied).files


def test_no_record_half_a_record_and_a_changed_one(copied, tmp_path):
    with pytest.raises(RecordError, match="A bundle is made of a record"):
        gather(tmp_path / "nowhere")
    whole = (copied / "record.json").read_text()
    (copied / "record.json").write_text(whole[: len(whole) // 2])
    with pytest.raises(RecordError, match="it was not written to its end"):
        gather(copied)
    (copied / "record.json").write_text(whole.replace('"Audit', '"audit', 1).replace("0.05", "0.04", 1))
    with pytest.raises(ChangedRecordError):
        gather(copied)


PLAN = """
data: {path: /somewhere/private/rows.csv}
roles: {target: y, prediction: p, sensitive: [sex], positive: 1}
gates: [{limit: 0.2}]
"""


@pytest.fixture(scope="module")
def audited():
    said, decided, sex = [1, 0] * 40, [1, 1, 0, 0] * 20, list("ab") * 40
    record = fairwitness.audit(
        said, decided, sensitive_features={"sex": sex}, plan={"gates": [{"limit": 0.2}]}
    )
    roles = record.plan["roles"]
    return record, PLAN.replace("target: y", f"target: {roles['target']}").replace(
        "prediction: p", f"prediction: {roles['prediction']}"
    )


def test_the_plan_file_goes_in_without_paths_and_ids(audited, tmp_path):
    record, plan = audited
    record.save(tmp_path)
    (tmp_path / "audit.yaml").write_text(plan + "explain: {cases: [Ada Lovelace]}\n")
    packed = gather(tmp_path).files["audit.yaml"].decode()
    assert "Ada" not in packed
    assert "somewhere" not in packed
    assert parse_plan(packed).data.path == "rows.csv"
    assert parse_plan(packed).gates == parse_plan(plan).gates


def test_another_plan_is_refused_and_named(audited, tmp_path):
    record, plan = audited
    record.save(tmp_path)
    (tmp_path / "audit.yaml").write_text(plan.replace("0.2", "0.3"))
    with pytest.raises(EvidenceError, match=r"'audit\.yaml' is another: `gates\.0\.limit` differs"):
        gather(tmp_path)
    (tmp_path / "audit.yaml").write_text("no plan")
    with pytest.raises(EvidenceError, match="The plan beside a record must be one"):
        gather(tmp_path)


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("statements.yaml", "purpose: to lend\n", "statements"),
        ("trail.jsonl", "{}\n", r"trail\.jsonl"),
    ],
)
def test_what_people_said_must_be_sound_to_be_packed(copied, name, text, sentence):
    (copied / name).write_text(text)
    with pytest.raises(FairwitnessError, match=sentence):
        gather(copied)


def test_a_framework_of_ones_own_is_named_as_left_out(copied):
    record = records.full()
    first, *rest = record.frameworks
    own = first.model_copy(update={"sha256": "ab" * 32})
    Record.of(record.model_copy(update={"frameworks": (own, *rest)})).save(copied)
    for report in ("report.md", "junit.xml"):
        (copied / report).unlink()
    (remark,) = gather(copied).remarks
    assert f"'{first.id}' is not packed" in remark
    assert "ab" * 32 in remark
