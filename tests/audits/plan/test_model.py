import jsonschema
import pytest
import yaml
from pydantic import ValidationError

from fairwitness.audits.plan import attribute_names, join, make_plan, parse_plan
from fairwitness.audits.plan.model import Condition, Plan, Roles, Sensitive
from fairwitness.errors import PlanError

SHORT = """
title: Loans
data: {path: loans.csv, separator: "\\t"}
where: [age >= 18, "race in Black, White", score is known]
roles:
  target: approved
  score: score
  threshold: 0.5
  positive: yes
  favourable: 1
  sensitive: [race, {name: sex, column: gender, groups: {0: Women, 1: Men}}, {name: age, bins: [25, 40]}]
  intersections: [race, sex]
gates:
  - {metric: selection_rate, kind: ratio, limit: 0.8, attributes: race & sex}
frameworks: nyc_ll144
energy: {country: DEU}
"""


def test_short_spellings_mean_the_long_ones():
    plan = parse_plan(SHORT)
    assert plan.roles.sensitive[0] == Sensitive(name="race")
    assert plan.roles.sensitive[0].source == "race"
    assert plan.roles.sensitive[1].source == "gender"
    assert plan.roles.sensitive[1].groups == {"0": "Women", "1": "Men"}
    assert plan.roles.intersections == (("race", "sex"),)
    assert plan.gates[0].attributes == ("race & sex",)
    assert plan.frameworks == ("nyc_ll144",)
    assert [str(condition) for condition in plan.where] == [
        "age >= 18",
        "race in Black, White",
        "score is known",
    ]


def test_labels_keep_their_type():
    assert parse_plan("roles: {positive: yes, favourable: 1}").roles.model_dump(
        include={"positive", "favourable"}
    ) == {
        "positive": True,
        "favourable": 1,
    }
    for text, kind in (("yes", bool), ("1", int), ("1.5", float), ("'1'", str)):
        assert type(parse_plan(f"roles: {{positive: {text}}}").roles.positive) is kind


def test_a_tab_is_a_separator_though_text_is_stripped():
    assert parse_plan('data: {separator: "\\t", path: " a.csv "}').data.model_dump(
        include={"separator", "path"}
    ) == {
        "separator": "\t",
        "path": "a.csv",
    }


@pytest.mark.parametrize(
    "text",
    [
        SHORT,
        "{}",
        "where: age >= 18",
        "roles: {sensitive: race}",
        "roles: {sensitive: [a, b, c], intersections: [[a, b], [b, c]]}",
        "where: [{column: a, is: in, value: [1, x]}]",
        "where: [{column: a, is: known}]",
        "roles: {sensitive: [{name: age, bins: quartiles}]}",
        "gates: []",
    ],
)
def test_the_json_schema_accepts_what_a_plan_accepts(text):
    parse_plan(text)
    content = yaml.safe_load(text)
    keys_are_text = yaml.safe_load(
        yaml.safe_dump(content).replace("0: Women", "'0': Women").replace("1: Men", "'1': Men")
    )
    jsonschema.validate(keys_are_text, Plan.model_json_schema())


@pytest.mark.parametrize(
    "text", ["rolls: {}", "alpha: 0.7", "roles: {sensitive: [{nam: x}]}", "gates: [{kind: sum}]"]
)
def test_the_json_schema_refuses_what_a_plan_refuses(text):
    with pytest.raises(PlanError):
        parse_plan(text)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(yaml.safe_load(text), Plan.model_json_schema())


def test_every_key_of_the_schema_says_what_it_means():
    schema = Plan.model_json_schema()
    for name in ("Roles", "Sensitive", "Gate", "Checks"):
        for key, field in schema["$defs"][name]["properties"].items():
            assert field.get("description"), f"{name}.{key} has no meaning"


