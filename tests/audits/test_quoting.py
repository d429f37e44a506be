from __future__ import annotations

import sqlite3

import pytest

from fairwitness.audits.plan import Plan, make_plan
from fairwitness.audits.plan.model import Data
from fairwitness.audits.quoting import WITHHELD, as_planned, as_subject, cell, figure, shown
from fairwitness.audits.subject import read_dataset
from fairwitness.errors import DataError, PlanError


def test_cells_are_shown_unless_the_plan_keeps_rows_private():
    private = make_plan({"privacy": {"rows": False}})
    with as_planned(private):
        assert (cell("Jane"), figure(5.5), shown("Jane")) == (WITHHELD, WITHHELD, "")
        with as_planned(Plan()):
            assert cell("Jane") == "'Jane'"
        assert cell("Jane") == WITHHELD
    assert (cell("Jane"), figure(5.5), shown("Jane")) == ("'Jane'", "5.5", "Jane")


def test_a_plan_without_it_is_as_it_was():
    assert "privacy" not in Plan().model_dump(mode="json")
    assert make_plan({"privacy": {"rows": True}}) == Plan()


def test_no_case_of_private_rows():
    with pytest.raises(PlanError, match="leave one out"):
        make_plan({"privacy": {"rows": False}, "explain": {"cases": ["1"]}})


PRIVATE = {
    "a header of values": ("7.5,Zebra\n8.5,x\n", {}),
    "dates either way": ("Zebra,day\nx,03/04/2021\n", {"types": {"day": "date"}}),
    "no such date": ("a,day\nx,Zebra\n", {"types": {"day": "date"}}),
    "no such type": ("a,b\nx,Zebra\n", {"types": {"b": "true or false"}}),
}


@pytest.mark.parametrize("kind", PRIVATE)
def test_a_reader_names_the_place_and_not_the_value(kind, tmp_path):
    content, more = PRIVATE[kind]
    (tmp_path / "a.csv").write_text(content)
    data = Data(path="a.csv", **more)
    own = "03/04/2021" if "either" in kind else "Zebra"
    with pytest.raises(DataError, match=own):
        read_dataset(data, tmp_path)
    with as_planned(make_plan({"privacy": {"rows": False}})), pytest.raises(DataError) as caught:
        read_dataset(data, tmp_path)
    assert own not in str(caught.value)
    assert "must" in str(caught.value)


def test_nor_does_what_reads_pictures_or_a_database(tmp_path):
    (tmp_path / "a.csv").write_text("file\nZebra.png\n")
    (tmp_path / "b.png").write_bytes(b"no picture")
    sqlite3.connect(tmp_path / "a.db").close()
    query = {"url": "sqlite:///a.db", "query": "SELECT Zebra"}
    with as_planned(make_plan({"privacy": {"rows": False}})):
        for data in (Data(path="."), Data.model_validate({"sql": query})):
            with pytest.raises(DataError) as caught:
                read_dataset(data, tmp_path)
            assert "Zebra" not in str(caught.value)
        assert as_subject("Jane").startswith("A value that is not shown")
