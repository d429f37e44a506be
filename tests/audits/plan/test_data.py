import pytest

from fairwitness.audits.plan import make_plan, parse_plan
from fairwitness.audits.plan.data import Data, data_from
from fairwitness.audits.plan.template import dump_plan
from fairwitness.errors import PlanError


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"path": "a.csv", "demo": "mortgage"}, "must come from one place. Got `path` and `demo`"),
        ({"sklearn": "iris", "openml": "iris"}, "Got `openml` and `sklearn`"),
        ({"types": {"a": "colour"}}, r"`data\.types\.a` must be 'number', 'text', 'true or false' or 'date'"),
        ({"mising": ["x"]}, r"There is no key `data\.mising`\. Did you mean 'missing'"),
        ({"missing": {"a": 1}}, r"`data\.missing`"),
    ],
)
def test_what_cannot_be_is_one_sentence(given, message):
    with pytest.raises(PlanError, match=message) as caught:
        make_plan({"data": given})
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("written", "marks"),
    [("'?'", ("?",)), ("-99", ("-99",)), ("[-99, -9.0, '?', 1.5]", ("-99", "-9", "?", "1.5")), ("[]", ())],
)
def test_markers_may_be_numbers(written, marks):
    assert parse_plan(f"data: {{missing: {written}}}").data.missing == marks


@pytest.mark.parametrize(
    "data",
    [
        Data(path="a.csv"),
        Data(sklearn="iris"),
        Data(openml=61),
        Data(huggingface="a/b:c@d"),
        Data(path="a.xlsx", sheet="s", missing=("-99",), types={"a": "date"}, predictions="p.csv"),
    ],
)
def test_it_is_written_and_read_back(data):
    assert parse_plan(dump_plan(make_plan({"data": data}))).data == data


def test_a_plan_without_the_new_keys_is_written_as_before():
    assert set(Data(path="a.csv").model_dump()) == {
        "path",
        "demo",
        "format",
        "separator",
        "encoding",
        "engine",
    }


def test_files_are_named_from_another_folder():
    data = Data(path="a.csv", predictions="p.csv").moved(lambda path: f"../{path}")
    assert (data.path, data.predictions) == ("../a.csv", "../p.csv")
    sql = make_plan({"data": {"sql": {"url": "sqlite:///a.db", "query": "SELECT 1"}}}).data
    assert sql.moved(lambda path: f"../{path}").sql.url.get_secret_value() == "sqlite:///../a.db"
    sql = make_plan({"data": {"sql": {"url": "env:X", "query": "SELECT 1"}}}).data
    assert sql.moved(str.upper) == sql


def test_names_of_data_sets():
    assert data_from("huggingface:a/b") == {"huggingface": "a/b"}
    assert data_from("C:\\rows.csv") == {"path": "C:\\rows.csv"}