@pytest.mark.parametrize(
    ("roles", "message"),
    [
        ({"sensitive": ["a", "a"]}, "must have different names. Got 'a' twice"),
        (
            {"sensitive": ["a"], "intersections": [["a", "b"]]},
            "cross two or more of the sensitive attributes",
        ),
        ({"sensitive": ["a", "b"], "intersections": [["a", "b", "a"]]}, "cross two or more"),
        ({"sensitive": ["a", "b"], "intersections": [["a", "b"], ["b", "a"]]}, "must each stand once"),
        ({"sensitive": [{"name": "a", "bins": [3, 1]}]}, "must be edges that rise"),
        ({"sensitive": [{"name": "a", "bins": []}]}, "must be edges that rise"),
        ({"sensitive": [{"name": "a", "bins": [1], "groups": {"1": "x"}}]}, "must have `bins` or `groups`"),
        ({"threshold": float("nan")}, "must be a finite number"),
        ({"threshold": float("inf")}, "must be a finite number"),
    ],
)
def test_roles_that_cannot_be(roles, message):
    with pytest.raises(PlanError, match=message):
        make_plan({"roles": roles})


@pytest.mark.parametrize(
    "condition",
    [
        {"column": "a", "is": "=="},
        {"column": "a", "is": ">=", "value": [1, 2]},
        {"column": "a", "is": "in", "value": 1},
        {"column": "a", "is": "in", "value": []},
        {"column": "a", "is": "known", "value": 1},
    ],
)
def test_a_condition_needs_the_value_its_operator_compares_with(condition):
    with pytest.raises(PlanError, match="A `where` condition with"):
        make_plan({"where": [condition]})


def test_a_gate_is_for_attributes_that_are_compared():
    roles = {"sensitive": ["a", "b"], "intersections": [["a", "b"]]}
    make_plan({"roles": roles, "gates": [{"attributes": ["a & b"]}]})
    with pytest.raises(PlanError, match=r"must be among .* Got 'c' instead"):
        make_plan({"roles": roles, "gates": [{"attributes": ["c"]}]})


def test_names_of_attributes_are_the_sensitive_ones_then_the_intersections():
    roles = Roles(sensitive=(Sensitive(name="a"), Sensitive(name="b")), intersections=(("a", "b"),))
    assert attribute_names(roles) == ["a", "b", "a & b"]
    assert join(["Black", "Female"]) == "Black & Female"


def test_a_plan_is_frozen():
    with pytest.raises(ValidationError):
        Plan().title = "another"
    with pytest.raises(ValidationError):
        Condition.model_validate({"column": "a", "is": "known"}).column = "b"


def test_what_a_limit_is_when_left_out_depends_on_the_kind():
    gates = make_plan({"gates": [{"kind": "ratio"}, {"kind": "difference"}, {}]}).gates
    assert [gate.limit for gate in gates] == [0.80, 0.10, 0.10]


def test_a_ratio_of_zero_is_no_limit():
    with pytest.raises(PlanError, match="must be above 0"):
        make_plan({"gates": [{"kind": "ratio", "limit": 0}]})


def test_a_task_with_a_number_has_no_usual_limit():
    assert make_plan({"task": "regression"}).gates == ()
    assert make_plan({"task": "multiclass"}).gates == make_plan({}).gates


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ({"task": "ranking"}, "`task` must be 'binary', 'multiclass' or 'regression'. Got 'ranking'"),
        ({"gates": [{"kind": "ratio", "limit": 2}]}, "`limit` of a ratio must be at most 1. Got 2 instead"),
        ({"gates": [{"reference": "white"}]}, "must say `against: reference`. Got `against: others`"),
        ({"roles": {"target": "y", "strata": ["y"]}}, "Got 'y', which has another role"),
        (
            {"checks": {"score_range": [5, 5]}},
            r"`score_range` must be a lower and a higher number. Got \[5.0, 5.0\]",
        ),
        (
            {"roles": {"sensitive": [{"name": "s", "categories": ["a", "a"]}]}},
            r"`categories` of 's' must be two or more different names",
        ),
        (
            {"roles": {"sensitive": [{"name": "s", "categories": ["a", "b"], "reference": "c"}]}},
            r"'c' is not among \['a', 'b'\]",
        ),
    ],
)
def test_what_cannot_be_is_said(content, message):
    with pytest.raises(PlanError, match=message):
        make_plan(content)


def test_names_of_groups_may_be_numbers():
    (attribute,) = make_plan(
        {"roles": {"sensitive": [{"name": "sex", "categories": [0, 1], "reference": 1}]}}
    ).roles.sensitive
    assert (attribute.categories, attribute.reference) == (("0", "1"), "1")
