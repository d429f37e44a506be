"""Files of frameworks are read strictly, and what is wrong with one is a sentence with the file and the control."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwitness.audits.statements import parse_statements
from fairwitness.errors import FrameworkError
from fairwitness.reports.frameworks import OwnFramework, load_framework, read_framework
from fairwitness.reports.frameworks.catalogue import Applies, parse_framework

HEAD = """\
id: ours
title: House rules
version: "3"
jurisdiction: Our house
as_of: 2026-11-20
status: In force.
sources: [{citation: House rules, url: "https://example.org"}]
dates:
  all: [{date: 2026-01-01}]
applies_from: all
controls:
"""
CONTROL = """\
  - id: H-1
    title: Purpose
    clause: Rule 1
    requirement: State the purpose.
    evidence: [doc.intended_purpose]
    automation: manual
"""


def parsed(text: str):
    return parse_framework(text, name="ours.yaml")


def test_a_small_file_is_a_framework():
    file = parsed(HEAD + CONTROL)
    assert file.days(file.controls[0]) == (Applies(date="2026-01-01"),)
    assert file.as_of == "2026-11-20"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (HEAD + CONTROL + CONTROL, "ours.yaml: The ids of controls must be different. Got 'H-1' twice."),
        (HEAD + CONTROL.replace("doc.intended_purpose", "doc.intended_purpos"),
         "ours.yaml, control 'H-1' (line 12): There is no kind of evidence 'doc.intended_purpos'. "
         "Did you mean 'doc.intended_purpose'?"),
        (HEAD + CONTROL.replace("evidence:", "evidense:"),
         "ours.yaml, control 'H-1' (line 12): There is no key `evidense`. Did you mean 'evidence'?"),
        (HEAD + CONTROL.replace("    clause: Rule 1\n", ""), "control 'H-1' (line 12): `clause` must be given."),
        (HEAD + CONTROL.replace("  - id: H-1\n    title", "  - title"), "ours.yaml, control 1: `id` must be given."),
        (HEAD + CONTROL + "    applies_from: [{date: 2027-13-01}]\n",
         "ours.yaml must be plain YAML. It holds what cannot be read"),
        (HEAD + CONTROL + '    applies_from: [{date: "2027-13-01"}]\n',
         "control 'H-1' (line 12): A date must read like 2027-12-02, or 2027-12 where no day is known. "
         "Got '2027-13-01' instead."),
        (HEAD + CONTROL + "    applies_from: [{date: soon}]\n", "Got 'soon' instead."),
        (HEAD + CONTROL + "    applies_from: al\n",
         "Control 'H-1' must say from when it applies (`applies_from`), or the framework for all. Got 'al', which is "
         "none of its `dates`. Did you mean 'all'?"),
        (HEAD.replace("applies_from: all\n", "") + CONTROL, "Control 'H-1' must say from when it applies"),
        (HEAD.replace("as_of: 2026-11-20", "as_of: lately") + CONTROL, "Got 'lately' instead."),
        (HEAD.replace("status:", "state:") + CONTROL, "ours.yaml: There is no key `state`. Did you mean 'status'?"),
        (HEAD + "  - hello\n", "ours.yaml, control 1: It must be keys with values. Got 'hello' instead."),
        (HEAD, "ours.yaml: `controls` must be"),
        (HEAD + CONTROL.replace("manual", "magic"), "be 'automatic', 'partial' or 'manual'. Got 'magic'"),
        (HEAD + CONTROL.replace("[doc.intended_purpose]", "[]"), "`evidence` must"),
        (HEAD + CONTROL.replace("Rule 1", "x" * 300), "`clause` must have at most 200 characters. Got 'xx"),
        (HEAD + CONTROL.replace("id: H-1", f"id: {'x' * 99}"), "`id` must have at most 60 characters."),
        ("id: [", "ours.yaml must be YAML. It stops being so in line 1"),
        ("hello", "ours.yaml must hold keys such as `id`, `sources` and `controls`. Got a str instead."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_the_file_and_the_control(text, said):
    with pytest.raises(FrameworkError, match=re.escape(said)) as refused:
        parsed(text)
    assert "validation error" not in str(refused.value)
    assert "cannot be" not in str(refused.value) or "read" in str(refused.value)


def test_there_must_be_a_file(tmp_path):
    with pytest.raises(
        FrameworkError, match=r"The framework must be a file. There is none at .*docs/frameworks.md"
    ):
        load_framework(tmp_path / "no.yaml")


def test_a_users_own_file_is_known_by_its_hash(tmp_path):
    (tmp_path / "ours.yaml").write_text(HEAD + CONTROL)
    one = OwnFramework(tmp_path / "ours.yaml")
    assert one.id == "ours"
    assert one.facts().sha256 == one.sha256
    (tmp_path / "ours.yaml").write_text(HEAD + CONTROL + "# changed\n")
    assert OwnFramework(tmp_path / "ours.yaml").sha256 != one.sha256
    assert read_framework("nyc_ll144").id == "nyc_ll144"


@given(st.dates())
def test_every_day_there_is_is_taken_and_so_are_months_and_years(day):
    for text in (day.isoformat(), day.isoformat()[:7], day.isoformat()[:4]):
        assert Applies(date=text).date == text
    assert Applies.model_validate({"date": day}).date == day.isoformat()


def test_the_page_of_the_documentation_has_a_file_that_can_be_used():
    page = (Path(__file__).parents[3] / "docs" / "frameworks.md").read_text("utf-8")
    blocks = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    own = parsed(next(block for block in blocks if block.startswith("id:")))
    assert own.days(own.controls[0])[1] == Applies(date="2027-01", to="models in use before", legacy=True)
    said = parse_statements(next(block for block in blocks if block.startswith("statements:\n")))
    assert said.get("intended_purpose").by == "Ana Pires"
    rows = dict(re.findall(r"^\| `(\w+)` \|.*\| (\d+) \|$", page, re.MULTILINE))
    assert rows == {name: str(len(read_framework(name).controls)) for name in rows}
    assert len(rows) == 9
