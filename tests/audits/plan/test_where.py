import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairwitness.audits.plan.model import Condition
from fairwitness.audits.plan.where import condition_text, parse_condition
from fairwitness.errors import PlanError

TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=["C", "Z"], exclude_characters="\"'`"), min_size=1
)
VALUE = st.one_of(st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), TEXT)
COMPARE = st.sampled_from(["==", "!=", ">=", "<=", ">", "<"])


@pytest.mark.parametrize(
    ("text", "column", "operator", "value"),
    [
        ("age >= 18", "age", ">=", 18),
        ("age>=18.5", "age", ">=", 18.5),
        ("race = Black", "race", "==", "Black"),
        ("race == 'Black, other'", "race", "==", "Black, other"),
        ("race != -1", "race", "!=", -1),
        ("x < 1e3", "x", "<", 1000.0),
        ("charge in F, M", "charge", "in", ("F", "M")),
        ("charge not  in 'F, G', 2", "charge", "not in", ("F, G", 2)),
        ("zip == '018'", "zip", "==", "018"),
        ("name == nan", "name", "==", "nan"),
        ("number == 1_000", "number", "==", "1_000"),
        ("flag == True", "flag", "==", True),
        ("'days in jail' > 3", "days in jail", ">", 3),
        ("`a >= b` <= 3", "a >= b", "<=", 3),
        ("margin > 0", "margin", ">", 0),
        ("insurance in none, some", "insurance", "in", ("none", "some")),
    ],
)
def test_reads_what_a_person_writes(text, column, operator, value):
    parsed = parse_condition(text)
    assert parsed == {"column": column, "is": operator, "value": value}
    assert type(parsed["value"]) is type(value)


@pytest.mark.parametrize("text", ["score is known", "  score   is  known ", "'score' is known"])
def test_known_takes_no_value(text):
    assert parse_condition(text) == {"column": "score", "is": "known"}


@pytest.mark.parametrize(("text", "meant"), [("age => 18", ">="), ("age =< 18", "<="), ("age= >18", ">=")])
def test_a_sign_that_is_turned_round_is_named(text, meant):
    with pytest.raises(
        PlanError, match=rf"must compare by .* in '{text}' instead\. Did you mean '{meant}'\?"
    ):
        parse_condition(text)


def test_a_value_that_begins_with_a_sign_can_be_quoted():
    assert parse_condition("sign == '>'") == {"column": "sign", "is": "==", "value": ">"}


@pytest.mark.parametrize("text", ["", "age", "age >=", ">= 3", "age over 3", "age is unknown"])
def test_anything_else_is_refused_with_an_example(text):
    with pytest.raises(PlanError, match="must read like 'age >= 18'"):
        parse_condition(text)


@settings(deadline=None, max_examples=60)
@given(TEXT, COMPARE, VALUE)
def test_a_condition_reads_back_as_itself(column, operator, value):
    condition = Condition.model_validate({"column": column, "is": operator, "value": value})
    again = Condition.model_validate(parse_condition(str(condition)))
    assert again == condition
    assert type(again.value) is type(condition.value)


@settings(deadline=None, max_examples=60)
@given(TEXT, st.sampled_from(["in", "not in"]), st.lists(VALUE, min_size=1, max_size=4))
def test_a_list_reads_back_as_itself(column, operator, values):
    text = condition_text(column, operator, tuple(values))
    assert parse_condition(text) == {"column": column, "is": operator, "value": tuple(values)}


@pytest.mark.parametrize("column", ["days in jail", "a=b", "in", "x > y", "is known"])
@pytest.mark.parametrize("rest", ["is known", "not in a, b", "== 'c, d'"])
def test_a_column_with_an_operator_in_its_name_survives(column, rest):
    condition = Condition.model_validate(parse_condition(f"'{column}' {rest}"))
    assert condition.column == column
    assert Condition.model_validate(parse_condition(str(condition))) == condition
