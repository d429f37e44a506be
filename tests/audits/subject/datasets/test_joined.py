import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwitness.audits.plan.model import Data
from fairwitness.audits.subject import read_dataset
from fairwitness.errors import DataError

ROWS = "id,sex\n7,f\n8,m\n9,f\n"


@pytest.fixture
def join(tmp_path):
    def made(predictions, rows=ROWS, by="id", name="preds.csv"):
        (tmp_path / "rows.csv").write_text(rows)
        (tmp_path / name).write_text(predictions)
        return read_dataset(Data(path="rows.csv", predictions=name), tmp_path, by)

    return made


def test_by_id_in_any_order(join):
    dataset = join("decision,id\n1,9\n0,7\n1,8\n")
    assert dataset.frame.to_dict("list") == {"id": [7, 8, 9], "sex": ["f", "m", "f"], "decision": [0, 1, 1]}
    assert dataset.source == "rows.csv with preds.csv"
    assert dataset.notes == ("The predictions of preds.csv were joined by 'id'.",)


def test_ids_are_one_however_they_are_typed(join):
    text = '{"id": "8", "d": 1}\n{"id": "7.0", "d": 0}\n{"id": "9", "d": 0}\n'
    assert join(text, name="preds.jsonl").frame["d"].tolist() == [0, 1, 0]


@given(st.permutations(range(6)))
def test_any_order_gives_the_same(tmp_path_factory, order):
    folder = tmp_path_factory.mktemp("joined")
    (folder / "rows.csv").write_text("id,g\n" + "".join(f"k{number},x\n" for number in range(6)))
    (folder / "p.csv").write_text("id,d\n" + "".join(f"k{number},{number * 10}\n" for number in order))
    frame = read_dataset(Data(path="rows.csv", predictions="p.csv"), folder, "id").frame
    assert frame["d"].tolist() == [0, 10, 20, 30, 40, 50]


def test_by_place_where_no_column_names_both(join):
    dataset = join("decision\n1\n0\n1\n", by=None)
    assert dataset.frame["decision"].tolist() == [1, 0, 1]
    assert "laid beside the rows in their order" in dataset.notes[0]
    assert join("decision\n1\n0\n1\n").frame["decision"].tolist() == [1, 0, 1]


def test_predictions_of_no_row_are_counted(join):
    assert "1 predictions of preds.csv are of no row" in join("id,d\n9,1\n7,1\n8,1\n6,1\n").notes[1]


@pytest.mark.parametrize(
    ("predictions", "by", "says"),
    [
        ("d\n1\n0\n", None, "preds.csv has 2 and rows.csv 3; name a column that both have under `roles.id`"),
        (
            "d\n1\n0\n",
            "id",
            "or both files the column 'id' of `roles.id`. preds.csv has 2 and rows.csv 3; put",
        ),
        ("id,d\n7,1\n9,0\n", "id", "The 'id' '8' in line 3 has none, nor have 0 others"),
        ("id,d\n7,1\n8,1\n8,0\n9,1\n", "id", "'8' stands in lines 3 and 4; keep one"),
        (
            "id,d,sex\n7,1,f\n8,1,f\n9,1,f\n",
            "id",
            "'sex' is in rows.csv and in preds.csv, with different values",
        ),
    ],
)
def test_what_does_not_fit_is_refused(join, predictions, by, says):
    with pytest.raises(DataError) as caught:
        join(predictions, by=by)
    assert says in str(caught.value)


def test_a_column_that_both_have_alike_is_used_once(join):
    assert list(join("id,d,sex\n7,1,f\n8,1,m\n9,1,f\n").frame) == ["id", "sex", "d"]


def test_a_row_without_an_id(join):
    with pytest.raises(DataError, match="The row without a 'id' in line 3 has none"):
        join("id,d\n7,1\n9,0\n", rows="id,sex\n7,f\n,m\n9,f\n")


def test_a_file_that_is_not_there(tmp_path):
    (tmp_path / "rows.csv").write_text(ROWS)
    (tmp_path / "preds.csv").write_text("d\n1\n")
    with pytest.raises(DataError, match=r"'pred\.csv' does not exist\. Did you mean 'preds\.csv'"):
        read_dataset(Data(path="rows.csv", predictions="pred.csv"), tmp_path)
