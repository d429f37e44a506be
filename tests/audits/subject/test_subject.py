import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairwitness.audits.plan import make_plan
from fairwitness.audits.subject import Dataset, make_subject
from fairwitness.errors import ColumnNotFoundError, DataError

FRAME = pd.DataFrame(
    {
        "id": [1, 2, 3],
        "group": list("aba"),
        "sex": ["f", None, "m"],
        "y": [0, 1, 1],
        "p": [0, 1, 0],
        "w": [1.0, 0.5, 2.0],
    }
)


def test_roles_are_given_and_what_the_data_decide_is_written_into_the_plan(subject_of):
    subject = subject_of(FRAME, target="y", prediction="p", weight="w", id="id", sensitive=["group", "sex"])
    assert subject.plan.roles.positive == "1"
    assert subject.plan.roles.favourable == "1"
    assert subject.weights.tolist() == [1.0, 0.5, 2.0]
    assert subject.row_names() == ["1", "2", "3"]
    assert subject.sensitive_columns() == {"group", "sex"}
    assert [each.name for each in subject.attributes] == ["group", "sex"]
    assert subject.features == ()


@pytest.mark.parametrize(
    ("role", "said"),
    [
        ("target", "target"),
        ("prediction", "prediction"),
        ("score", "score"),
        ("weight", "weight"),
        ("id", "id"),
    ],
)
def test_a_column_that_is_not_there_says_role_and_nearest(subject_of, role, said):
    with pytest.raises(ColumnNotFoundError) as caught:
        subject_of(FRAME, **{"prediction": "p", role: "grup"})
    assert (
        str(caught.value)
        == f"The {said} must be a column of rows.csv. Got 'grup' instead. Did you mean 'group'?"
    )


def test_sensitive_feature_and_where_columns_that_are_not_there(subject_of):
    with pytest.raises(
        ColumnNotFoundError, match=r"The sensitive attribute 'sexx' must be .* Did you mean 'sex'"
    ):
        subject_of(FRAME, prediction="p", sensitive=["sexx"])
    with pytest.raises(ColumnNotFoundError, match="The feature must be"):
        subject_of(FRAME, prediction="p", features=["z"])
    with pytest.raises(ColumnNotFoundError, match="The `where` column must be"):
        subject_of(FRAME, prediction="p", where=["z > 1"])


@pytest.mark.parametrize(
    ("stated", "said"), [(None, "its separator may be another: state"), (";", "that may not be ';': correct")]
)
def test_a_file_read_as_one_column_says_why(read, stated, said):
    dataset = read("group p\na 1\n" if stated is None else "group,p\na,1\n", separator=stated)
    plan = make_plan({"data": {"separator": stated}, "roles": {"prediction": "p", "sensitive": ["group"]}})
    with pytest.raises(ColumnNotFoundError, match=f"read as one column; {said} `data.separator`"):
        make_subject(plan, dataset)


def test_columns_of_one_name_that_differ_stop_an_audit_only_where_a_role_uses_one(read):
    dataset = read("group,p,x,x\na,1,1,2\nb,0,1,1\n")
    plan = {"roles": {"prediction": "p", "sensitive": ["group"]}}
    assert "with different content" in make_subject(make_plan(plan), dataset).notes[0]
    for other in (
        {"where": ["x > 0"]},
        {"roles": {**plan["roles"], "id": "x"}},
        {"roles": {**plan["roles"], "features": ["x"]}},
    ):
        with pytest.raises(
            DataError, match=r"'x' stands more than once in rows.csv with different content; rename one"
        ):
            make_subject(make_plan(plan | other), dataset)


def test_ids_that_stand_twice_are_named_by_line(read):
    dataset = read('id,group,p\n1,"a\nx",1\n\n2,b,0\n1,b,1\n')
    plan = make_plan({"roles": {"id": "id", "prediction": "p", "sensitive": ["group"]}})
    with pytest.raises(
        DataError, match=r"must name each row once\. '1' stands in lines 2 and 6, and 2 rows in all"
    ):
        make_subject(plan, dataset)


