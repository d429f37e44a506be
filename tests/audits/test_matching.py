"""Figures may differ by rounding and by nothing else; what cannot be compared says why."""

import pytest

from fairwitness.audits.matching import near, noted, of_case, same
from fairwitness.audits.record.reasons import CaseExplanation, Contribution


@pytest.mark.parametrize(
    ("said", "now", "unit", "sign"),
    [
        (0.4, 0.4 + 1e-9, 0.4, "matches"),
        (0.4, 0.4 + 1e-6, 0.4, "differs"),
        (0.0, 1e-15, 0.0, "matches"),
        (400.0, 400.0001, 400.0, "matches"),
        (0.4, None, 0.4, "differs"),
        (None, 0.4, 0.4, "differs"),
        (None, None, 0.4, "matches"),
    ],
)
def test_rounding_is_relative_to_the_largest_contribution(said, now, unit, sign):
    assert near("importance", "base_value", said, now, unit).sign == sign


def test_what_is_the_same_differs_or_is_noted_says_so():
    assert same("importance", "background_hash", "ab", "ab").sentence == "the background hash is the same"
    assert same("importance", "engine", "a", None).sentence == "the engine is a in the record and nothing now"
    assert noted("inputs", "version of numpy", "2", "3").sign == "noted"
    assert noted("inputs", "version of numpy", "2", "2").sign == "matches"


def case(*contributions, **changes):
    return CaseExplanation(
        **{"id": "3f", "method": "lime", "output": 0.6, "base_value": 0.5, "fidelity": 0.7, **changes},
        contributions=contributions,
    )


def part(column="age", value=0.1, **changes):
    return Contribution(column=column, label=column, shown="30", value=value, **changes)


@pytest.mark.parametrize(
    ("now", "name"),
    [
        (case(part(), output=0.61), "output"),
        (case(part(), fidelity=0.71), "fidelity"),
        (case(part(value=0.11)), "value of column 'age'"),
        (case(part(condition="age > 9")), "condition of column 'age'"),
        (case(part(outside=True)), "outside of column 'age'"),
        (case(), "value of column 'age'"),
        (case(part(), part("pay")), "value of column 'pay'"),
    ],
)
def test_every_figure_of_a_case_counts(now, name):
    assert [one.name for one in of_case(case(part()), now) if one.sign == "differs"] == [name]


def test_a_case_from_before_certificates_says_that_there_is_none():
    (one,) = (each for each in of_case(case(part()), case(part())) if each.sign == "not computed")
    assert (one.of, one.name) == ("case 3f by lime", "certificate")
    assert "older than certificates" in one.sentence
