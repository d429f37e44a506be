"""A finding keeps its name in an audit of the same thing, and never shares it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwitness.audits.record import Record
from fairwitness.audits.record.schema import Finding
from fairwitness.audits.review.identity import finding_ids, finding_named, says
from fairwitness.errors import ReviewError


def _named(record: Record, code: str) -> list[str]:
    return [name for name in finding_ids(record) if name.startswith(code)]


def _with(record: Record, *findings: Finding) -> Record:
    return record.model_copy(update={"findings": findings})


def _finding(statement: str = "Something.", *evidence: str, severity: str = "medium") -> Finding:
    return Finding.model_validate(
        {
            "code": "X001",
            "title": "?",
            "severity": severity,
            "statement": statement,
            "evidence": evidence,
            "remedy": ".",
        }
    )


def test_other_figures_of_the_same_thing_have_the_same_name(audited) -> None:
    one, other = audited(90, 40), audited(85, 45)
    assert one.hash != other.hash
    assert list(finding_ids(one)) == list(finding_ids(other))
    (name,) = _named(one, "FAIR001")
    assert says(finding_ids(one)[name]) != says(finding_ids(other)[name])


def test_the_same_audit_says_the_same(audited) -> None:
    one, other = audited(), audited(title="Another title")
    assert one.hash != other.hash
    assert {name: says(found) for name, found in finding_ids(one).items()} == {
        name: says(found) for name, found in finding_ids(other).items()
    }


def test_a_place_counts_by_what_is_there_and_not_by_its_number(audited) -> None:
    record = audited()
    (name,) = _named(record, "FAIR001")
    finding = finding_ids(record)[name].model_copy(update={"evidence": ("comparisons[1]",)})
    other = record.comparisons[0].model_copy(update={"metric": "other"})
    moved = record.model_copy(update={"comparisons": (other, *record.comparisons), "findings": (finding,)})
    assert _named(moved, "FAIR001") == _named(record, "FAIR001")


@pytest.mark.parametrize("evidence", [(), ("conditional[0]",), ("nowhere[7].x",), ("odd place!",)])
def test_findings_of_one_place_are_told_apart_by_their_words(
    record: Record, evidence: tuple[str, ...]
) -> None:
    one, other = _finding("A is 3.5% above B.", *evidence), _finding("B is 2% above A.", *evidence)
    first, second = finding_ids(_with(record, one, other))
    assert first != second
    assert list(finding_ids(_with(record, other, one))) == [second, first]
    later = _finding("A is 4.0% above B.", *evidence)
    assert next(iter(finding_ids(_with(record, later, other)))) == first


def test_severity_tells_apart(record: Record) -> None:
    place = "subject.attributes[0]"
    both = [_finding("Small.", place), _finding("Small.", place, severity="low")]
    alone = finding_ids(_with(record, both[1]))
    assert list(finding_ids(_with(record, *both)))[1] in alone


@given(
    st.lists(st.sampled_from([("x", ()), ("x", ("comparisons[0]",)), ("y", ("comparisons[0]",))]), max_size=6)
)
def test_no_two_findings_have_one_name(record: Record, given_: list[tuple[str, tuple[str, ...]]]) -> None:
    findings = [_finding(text, *evidence) for text, evidence in given_]
    assert len(finding_ids(_with(record, *findings))) == len(findings)


def test_a_finding_is_found_by_its_name_its_beginning_or_its_code(record: Record) -> None:
    (name,) = _named(record, "FAIR001")
    assert (
        finding_named(record, name)
        == finding_named(record, "fair001")
        == finding_named(record, name[:10])
        == name
    )


def test_what_is_not_one_finding_is_refused(record: Record) -> None:
    twice = _with(record, _finding("a"), _finding("b"))
    with pytest.raises(ReviewError, match=r"several begin alike. 'X001' is one of: X001-"):
        finding_named(twice, "X001")
    with pytest.raises(ReviewError, match=r"Got 'FAIR01' instead\. There are: 'DATA001-"):
        finding_named(record, "FAIR01")
    with pytest.raises(ReviewError, match="Got ' ' instead"):
        finding_named(record, " ")
    with pytest.raises(ReviewError, match="the record has none"):
        finding_named(_with(record), "X")
