"""The four steps on the page: every step can be opened, says how far it is, and loses nothing."""

from __future__ import annotations

from new_form import CSV, can_run, form, go, lacks, problems, text, value
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from fairwitness.app.web import MAIN


def labels(found: AppTest) -> list[str]:
    return [button.label for button in found.button if str(button.key).startswith("to-")]


def test_without_rows_every_step_opens_and_says_what_is_missing() -> None:
    found = AppTest.from_file(str(MAIN), default_timeout=30)
    found._page_hash = calc_hash("new")
    found.run()
    assert labels(found) == ["○ 1 Data: to do", "○ 2 Roles: to do", "○ 3 Model: to do", "○ 4 Checks: to do"]
    assert not can_run(found)
    for place, step in enumerate(("roles", "model", "checks"), start=2):
        go(found, step)
        assert f"Step {place} of 4" in text(found)
        assert "there are none yet" in text(found)
        assert "Rows are missing" in lacks(found)[0]
    found.button(key="right-0").click().run()
    assert "Step 1 of 4" in text(found)


def test_the_way_through_and_back_loses_nothing() -> None:
    found = form()
    found.text_input(key="new.title").set_value("Mine").run()
    for step in ("Roles", "Model", "Checks"):
        assert found.button(key="onward-next").label == f"On to {step}"
        found.button(key="onward-next").click().run()
    found.slider(key="gate.1.percent").set_value(4.0).run()
    for _ in range(3):
        found.button(key="back").click().run()
    assert found.text_input(key="new.title").value == "Mine"
    assert value(found, "target") == "hired"
    go(found, "checks")
    assert found.slider(key="gate.1.percent").value == 4
    assert "limit: 0.04" in found.code[0].value
    assert can_run(found)


def test_a_step_in_the_address_is_opened() -> None:
    found = form()
    found.query_params["step"] = "checks"
    found.run()
    assert "Step 4 of 4" in text(found)
    found.query_params["step"] = "nowhere"
    found.run()
    assert "Step 1 of 4" in text(found)


def test_what_is_missing_leads_to_its_step() -> None:
    found = go(form(CSV.replace(",decision,", ",place,")), "checks")
    assert not can_run(found)
    assert "! 2 Roles: 1 thing missing" in labels(found)
    assert "Choose the column of decisions" in lacks(found)[0]
    found.button(key="right-0").click().run()
    assert "Step 2 of 4" in text(found)
    assert len(problems(found)) == 1, "and it is said beside its field"


def test_a_limit_for_an_attribute_that_was_let_go_is_said() -> None:
    found = go(form(), "checks")
    found.multiselect(key="gate.1.attributes").select("age").run()
    go(found, "roles").multiselect(key="new.sensitive").unselect("age").run()
    assert "! 4 Checks: 1 thing missing" in labels(found)
    assert "Got &#x27;age&#x27; instead" in lacks(found)[0]
    go(found, "checks")
    assert can_run(found), "the limit is for all attributes now, as its field shows"
