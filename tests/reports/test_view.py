"""Tables and facts of the page, in words."""

import records

from fairwitness.audits.record.schema import Energy, Excluded, PhaseEnergy
from fairwitness.reports import view
from fairwitness.reports.gates import gate_rows


def test_confusion_counts_each_cell_once():
    table = view.confusion(records.full())
    assert table.rows == (("re-arrested", "2,035", "1,216"), ("not re-arrested", "1,282", "2,681"))
    assert view.confusion(records.no_target()) is None


def test_the_plan_s_words_stand_beside_the_labels():
    record = records.full().model_copy(
        update={"plan": {"words": {"positive": "were re-arrested", "favourable": None}}}
    )
    found = dict(view.facts(record))
    assert found["Positive"] == "re-arrested (were re-arrested)"
    assert found["Favourable"] == "not re-arrested"


def test_a_model_is_shown_with_what_it_was_made_with_and_how_it_was_shut_in():
    record = records.full()
    model = record.subject.model.model_copy(
        update={"isolation": "sandbox", "versions": {"scikit-learn": "1.5.2"}, "format": "pickle"}
    )
    subject = record.subject.model_copy(update={"model": model})
    found = dict(view.facts(record.model_copy(update={"subject": subject})))
    assert found["Model"] == "HistGradientBoostingClassifier (pickle)"
    assert found["Model made with"] == "scikit-learn 1.5.2"
    assert found["Model's code"].startswith("ran shut in by Landlock and seccomp: no network")
    assert "Model's code" not in dict(view.facts(record))


def test_leads_are_what_no_gate_declares():
    table = view.leads(records.full())
    assert [row[0] for row in table.rows] == ["Decision is right by race"]
    assert table.rows[0][2:] == ("11.0 points", "0.120")
    assert view.leads(records.undefined()) is None


def test_leads_are_the_clearest_and_the_caption_says_how_many_there_are():
    rows = tuple(
        records.comparison(
            "selection_rate", f"a{i:02}", "within", declared=False, q_value=None if i == 0 else 1 / i
        )
        for i in range(30)
    )
    table = view.leads(records.record(rows, ()))
    assert len(table.rows) == view.MAX_LEADS
    assert table.rows[0][0] == "Favourable decision by a29"
    assert table.caption.startswith("12 of 30 comparisons")


def test_a_q_value_is_never_zero():
    row = records.comparison("accuracy", "race", "disparity", declared=False, q_value=1e-12)
    assert view.leads(records.record((row,), ())).rows[0][3] == "under 0.001"


def test_checks_give_their_reason():
    assert view.checks(records.full()).rows[1] == (
        "FW301",
        "Explanations",
        "not applicable",
        "there is no model",
    )


def test_energy_says_how_it_is_known():
    assert view.energy_total(records.full()).endswith(", partly estimated")
    assert view.energy_total(records.undefined()) == "not metered"
    phase = PhaseEnergy(name="a", seconds=1, kwh=0.001, kg_co2e=None, method="measured")
    record = records.full().with_energy(Energy(phases=(phase,), kwh=0.002))
    assert view.energy_total(record) == "2.00 Wh, measured"


def test_groups_that_are_not_judged_are_named_or_counted():
    row = gate_rows(records.full())[0]
    assert view.not_judged(row) == "Native American (n 18) and unknown (n 9) are shown but not judged."
    many = tuple(Excluded(group=str(i), n=i, reason="few") for i in range(5))
    full = records.comparison("selection_rate", "race", "within", excluded_groups=many)
    assert view.not_judged(gate_rows(records.record((full,), ()))[0]) == "5 groups are shown but not judged."
    one = records.comparison("selection_rate", "race", "within", excluded_groups=many[:1])
    assert view.not_judged(gate_rows(records.record((one,), ()))[0]) == "0 (n 0) is shown but not judged."


def test_what_a_second_audit_needs():
    record = records.full()
    found = dict(view.methods(record))
    assert found["Plan"] == record.provenance.plan_sha256
    assert found["Seed"] == "0"


def test_found_groups_stand_with_both_halves_and_whether_they_held():
    table = view.found_groups(records.searched())
    first, unclear, nobody, _ = table.rows
    assert first == (
        "Age is under 25 and sex is female",
        "Favourable decision",
        "25.0% against 50.0%",
        "30.0% against 50.0%, 130 cases",
        "20.0 points, 11.0 to 28.0",
        "under 0.001",
        "held",
    )
    assert unclear[-2:] == ("0.400", "did not hold")
    assert nobody[3:] == ("not estimable", "not estimable", "none", "did not hold")
    assert set(table.right) < set(table.columns)


def test_a_search_says_how_it_was_made_and_what_it_left_out():
    made, outcome, weights, rest = view.found_groups_note(records.searched())
    assert "over 3 columns" in made
    assert "one half of the rows (3,607 cases), checked on the other" in made
    assert "not verdicts" in made
    assert outcome.startswith("Among 84 groups")
    assert "weights are not used" in weights
    assert rest == "Not searched: name (nearly every row has a value of its own)."


def test_without_a_search_nothing_is_said_of_one():
    assert view.found_groups(records.full()) is None
    assert view.found_groups_note(records.full()) == ()


def test_a_search_that_found_nothing_still_says_so():
    nothing = records.record((), (), subgroups=records.subgroups(left_out=()))
    assert view.found_groups(nothing) is None
    assert len(view.found_groups_note(nothing)) == 2


def test_every_figure_stands_once():
    record = records.scored()
    found = view.estimates(record)
    assert len({(one.metric, one.attribute, one.group) for one in found}) == len(found)
    assert set(found) == {*record.performance.measures, *record.estimates}
    assert found[0] == record.performance.measures[0]
