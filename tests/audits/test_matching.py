"""Figures may differ by rounding and by nothing else; what cannot be compared says why."""

import pytest

from fairwitness.audits.matching import near, noted, of_case, of_item, same
from fairwitness.audits.record.media import ExplainedItem
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


def item(*, of=None, certificate=None, **changes):
    made = {
        "engine": "e",
        "versions": {"numpy": "2"},
        "masking": "words left out",
        "kernel": None,
        "n_samples": 9,
    }
    made |= {"questions": 10, "seed": 0, "additivity_residual": 0.0, **(certificate or {})}
    one = {"method": "shap", "base_value": 0.1, "values": [0.2, 0.3], "standard_errors": [0.01, 0.02]}
    one |= {"fidelity": 0.9, "stability": 0.8, "note": None, "certificate": made, **(of or {})}
    said = {"id": "3f", "kind": "text", "label": "yes", "output": 0.6, "text": "to be", "picture": None}
    return ExplainedItem.model_validate(
        {**said, "parts": ["to", "be"], "spans": [[0, 2], [3, 5]], "explanations": [one], **changes}
    )


@pytest.mark.parametrize(
    ("now", "name"),
    [
        (item(label="no"), "label"),
        (item(text="to be!"), "text"),
        (item(text="to me", parts=["to", "me"]), "parts"),
        (item(output=0.7), "output"),
        (item(of={"values": [0.2, 0.4]}), "value of 'be'"),
        (item(of={"standard_errors": [0.01, 0.03]}), "standard error of 'be'"),
        (item(of={"standard_errors": None}), "standard error of 'to'"),
        (item(of={"base_value": 0.2}), "base value"),
        (item(of={"fidelity": None}), "fidelity"),
        (item(of={"stability": 0.5}), "stability"),
        (item(of={"note": "shared"}), "note"),
        (item(certificate={"seed": 1}), "seed"),
        (item(certificate={"questions": 11}), "questions"),
        (item(certificate={"masking": "blur"}), "masking"),
        (item(certificate={"additivity_residual": 0.1}), "additivity residual"),
    ],
)
def test_every_figure_of_a_text_counts(now, name):
    assert {one.sign for one in of_item(item(), item())} == {"matches"}
    assert name in [one.name for one in of_item(item(), now) if one.sign == "differs"]


def test_versions_of_a_text_are_noted_and_other_parts_end_the_comparison():
    other = item(certificate={"versions": {"numpy": "3"}})
    assert [one.name for one in of_item(item(), other) if one.sign != "matches"] == ["version of numpy"]
    parts = {"text": "to be or", "parts": ["to", "be", "or"], "spans": [[0, 2], [3, 5], [6, 8]]}
    longer = item(of={"values": [1, 2, 3], "standard_errors": None}, **parts)
    assert {one.name for one in of_item(item(), longer) if one.sign == "differs"} >= {
        "text",
        "parts",
        "spans",
    }
