"""The card's header is read by the Hub's own library, and the card says no more than the record."""

import re
import warnings

import pytest
import records

from fairwitness.reports.cards.metadata import header
from fairwitness.reports.cards.model_card import ModelCard


def card(record):
    return ModelCard().render(record).decode()


def read(record):
    """The card as huggingface_hub reads it; it refuses a header by the Hub's rules."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from huggingface_hub.repocard import ModelCard as HubCard
    return HubCard(card(record), ignore_metadata_errors=False)


@pytest.mark.parametrize("variant", records.VARIANTS)
def test_the_hub_reads_every_card(variant):
    record = records.VARIANTS[variant]()
    found = read(record).data
    assert found.pipeline_tag in ("tabular-classification", "tabular-regression")
    for one in found.eval_results or ():
        assert isinstance(one.metric_value, float)
        assert one.verified is None
    names = [one.metric_type for one in found.eval_results or ()]
    declared = [one for one in record.comparisons if one.declared and one.value is not None]
    measured = [one for one in record.performance.measures if one.value is not None]
    assert len(names) == len(declared) + len(measured)


def test_figures_over_all_rows_and_gaps_are_results():
    found = {one.metric_type: one for one in read(records.full()).data.eval_results}
    assert found["accuracy"].metric_value == pytest.approx(4720 / 7214)
    assert found["accuracy"].metric_name == "Decision is right, 95% interval 64.3 to 66.5"
    assert "disparity" in found["false_positive_rate_difference"].metric_name
    assert "precision" not in found
    assert found["accuracy"].dataset_name == "compas.csv"


def test_what_no_program_knows_is_for_a_person():
    text = card(records.full())
    for question in ("What is it meant for?", "Under which licence?", "What was the model trained on"):
        assert re.search(
            rf"^- {re.escape(question)}.*\*\*A named person must state this\.\*\*$", text, re.MULTILINE
        )
    assert "license" not in header(records.full())


def test_undefined_figures_are_words_with_their_reason():
    assert "| Positive prediction is right | not estimable | none | 0 | no positives among 14 rows |" in card(
        records.full()
    )


def test_many_groups_are_cut_with_a_sentence():
    text = card(records.many_groups(2_000))
    assert "The first 200 of 2,000 rows." in text
    assert text.count("| region | Region") == 400
    assert len(text) < 100_000


def test_a_title_cannot_end_the_header():
    found = read(records.full().model_copy(update={"title": "a\n---\nlicense: mit"})).data
    assert found.license is None
    assert found.model_name == "a --- license: mit"
