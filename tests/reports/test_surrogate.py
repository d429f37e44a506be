"""The sentences about LIME's simple model."""

import pytest
from tests.reports.records import certificate

from fairwitness.audits.record.reasons import CaseExplanation, Neighbourhood
from fairwitness.reports.surrogate import made, trust

NEAR = Neighbourhood(perturbation="drawn so", local=False, kernel_width=2.598, kernel_width_definition="0.75")


def case(**changes):
    said = CaseExplanation(
        id="1",
        method="lime",
        output=0.5,
        base_value=0.2,
        fidelity=0.83,
        effective_samples=4961.4,
        stability=0.9,
        contributions=(),
        certificate=certificate(n_samples=5000, neighbourhood=NEAR),
    )
    return said.model_copy(update=changes)


def test_fit_stability_and_effective_sample_size_are_said():
    said = trust(case())
    assert said[0].startswith("R² 83%: near this case")
    assert "90% of its strongest columns" in said[1]
    assert said[2].startswith("Its 5,000 perturbed rows")
    assert said[2].endswith("as 4,961 of equal weight.")


@pytest.mark.parametrize(("fit", "how"), [(0.8, "one closely."), (0.79, "not closely"), (0.1, "with care")])
def test_a_poor_fit_is_called_so(fit, how):
    assert how in trust(case(fidelity=fit))[0]


def test_how_it_was_made():
    assert made(case()) == "Perturbed rows: drawn so. Kernel width: 2.6 (0.75)."
    found = NEAR.model_copy(update={"kernel_width": None})
    assert "found for this case" in made(case(certificate=certificate(neighbourhood=found)))


def test_of_older_records_and_of_shap_nothing_is_made_up():
    assert made(case(certificate=None)) is None
    assert made(case(certificate=certificate())) is None
    assert trust(case(fidelity=None)) == ()
    assert len(trust(case(stability=None, effective_samples=None, certificate=None))) == 1
