"""Drafts of adverse action notices: which reasons, for whom, and what is never a reason without a word."""

import io

import pypdf
import pytest
import records

from fairwitness.audits.record.schema import CaseExplanation, Contribution
from fairwitness.errors import ReportError
from fairwitness.reports.adverse_action import MOST_REASONS, AdverseActionDraft, principal_reasons


def moved(column, value, **more):
    return Contribution(column=column, label=column.title(), shown="7", value=value, **more)


def certified(record, scale):
    return record.explanations.importance.certificate.model_copy(update={"scale": scale})


def having(*cases, favourable="1", threshold=None, scale="probability", method="shap"):
    """A record whose positive label is 1, with cases of an output and contributions."""
    full = records.full()
    explained = tuple(
        CaseExplanation(
            id=f"{place:032x}",
            method=method,
            output=output,
            base_value=0.5,
            fidelity=None,
            contributions=contributions,
            certificate=None if scale is None else certified(full, scale),
        )
        for place, (output, contributions) in enumerate(cases)
    )
    subject = full.subject.model_copy(
        update={"positive": "1", "favourable": favourable, "threshold": threshold}
    )
    return full.model_copy(
        update={
            "subject": subject,
            "explanations": full.explanations.model_copy(update={"cases": explained}),
        }
    )


def columns(found):
    return [one.column for one in found.listed]


def text_of(record):
    pages = pypdf.PdfReader(io.BytesIO(AdverseActionDraft().render(record))).pages
    return [" ".join(page.extract_text().split()) for page in pages]


FIVE = tuple(
    moved(name, value) for name, value in zip("abcdef", (-0.1, 0.3, -0.4, -0.2, -0.05, -0.3), strict=True)
)


def test_the_strongest_four_against_the_person_in_order():
    (found,) = principal_reasons(having((0.2, FIVE)))
    assert columns(found) == ["c", "f", "d", "a"]
    assert len(found.listed) == MOST_REASONS


def test_where_the_output_speaks_of_harm_what_raises_it_is_against_the_person():
    (found,) = principal_reasons(having((0.8, FIVE), favourable="0"))
    assert columns(found) == ["b"]


@pytest.mark.parametrize(
    ("output", "favourable", "threshold", "refused"),
    [
        (0.49, "1", None, True),
        (0.5, "1", None, False),
        (0.6, "1", 0.7, True),
        (0.5, "0", None, True),
        (0.49, "0", None, False),
    ],
)
def test_who_was_granted_gets_no_notice(output, favourable, threshold, refused):
    record = having(
        (output, FIVE), (1.0 - (favourable == "1"), FIVE), favourable=favourable, threshold=threshold
    )
    assert len(principal_reasons(record)) == 1 + refused


@pytest.mark.parametrize("scale", ["margin", None])
def test_an_output_that_is_no_probability_decides_nothing(scale):
    assert len(principal_reasons(having((0.9, FIVE), (0.1, FIVE), scale=scale))) == 2


def test_what_may_as_well_have_helped_is_no_reason():
    unsure = (moved("a", -0.1, standard_error=0.06), moved("b", -0.1, standard_error=0.04))
    (found,) = principal_reasons(having((0.2, unsure)))
    assert columns(found) == ["b"]


def test_a_protected_column_stops_the_draft_and_is_named():
    record = having((0.2, FIVE))
    sensitive = record.subject.columns[0].model_copy(update={"name": "c", "roles": ("sensitive", "feature")})
    record = record.model_copy(
        update={"subject": record.subject.model_copy(update={"columns": (sensitive,)})}
    )
    (found,) = principal_reasons(record)
    assert found.protected == ("C",)
    assert "Stop. C tells a protected attribute" in text_of(record)[1]


def test_a_page_for_each_case_with_blanks_for_what_only_a_person_knows():
    cover, first, second = text_of(having((0.2, FIVE), (0.9, FIVE), (0.3, (moved("a", 0.2),))))
    assert "drafts for 2 cases" in cover
    assert "What this does not show" in cover
    assert "1 C 7 2 F 7 3 D 7 4 A 7" in first
    assert "[name and address of the applicant]" in first
    assert "Equal Credit Opportunity Act" in first
    assert "no reason can be drafted" in second
    assert "[the specific principal reasons]" in second


def test_a_value_outside_the_background_is_said():
    assert "is outside those" in text_of(having((0.2, (moved("a", -0.2, outside=True),))))[1]


def test_names_are_text_and_nothing_else():
    hostile = (moved("#panic() $x$ <b>*c*</b>", -0.2),)
    assert "#Panic() $X$ <B>*C*</B>" in text_of(having((0.2, hostile)))[1]


@pytest.mark.parametrize("record", [having(), having((0.2, FIVE), method="lime")])
def test_without_a_case_it_says_how_to_get_one(record):
    with pytest.raises(
        ReportError, match=r"The record holds no such case\. Name cases in .*`--include-cases`"
    ):
        principal_reasons(record)


def test_where_all_were_granted_it_says_so():
    with pytest.raises(
        ReportError, match="All 1 explained cases of the record have an output in their favour"
    ):
        AdverseActionDraft().render(having((0.9, FIVE)))
