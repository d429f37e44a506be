"""What New York's Local Law 144 is told by a record, and what it is not told."""

import pytest
import records
from samples import CROSSED, RACE, SEX, UNKNOWN, hiring

from fairwitness.audits.record import Record
from fairwitness.audits.record.schema import Energy
from fairwitness.reports.frameworks import nyc_ll144
from fairwitness.reports.frameworks.publication import publication


def control(content, name):
    return {one.id.removeprefix("LL144-"): one for one in nyc_ll144.controls(content)}[name]


def where(one, key):
    return next(evidence.where for evidence in one.evidence if evidence.key == key)


def test_selection_rates_of_the_categories_are_shown():
    one = control(hiring(), "5-301b1")
    assert one.status == "shown"
    assert one.person == ""
    assert "comparisons[0]" in where(one, "fairness.selection_rate_ratio")


def test_impact_ratio_of_each_category_is_written_down():
    text = where(control(hiring(), "5-301b2"), "fairness.selection_rate_ratio")
    assert "Male 1.000, Female 0.979" in text
    assert "'invited'" in text


def test_the_law_sets_no_pass_line_and_says_so():
    assert "sets no line" in control(hiring(), "5-301b2").supports
    assert "no pass line" in nyc_ll144.facts().status
    assert "four-fifths" in nyc_ll144.facts().status


def test_attributes_that_are_not_the_categories_are_said_plainly():
    content = hiring({"male": {"0": (10, 40), "1": (20, 40)}, "black": {"0": (20, 40), "1": (10, 40)}})
    one = control(content, "5-301b1")
    assert one.status == "person"
    assert "'black' sets one category against all others" in where(one, "fairness.selection_rate_ratio")
    assert "No audited attribute is known to be sex" in where(one, "fairness.selection_rate_ratio")


def test_one_of_two_groupings_is_shown_partly():
    one = control(hiring({"sex": SEX}), "5-301b1")
    assert one.status == "partly"
    assert not one.evidence[0].held
    assert one.person


def test_three_groupings_need_the_crossing():
    with_crossing = control(hiring(), "5-301b3")
    without = control(hiring({"sex": SEX, "race": RACE}), "5-301b3")
    assert with_crossing.status == "shown"
    assert without.status == "partly"
    assert "crosses no attributes" in where(without, "fairness.intersectional")


def test_scoring_does_not_apply_without_a_score():
    for name in ("5-301c1", "5-301c2", "5-301c3"):
        one = control(hiring(), name)
        assert one.status == "not_applicable"
        assert one.supports.startswith("The record has no score")


@pytest.mark.parametrize("over", [{"threshold": 5.0}, {}])
def test_a_score_without_scoring_rates_is_said(over):
    content = hiring(**over)
    content = content if over else content.model_copy(update={"plan": {"roles": {"score": "points"}}})
    one = control(content, "5-301c2")
    assert one.status == "person"
    assert "LAW002 did not run" in where(one, "fairness.scoring_rate_ratio")
    assert control(content, "5-301b3").status == "partly"


def scoring(content):
    tables = tuple(
        records.impact(name, {group: (n, k) for group, (k, n) in groups.items()}).model_copy(
            update={"basis": "scoring", "median": 50.0}
        )
        for name, groups in (("sex", SEX), ("race", RACE), ("race & sex", CROSSED))
    )
    return content.model_copy(update={"impact": tables, "plan": {"roles": {"score": "points"}}})


def test_scoring_rates_are_shown_with_the_median():
    for name in ("5-301c1", "5-301c2", "5-301c3"):
        one = control(scoring(hiring()), name)
        assert one.status == "shown"
        text = where(one, "fairness.scoring_rate_ratio")
        assert "impact[0] by 'sex': median 50; scoring rates (ratios): Male 0.480 (1.000)" in text


def test_scoring_rates_are_what_is_published():
    found = publication(scoring(hiring()))
    assert found.basis == "scoring"
    assert found.lines[0].chosen == 667


def test_people_of_unknown_category_are_counted():
    content = hiring({"sex": {**SEX, UNKNOWN: (0, 12)}, "race": RACE})
    one = control(content, "5-301b5")
    assert one.status == "shown"
    assert "12 in 'sex', 0 in 'race'" in where(one, "data.completeness")


def test_unknowns_that_the_plan_dropped_before_are_said():
    plan = {"where": [{"column": "race", "is": "known", "value": None}]}
    one = control(hiring().model_copy(update={"plan": plan}), "5-301b5")
    assert one.status == "partly"
    assert "keeps only rows where 'race' is known" in where(one, "data.completeness")


