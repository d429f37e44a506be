"""How an explanation was made, in plain words."""

import pytest
import records

from fairwitness.reports import certified


def test_it_says_what_it_does_not_say():
    facts = dict(certified.engine(records.full()))
    assert facts["Does not say"] == "what causes the outcome"
    assert certified.engine(records.no_target()) == ()


def test_an_exact_engine_with_a_second_one():
    facts = dict(certified.engine(records.full()))
    assert facts["Checked by a second engine"] == "shap.TreeExplainer on 3 rows; largest difference 2e-09"
    assert facts["Why this engine"].startswith("Trees of which the sums can be read")
    assert facts["Versions"] == "fairwitness 0.1, numba 0.68"
    assert "Sampling error" not in facts


def test_a_sampled_one_says_its_error():
    said = records.certificate(largest_standard_error=0.0123, second_engine_standard_error=0.02)
    assert certified.second_engine(said).endswith("(their sampling errors are up to 0.02)")
    record = records.full()
    importance = record.explanations.importance.model_copy(update={"certificate": said})
    explanations = record.explanations.model_copy(update={"importance": importance})
    facts = dict(certified.engine(record.model_copy(update={"explanations": explanations})))
    assert facts["Sampling error"] == "up to 0.012 (standard error of one contribution)"


@pytest.mark.parametrize(("why", "text"), [("switched off", "no: switched off"), (None, "no")])
def test_no_second_engine_has_a_reason(why, text):
    said = records.certificate(second_engine=None, second_engine_difference=None, no_second_engine=why)
    assert certified.second_engine(said) == text


def test_a_record_from_before_certificates():
    record = records.full()
    importance = record.explanations.importance.model_copy(update={"certificate": None})
    explanations = record.explanations.model_copy(update={"importance": importance})
    facts = dict(certified.engine(record.model_copy(update={"explanations": explanations})))
    assert facts["Method"]
    assert "Why this engine" not in facts
