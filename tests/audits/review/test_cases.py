"""Single decisions looked at again come to the counts that a file of the same cases gives."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwitness.audits.record import Record
from fairwitness.audits.review.cases import LEAST_SHARED, Case, as_counts
from fairwitness.audits.review.entries import CaseJudged
from fairwitness.errors import DataError, ReviewError

from .conftest import NOON, Memory

WHO = {"record": "a" * 64, "by": "Ben", "at": NOON, "labels": ("0", "1"), "favourable": "1"}


def judged(
    number: int, model: str, reviewer: str, group: str = "a", reason: str = "new papers"
) -> CaseJudged:
    return CaseJudged(
        **WHO, case=f"{number:016x}", model=model, reviewer=reviewer, groups={"sex": group}, reason=reason
    )


def test_without_cases_there_are_no_counts() -> None:
    assert as_counts([]) is None


@given(st.lists(st.tuples(st.sampled_from("01"), st.sampled_from("01"), st.sampled_from("ab")), min_size=1))
def test_every_case_is_counted_once_and_groups_add_up(cases: list[tuple[str, str, str]]) -> None:
    found = as_counts([judged(at, *case) for at, case in enumerate(cases)])
    tables = {(one.attribute, one.group): one.counts for one in found.groups}
    whole = tables.pop((None, None))
    assert sum(map(sum, whole)) == len(cases)
    assert whole[0][1] == sum(case[:2] == ("0", "1") for case in cases)
    for row in range(2):
        for column in range(2):
            assert sum(table[row][column] for table in tables.values()) == whole[row][column]


def test_a_reason_is_shown_only_where_enough_cases_share_it() -> None:
    shared = [judged(at, "0", "1") for at in range(LEAST_SHARED)]
    rare = [judged(99, "0", "1", reason="She wrote to us."), judged(100, "1", "1", reason="Right.")]
    assert as_counts([*shared, *rare]).reasons == {"new papers": LEAST_SHARED}
    assert as_counts([*shared[1:], *rare]).reasons == {}


def test_one_at_a_time_or_by_file_the_figures_are_the_same(
    record: Record, log: Memory, person, tmp_path: Path
) -> None:
    cases = [("1", "0", "1", "a"), ("2", "1", "1", "b"), ("3", "1", "0", "b")]
    for name, model, reviewer, group in cases:
        person("Ben").judge(Case(name, model, {"sex": group}), reviewer, "why")
    single = person("Ben").review().agreement
    log.kept.clear()
    file = tmp_path / "f.csv"
    file.write_text("case,model,reviewer,sex\n" + "".join(f"{','.join(case)}\n" for case in cases))
    person("Ben").give_feedback(file)
    assert person("Ben").review().agreement == single
    assert (single.overall.cases, single.overall.agreed) == (3, 1)


def test_the_last_word_of_a_person_on_a_case_counts_and_another_person_adds_theirs(
    log: Memory, person
) -> None:
    case = Case("4711", "0", {"sex": "a"})
    person("Ben").judge(case, "1", "New papers.")
    person(" BEN ").judge(case, "0")
    person("Eve").judge(case, "1", "New papers.")
    found = person("Ben").review().agreement.overall
    assert (found.cases, found.agreed) == (2, 1)
    assert len(log.kept) == 3


def test_no_id_is_written_down(log: Memory, person) -> None:
    person("Ben").judge(Case("applicant 4711", "0", {}), "0")
    assert "4711" not in log.kept[0].model_dump_json()


@pytest.mark.parametrize(
    ("decision", "reason", "message"),
    [("1", None, "must say why"), ("1", "  ", "must not be empty"), ("2", "r", "one of 0, 1. Got '2'")],
)
def test_a_disagreement_has_a_reason_and_is_a_label(
    log: Memory, person, decision: str, reason: str | None, message: str
) -> None:
    with pytest.raises(ReviewError, match=message):
        person("Ben").judge(Case("1", "0", {}), decision, reason)
    assert not log.kept


def test_a_number_is_never_agreed_with(record: Record, log: Memory, person) -> None:
    number = record.model_copy(update={"plan": {**record.plan, "task": "regression"}})
    with pytest.raises(DataError, match="This record is of a number"):
        person("Ben", on=number).judge(Case("1", "0", {}), "0")
    assert not log.kept