def test_categories_under_two_percent_are_named():
    content = hiring(rows=2571)
    text = where(control(content, "5-301d"), "data.representation")
    assert "'Native American or Alaska Native'" in text
    assert "by 'sex': no category" in text


def test_no_rate_no_evidence():
    content = hiring().model_copy(update={"estimates": (), "comparisons": ()})
    assert control(content, "5-301b1").status == "person"
    assert control(content, "5-302b").evidence[1].held is False


def test_a_ratio_that_does_not_exist_is_no_number():
    nobody = {group: (0, n) for group, (_, n) in SEX.items()}
    one = control(hiring({"sex": nobody}), "5-301b2")
    assert one.status == "person"
    assert "Nobody was selected" in one.evidence[0].where


def test_what_only_a_person_can_state_is_left_to_a_person():
    for name in ("5-300-scope", "5-300-independent", "5-302a", "5-304"):
        one = control(hiring(), name)
        assert one.status == "person", name
        assert one.person, name


def test_the_year_is_a_rule_and_no_date_is_computed():
    one = control(hiring(), "5-301a")
    assert "more than one year" in one.person
    assert "2026" not in one.person + one.supports + " ".join(evidence.where for evidence in one.evidence)


def test_what_is_from_memory_says_so():
    memory = {one.id for one in nyc_ll144.controls(hiring()) if one.confidence == "memory"}
    assert memory == {"LL144-5-304", "LL144-5-300-independent"}


def test_what_the_hash_leaves_out_changes_no_control():
    content = hiring({"sex": SEX, "race": {**RACE, UNKNOWN: (1, 7)}, "race & sex": CROSSED})
    moved = content.model_copy(
        update={
            "subject": content.subject.model_copy(
                update={"source": "elsewhere.parquet", "columns": (), "notes": ()}
            ),
            "provenance": content.provenance.model_copy(update={"created": "2030-01-01T00:00:00+00:00"}),
            "environment": {},
            "energy": Energy(),
        }
    )
    assert nyc_ll144.controls(content) == nyc_ll144.controls(moved)


def test_controls_survive_sealing():
    content = records.full()
    sealed = Record.of(
        content.model_copy(
            update={"controls": nyc_ll144.controls(content), "frameworks": (nyc_ll144.facts(),)}
        )
    )
    assert len(sealed.controls) == 16
    assert "nyc_ll144" in sealed.to_json()


def test_ratios_beside_weighted_rates_are_of_people_counted():
    content = hiring({"sex": SEX})
    weighted = tuple(one.model_copy(update={"value": 0.9, "successes": None}) for one in content.estimates)
    content = content.model_copy(update={"estimates": weighted})
    text = where(control(content, "5-301b2"), "fairness.selection_rate_ratio")
    assert "how many were selected was not counted by LAW001" in text
    table = records.impact("sex", {"Male": (1390, 667), "Female": (1181, 555)})
    text = where(
        control(content.model_copy(update={"impact": (table,)}), "5-301b2"), "fairness.selection_rate_ratio"
    )
    assert "for the ratios people are counted without weights" in text
    assert "Male 1.000, Female 0.979" in text


def test_what_is_held_in_full_supports_and_what_is_missing_is_asked_of_a_person():
    from fairwitness.reports.frameworks import nist_ai_rmf, read_vocabulary

    kinds = read_vocabulary().kinds
    by_id = {one.id: one for one in nist_ai_rmf.controls(records.full())}
    scope = by_id["MAP-3.3"]
    assert (scope.status, scope.person) == ("person", kinds["doc.intended_purpose"].person)
    assert scope.not_shown == kinds["doc.intended_purpose"].not_shown
    explained = by_id["MEASURE-2.9"]
    assert explained.status == "partly"
    assert "Held: what the model uses overall and reasons for single decisions." in explained.supports
    assert explained.person == kinds["explain.reason_fidelity"].person


def test_what_this_version_does_not_measure_is_said_to_be_so():
    from fairwitness.reports.frameworks import eu_ai_act_high_risk

    by_id = {one.id: one for one in eu_ai_act_high_risk.controls(records.full())}
    noise = next(one for one in by_id["EU-15.4"].evidence if one.key == "robustness.noise")
    assert not noise.held
    assert noise.where.startswith("This version of Fairwitness does not measure it")
    assert by_id["EU-15.4"].status == "person"
