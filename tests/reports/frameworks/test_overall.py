"""What is held about the whole: only what is there, and only from what the hash covers."""

import pytest
import records

from fairwitness.audits.record.schema import Energy, Explanations, Performance
from fairwitness.reports.frameworks import overall
from fairwitness.reports.frameworks.catalogue import read_vocabulary
from fairwitness.reports.frameworks.evidence import look

FULL, EMPTY = records.full(), records.no_target()


def test_performance_is_held_where_it_was_measured():
    assert overall.performance(FULL).extent == "part"
    assert "No figure for precision." in overall.performance(FULL).where
    assert overall.performance(EMPTY).extent == overall.uncertainty(EMPTY).extent == "none"
    measured = FULL.performance.model_copy(update={"measures": FULL.performance.measures[:2]})
    assert overall.performance(FULL.model_copy(update={"performance": measured})).extent == "full"


def test_limits_are_part_because_nobody_knows_when_they_were_set():
    assert overall.limits(FULL).extent == "part"
    assert "When the plan was written is not in a record." in overall.limits(FULL).where
    assert overall.limits(records.no_gates()).extent == "none"


def test_explanations_are_held_where_a_model_was_explained():
    assert overall.importance(FULL).extent == "full"
    assert overall.cases(FULL).extent == "full"
    assert overall.fidelity(FULL).extent == "part"
    assert overall.fidelity(records.tested()).extent == "full"
    bare = FULL.model_copy(update={"explanations": Explanations()})
    assert {one(bare).extent for one in (overall.importance, overall.cases, overall.fidelity)} == {"none"}


def test_scores_that_keep_their_word_need_reliability():
    assert overall.calibration(records.scored()).extent == "full"
    assert overall.calibration(EMPTY).extent == "none"


def test_without_findings_there_is_nothing_to_open_a_risk_for():
    assert overall.risks(FULL).extent == "part"
    assert overall.risks(FULL.model_copy(update={"findings": ()})).extent == "none"


def test_a_baseline_is_part_of_a_comparison():
    assert overall.baseline(FULL).extent == "part"
    assert overall.baseline(FULL.model_copy(update={"performance": Performance()})).extent == "none"


@pytest.mark.parametrize("kind", read_vocabulary().keys, ids=lambda kind: kind.key)
def test_what_the_hash_leaves_out_changes_nothing(kind):
    moved = FULL.model_copy(
        update={
            "subject": FULL.subject.model_copy(
                update={"source": "x", "columns": (), "notes": (), "model": None}
            ),
            "environment": {},
            "energy": Energy(),
            "provenance": FULL.provenance.model_copy(update={"created": "2030-01-01T00:00:00+00:00"}),
        }
    )
    assert look(kind.key, FULL, ()) == look(kind.key, moved, ())
