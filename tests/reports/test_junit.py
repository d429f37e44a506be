"""CI reads what the gates say: pass, failure, or no result."""

from xml.etree.ElementTree import fromstring

import pytest
import records
from hypothesis import given
from hypothesis import strategies as st

from fairwitness.reports.junit import JUnitReport


def suite(record):
    root = fromstring(JUnitReport().render(record))
    assert root.tag == "testsuites"
    return root.find("testsuite")


def test_one_case_per_gate_and_counts_that_add_up():
    found = suite(records.full())
    cases = found.findall("testcase")
    assert len(cases) == len(records.full().gates) == int(found.get("tests"))
    assert int(found.get("failures")) == len(found.findall("testcase/failure")) == 2
    assert int(found.get("skipped")) == len(found.findall("testcase/skipped")) == 2
    assert found.get("errors") == "0"
    assert len({case.get("name") for case in cases}) == len(cases)


def test_a_failure_has_the_sentence_and_the_figures():
    failure = suite(records.full()).find("testcase/failure")
    assert failure.get("type") == "disparity"
    assert "41.2% of African-American" in failure.get("message")
    assert "simultaneous 95% interval" in failure.text


def test_what_is_not_judged_is_skipped_and_says_why():
    messages = [one.get("message") for one in suite(records.full()).findall("testcase/skipped")]
    assert messages[0].startswith("Inconclusive: The Asian cases are too few")
    assert messages[1].startswith("Not estimable: Precision by language cannot be computed")


def test_a_muted_gate_is_skipped_with_its_waiver():
    record = records.full()
    gate = record.gates[0].model_copy(
        update={"outcome": "muted", "reason": "Muted: accepted until May, says the board."}
    )
    found = suite(record.model_copy(update={"gates": (gate,)}))
    assert found.find("testcase/skipped").get("message").startswith("Muted: ")
    assert "says the board" in found.find("testcase/skipped").get("message")
    assert found.get("failures") == "0"


def test_order_and_names_of_elements_are_those_ci_systems_know():
    allowed = {
        "testsuites": {"name", "tests", "failures", "errors"},
        "testsuite": {"name", "tests", "failures", "errors", "skipped", "time", "timestamp"},
        "properties": set(), "property": {"name", "value"}, "testcase": {"classname", "name"},
        "failure": {"message", "type"}, "skipped": {"message"},
    }  # fmt: skip
    root = fromstring(JUnitReport().render(records.full()))
    for element in root.iter():
        assert set(element.attrib) == allowed[element.tag]
    assert [child.tag for child in root[0]][:2] == ["properties", "testcase"]


def test_no_gates_is_an_empty_suite():
    assert suite(records.no_gates()).get("tests") == "0"


@pytest.mark.parametrize("variant", records.VARIANTS)
def test_every_record_gives_xml_with_its_hash(variant):
    record = records.VARIANTS[variant]()
    assert suite(record).find("properties/property[@name='record']").get("value") == record.hash


@given(st.text(max_size=40))
def test_any_name_gives_xml(name):
    row = records.comparison("selection_rate", name, "disparity", statement=f"{name} differs")
    found = suite(records.record((row,), (), title=name))
    assert len(found.findall("testcase")) == 1
