"""The whole from its parts is the whole."""

from __future__ import annotations

import pytest

import fairwitness
from fairwitness.audits.measurements import Measurements
from fairwitness.audits.sites.merge import merge
from fairwitness.audits.sites.tables import read
from fairwitness.errors import DataError, PlanError

pytestmark = pytest.mark.usefixtures("still_meter")

GATES = [
    {"limit": 0.15},
    {"metric": "equalized_odds", "limit": 0.2},
    {"metric": "true_positive_rate", "against": "rest", "limit": 0.2},
]
CASES = {
    "labels": {"gates": GATES},
    "weights": {"gates": GATES, "roles": {"weight": "w"}},
    "clusters": {"gates": GATES, "roles": {"cluster": "house"}},
    "strata": {"gates": [{"metric": "conditional_selection_rate"}], "roles": {"strata": ["ward"]}},
    "classes": {
        "task": "multiclass",
        "gates": [{"metric": "recall_macro", "limit": 0.2}, {"metric": "precision", "limit": 0.3}],
        "roles": {"target": "animal", "prediction": "said", "positive": None},
    },
    "numbers": {
        "task": "regression",
        "gates": [{"metric": "root_mean_squared_error", "limit": 1}],
        "roles": {"target": "stay", "prediction": "guess", "positive": None},
    },
    "scores": {
        "gates": [{"metric": "mean_score"}],
        "checks": {"score_range": [0, 1]},
        "roles": {"prediction": None, "score": "s", "score_is_probability": True, "threshold": 0.5},
    },
}


def _plan(roles, case):
    return {**CASES[case], "roles": {**roles, **CASES[case].get("roles", {})}}


@pytest.mark.parametrize("case", CASES)
def test_sites_give_the_verdicts_of_all_rows_together(counted, whole, roles, case):
    plan = _plan(roles, case)
    sites = [counted(part, **plan) for _, part in whole.groupby("hospital")]
    together = merge(*sites)
    # The same from one table of counts of all rows: what needs single rows is left out of both.
    alone = counted(whole, **plan)
    assert read(alone.tables).sha256() == together.provenance.data_sha256
    assert together.subject.rows == len(whole)
    assert [group.rows for one in together.subject.attributes for group in one.groups] == [
        group.rows for one in alone.subject.attributes for group in one.groups
    ]
    measured = Measurements(read(alone.tables), None)
    for one in together.estimates:
        if one.attribute is None or one.metric in ("roc_auc_score", "expected_calibration_error"):
            continue
        figures = measured.by_group(one.metric, one.attribute)
        assert one.value == figures.value[figures.groups.index(one.group)], (one.metric, one.group)
    assert {gate.verdict for gate in together.gates} <= {"disparity", "within", "inconclusive"}


def test_the_record_of_the_rows_says_the_same(counted, whole, roles):
    plan = _plan(roles, "labels")
    together = merge(*(counted(part, **plan) for _, part in whole.groupby("hospital")))
    rows = fairwitness.audit(whole.y, whole.p, sensitive_features=whole[["race", "sex"]], plan=plan)
    assert together.estimates == rows.estimates
    assert together.comparisons == rows.comparisons
    assert together.gates == rows.gates
    assert together.subject.source == "3 sites"
    assert together.subject.notes[0].startswith("Site 1: ")
    skipped = {check.code: check.reason for check in together.checks if check.outcome == "not_applicable"}
    assert {"FAIR013", "DATA002"} <= set(skipped)
    assert skipped["DATA002"] == "It needs the rows, and only their counts are at hand."


def test_the_order_of_the_sites_changes_nothing_but_their_notes(counted, whole, roles):
    parts = [counted(part, roles=roles) for _, part in whole.groupby("hospital")]
    one, two = merge(*parts), merge(*reversed(parts))
    assert (one.estimates, one.comparisons, one.gates) == (two.estimates, two.comparisons, two.gates)
    assert one.hash == two.hash


def test_files_are_merged_as_documents_are(counted, whole, roles, tmp_path):
    parts = [counted(part, roles=roles) for _, part in whole.groupby("hospital")]
    paths = [part.save(tmp_path / str(place)) for place, part in enumerate(parts)]
    assert merge(*paths).hash == merge(*parts).hash


def test_sites_that_did_not_count_the_same(counted, whole, roles):
    north, south, east = (counted(part, roles=roles) for _, part in whole.groupby("hospital"))
    rows = whole[whole.hospital == "south"]
    with pytest.raises(DataError, match=r"two or more sites\. Got 1"):
        merge(north)
    with pytest.raises(DataError, match="'site 3' holds the same counts as 'site 1'"):
        merge(north, south, north)
    other = counted(rows, roles=roles, gates=[{"limit": 0.2}])
    with pytest.raises(PlanError, match=r"`gates\[0\]\.limit` is 0\.1 at 'site 1' and 0\.2 at 'site 2'"):
        merge(north, other)
    favourable = counted(rows, roles={**roles, "favourable": 0})
    with pytest.raises(PlanError, match=r"`roles\.favourable` is '1' at 'site 1' and '0' at 'site 2'"):
        merge(north, favourable, east)


def test_sites_with_other_groups_bins_or_labels(counted, whole, roles):
    plain = {**roles, "sensitive": ["race"], "intersections": []}
    parts = [part for _, part in whole.groupby("hospital")]
    without = parts[1][parts[1].race != "c"]
    with pytest.raises(
        DataError, match=r"'site 1' has 'c' and 'site 2' has not; list every group under `categories`"
    ):
        merge(counted(parts[0], roles=plain), counted(without, roles=plain))
    both = [counted(part, roles=roles) for part in (parts[0], without)]
    assert merge(*both).subject.rows == len(parts[0]) + len(without)
    quartiles = {**plain, "sensitive": ["w"]}
    with pytest.raises(DataError, match=r"cut 'w' at the same edges.*state `bins` in the plan"):
        merge(*(counted(part, roles=quartiles) for part in parts[:2]))
    several = {
        "task": "multiclass",
        "roles": {**plain, "target": "animal", "prediction": "said", "positive": None},
    }
    fewer = parts[1][(parts[1].animal != "fox") & (parts[1].said != "fox")]
    with pytest.raises(
        DataError, match=r"same labels\. 'site 1' has cat, dog, fox and 'site 2' has cat, dog"
    ):
        merge(counted(parts[0], **several), counted(fewer, **several))
    scored = {"roles": {**plain, "prediction": None, "score": "w", "threshold": 1.0}}
    with pytest.raises(DataError, match=r"scores in the same bins.*state `checks\.score_range`"):
        merge(*(counted(part, **scored) for part in parts[:2]))
