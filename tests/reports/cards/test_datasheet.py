"""The datasheet has the seven parts, filled in where the record knows."""

import records

from fairwitness.reports.cards.datasheet import Datasheet


def sheet(record):
    return Datasheet().render(record).decode()


def test_the_parts_are_those_of_the_paper_in_their_order():
    heads = [
        line.removeprefix("## ") for line in sheet(records.full()).splitlines() if line.startswith("## ")
    ]
    assert heads == [
        "Motivation", "Composition", "Collection", "Cleaning and labelling", "Uses", "Distribution", "Maintenance",
    ]  # fmt: skip


def test_what_the_record_knows_is_filled_in():
    text = sheet(records.full())
    assert "- **Rows read:** 7,214" in text
    assert "| age | number | 0 | 65 | feature |" in text
    assert "| race | Hispanic | 405 |" in text
    assert records.full().provenance.data_sha256 in text


def test_every_part_has_something_for_a_person():
    for part in sheet(records.full()).split("\n## ")[1:]:
        assert "**A named person must state this.**" in part


def test_rows_left_out_and_bins_are_said():
    plan = {"where": ["age >= 18"]}
    aged = records.full().subject.attributes[0].model_copy(update={"name": "age", "edges": (25.0, 40.0)})
    subject = {"rows_read": 9_000, "attributes": (aged,)}
    text = sheet(records.record((), (), plan=plan, subject=subject))
    assert "7,214 of 9,000 rows meet the plan's conditions." in text
    assert "age was cut into groups at 25, 40." in text
    assert "The audit changed nothing" in sheet(records.full())


def test_made_up_rows_are_named_so():
    assert "- **Made up:** yes, for a demonstration" in sheet(
        records.record((), (), subject={"synthetic": True})
    )