def test_rows_without_an_id_may_be_many(subject_of):
    assert len(subject_of(FRAME.assign(id=[1, None, None]), prediction="p", id="id").frame) == 3


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        ([1, -1, 2], "must be numbers of at least 0. 1 of 3 are not, the first in line 3"),
        ([1, 2, np.nan], "1 of 3 are not, the first in line 4"),
        ([np.inf, 1, 1], "the first in line 2"),
        ([0, 0, 0], "must be above 0. All are 0"),
        (["1", "much", "2"], "must hold numbers. It holds 'much' in line 3"),
    ],
)
def test_weights_that_are_none(subject_of, weights, message):
    with pytest.raises(DataError, match=message):
        subject_of(FRAME.assign(w=weights), prediction="p", weight="w")


def test_no_attribute_named(subject_of):
    with pytest.raises(DataError, match=r"must name at least one attribute under `roles.sensitive`"):
        subject_of(FRAME, prediction="p", sensitive=[])


def test_lines_are_those_of_the_file_after_where_too(subject_of):
    frame = FRAME.assign(p=[0, 1, None])
    with pytest.raises(DataError, match="the first in line 4"):
        subject_of(frame, prediction="p", where=["id > 1"])


def test_features_are_stated_or_those_the_model_was_trained_on_or_the_rest(subject_of):
    class Model:
        def predict(self, X):
            return np.zeros(len(X), dtype=int)

    assert subject_of(FRAME, Model(), target="y", weight="w", id="id").features == ("group", "sex", "p")
    assert subject_of(FRAME, Model(), target="y", features=["w"]).features == ("w",)
    trained = Model()
    trained.feature_names_in_ = np.array(["w", "p"])
    assert subject_of(FRAME, trained, target="y").features == ("w", "p")
    trained.feature_names_in_ = np.array(["ww"])
    with pytest.raises(ColumnNotFoundError, match="The column the model was trained on must be a column"):
        subject_of(FRAME, trained, target="y")


def test_the_hash_covers_roles_and_features_and_nothing_else(subject_of):
    one = subject_of(FRAME, target="y", prediction="p").data_sha256
    assert one == subject_of(FRAME.assign(other=1), target="y", prediction="p").data_sha256
    assert one == subject_of(FRAME[["p", "y", "group"]], target="y", prediction="p").data_sha256
    assert one != subject_of(FRAME, target="y", prediction="p", features=["w"]).data_sha256
    assert one != subject_of(FRAME.assign(y=[1, 1, 1]), target="y", prediction="p").data_sha256


@settings(deadline=None, max_examples=40)
@given(st.permutations(range(3)))
def test_permuting_rows_permutes_everything(order):
    plan = make_plan(
        {"roles": {"target": "y", "prediction": "p", "weight": "w", "sensitive": ["group", "sex"]}}
    )
    one = make_subject(plan, Dataset(FRAME, "x", "python"))
    other = make_subject(plan, Dataset(FRAME.iloc[order].reset_index(drop=True), "x", "python"))
    for a, b in zip(one.attributes, other.attributes, strict=True):
        assert b.codes.tolist() == a.codes[order].tolist()
    assert other.decisions.outcome.tolist() == one.decisions.outcome[order].tolist()
    assert other.weights.tolist() == one.weights[order].tolist()
    assert (one.data_sha256 == other.data_sha256) == (order == [0, 1, 2])


@pytest.mark.parametrize("role", ["target", "prediction", "sensitive", "id", "weight"])
def test_a_role_of_lists_is_refused(subject_of, role):
    roles = {"target": "y", "prediction": "p", role: ["lists"] if role == "sensitive" else "lists"}
    with pytest.raises(
        DataError, match=r"one value in each row\. 'lists' of rows\.csv holds lists or records; write one"
    ):
        subject_of(FRAME.assign(lists=[[1]] * len(FRAME)), **roles)
