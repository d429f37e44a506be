"""GitHub's workflow commands: one line each, and nothing in a name ends one or begins another."""

import re

import records
from hypothesis import given
from hypothesis import strategies as st

from fairwitness.reports.ci.annotations import MOST, GitHubAnnotations
from fairwitness.reports.plan_file import PlanFile


def lines(record, plan=None):
    report = GitHubAnnotations()
    return (report.render_at(record, plan) if plan else report.render(record)).decode().splitlines()


def test_levels_follow_the_outcomes_and_the_record_is_named():
    record = records.full()
    found = lines(record)
    assert [line.split(" ")[0] for line in found] == [
        "::error",
        "::error",
        "::warning",
        "::warning",
        "::notice",
    ]
    assert record.hash in found[-1]


def test_they_point_at_the_line_where_the_plan_has_one():
    plan = PlanFile("plans/a,b.yaml", "roles: {sensitive: [race]}\ngates:\n- metric: selection_rate\n")
    found = lines(records.full(), plan)
    assert found[0].startswith(
        "::error file=plans/a%2Cb.yaml,line=3,title=Failed%3A Favourable decision by race::"
    )
    assert found[1].startswith("::error file=plans/a%2Cb.yaml,title=")


def test_where_all_holds_only_the_record_is_named():
    row = records.comparison("selection_rate", "race", "within")
    (line,) = lines(records.record((row,), ()))
    assert line.startswith("::notice title=Fairwitness")


def test_the_tenth_speaks_for_the_rest():
    rows = tuple(records.comparison("selection_rate", f"column {n}", "disparity") for n in range(25))
    errors = [line for line in lines(records.record(rows, ())) if line.startswith("::error")]
    assert len(errors) == MOST
    assert "::16 more limits: Failed: Favourable decision by column 9, " in errors[-1]
    exactly = [line for line in lines(records.record(rows[:MOST], ())) if line.startswith("::error")]
    assert not any("more limit" in line for line in exactly)


@given(st.text(max_size=30))
def test_no_text_ends_a_line_or_begins_a_command(name):
    row = records.comparison("selection_rate", f"{name}\n::error::{name}", "disparity", statement=name)
    found = lines(records.record((row,), (), title=f"{name}\r\n::set-output name=a::{name}"))
    assert len(found) == 2
    for line in found:
        given, _, said = re.fullmatch(r"::\w+ (.*?)(::)(.*)", line).groups()
        assert re.fullmatch(r"(file=[^:,]*,)?title=[^:,]*", given)
        assert "%" not in re.sub("%(25|0A|0D|3A|2C)", "", given + said)


def test_a_name_of_any_length_leaves_room_for_the_next():
    row = records.comparison("selection_rate", "n" * 50_000, "disparity")
    assert max(map(len, lines(records.record((row,), ())))) < 10_000
