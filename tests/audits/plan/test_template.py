import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairwitness.audits.plan import parse_plan
from fairwitness.audits.plan.guess import guess
from fairwitness.audits.plan.model import Plan
from fairwitness.audits.plan.template import commented_plan, dump_plan
from fairwitness.audits.questions import declared

NAME = (
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=8)
    .map(str.strip)
    .filter(bool)
)
LABEL = st.one_of(st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), NAME)
BINS = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=4, unique=True).map(sorted)
HOW = st.one_of(
    st.just({}),
    st.just({"bins": "quartiles"}),
    st.builds(lambda bins: {"bins": bins}, BINS),
    st.builds(lambda groups: {"groups": groups}, st.dictionaries(NAME, NAME, max_size=3)),
)


@st.composite
def plans(draw):
    names = draw(st.lists(NAME, min_size=2, max_size=3, unique=True))
    content = {
        "title": draw(NAME),
        "where": draw(
            st.lists(
                st.one_of(
                    st.builds(
                        lambda c, v: {"column": c, "is": ">=", "value": v},
                        st.sampled_from(["a", "b c"]),
                        LABEL,
                    ),
                    st.just({"column": "a", "is": "known"}),
                    st.builds(
                        lambda v: {"column": "a", "is": "in", "value": v},
                        st.lists(st.one_of(st.integers(), st.text("ab,' ", min_size=1)), min_size=1),
                    ),
                ),
                max_size=3,
            )
        ),
        "roles": {
            "target": draw(st.none() | NAME),
            "threshold": draw(st.none() | st.floats(-1e9, 1e9)),
            "positive": draw(st.none() | LABEL),
            "favourable": draw(st.none() | LABEL),
            "features": draw(st.none() | st.lists(NAME, max_size=3)),
            "sensitive": [{"name": name, **draw(HOW)} for name in names],
            "intersections": draw(st.sampled_from([[], [names[:2]]])),
        },
        "gates": draw(
            st.lists(
                st.fixed_dictionaries(
                    {"limit": st.floats(0.01, 1), "kind": st.sampled_from(["ratio", "difference"])}
                )
            )
        ),
        "alpha": draw(st.floats(0.001, 0.4)),
        "checks": {"ignore": draw(st.dictionaries(NAME, NAME, max_size=2))},
    }
    return Plan.model_validate(content)


@settings(deadline=None, max_examples=150)
@given(plans())
def test_a_plan_reads_back_as_itself(plan):
    again = parse_plan(dump_plan(plan))
    assert again == plan
    assert [type(value) for value in (again.roles.positive, again.roles.favourable)] == [
        type(value) for value in (plan.roles.positive, plan.roles.favourable)
    ]


def test_what_is_left_at_its_default_is_left_out():
    assert dump_plan(Plan(title="A")) == "title: A\n"
    assert "where" not in dump_plan(Plan())
    assert "- age >= 18" in dump_plan(parse_plan("where: age >= 18"))


FRAMES = {
    "target and prediction": {"y_true": [0, 1, 1], "y_pred": [0, 1, 0], "sex": ["f", "m", "f"]},
    "a score": {
        "outcome": ["no", "yes", "no"],
        "score": [0.1, 0.9, 0.4],
        "race": ["a", "b", "a"],
        "id": [1, 2, 3],
    },
    "many sensitive": {name: ["a", "b"] for name in ("sex", "race", "religion", "age", "married")},
    "names that YAML reads otherwise": {
        "y": ["no", "yes"],
        "sex: at birth": ["a", "b"],
        "#race": ["a", "b"],
        "~ age": [1, 2],
    },
    "a line break in a name": {"sex\nat birth": ["a", "b"], "target\n# x": [0, 1]},
    "nothing": {"x": [1.5, 2.5]},
    "quotes": {"target": [0, 1], "'sex'": ["a", "b"], '"race"': ["a", "b"], "age...": [1, 2]},
}


@pytest.mark.parametrize("columns", FRAMES.values(), ids=FRAMES)
def test_the_commented_plan_reads_back_as_the_guess(columns):
    found = guess(pd.DataFrame(columns))
    text = commented_plan(found, {"path": "folder/a: file #1.csv"}, name="plan.yaml")
    plan = parse_plan(text)
    assert plan.roles == found.roles
    assert plan.data.path == "folder/a: file #1.csv"
    assert "fairwitness audit plan.yaml" in text


def test_every_guess_has_its_reason_beside_it():
    found = guess(pd.DataFrame(FRAMES["a score"]))
    text = commented_plan(found, {"path": "a.csv"})
    for role, reason in found.reasons.items():
        assert f"GUESS: {reason}" in text, role
    assert "# prediction: ..." in text


def test_further_attributes_are_suggested_in_comments():
    text = commented_plan(guess(pd.DataFrame(FRAMES["many sensitive"])), {"path": "a.csv"})
    assert "    # - married" in text
    assert "Name at least one column" in commented_plan(
        guess(pd.DataFrame(FRAMES["nothing"])), {"path": "a.csv"}
    )


@pytest.mark.parametrize(
    ("columns", "task"),
    [
        ({"label": ["a", "b", "c", "a"] * 3, "pred": ["a", "b", "c", "c"] * 3, "sex": ["f", "m"] * 6}, "multiclass"),
        ({"y": [n / 7 for n in range(20)], "pred": [n / 8 for n in range(20)], "sex": ["f", "m"] * 10}, "regression"),
    ],
)  # fmt: skip
def test_what_is_decided_stands_in_the_plan(columns, task):
    found = guess(pd.DataFrame(columns))
    text = commented_plan(found, {"path": "a.csv"})
    assert f"GUESS: {found.reasons['task']}" in text
    plan = parse_plan(text)
    assert (plan.task, plan.roles) == (task, found.roles)
    assert [gate.metric for gate in plan.gates] == ([] if task == "regression" else ["selection_rate"])
    declared(plan)
    every = parse_plan(text.replace("gates: []", "gates:").replace("# - {", "- {").replace("#  - {", "  - {"))
    assert len(declared(every, ("LABEL", "b"))) == (2 if task == "regression" else 4)
    stated = commented_plan(guess(pd.DataFrame(columns), task), {"path": "a.csv"})
    assert parse_plan(stated).task == task
    assert "what is decided; binary is one of two labels." in stated
