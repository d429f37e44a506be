import numpy as np
import pandas as pd
import pytest
import sklearn
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from fairwitness.audits.plan import make_plan
from fairwitness.audits.quoting import as_planned
from fairwitness.audits.subject import Dataset, from_object, make_subject
from fairwitness.audits.subject.compatibility import compatibility, dry_run
from fairwitness.audits.subject.models.inputs import matrix
from fairwitness.audits.subject.models.signature import Input, Signature
from fairwitness.errors import ModelError

FRAME = pd.DataFrame(
    {
        "age": [20.0, 30.0, 40.0, 50.0] * 10,
        "job": ["cook", "baker", "cook", "smith"] * 10,
        "hired": ["no", "yes", "no", "yes"] * 10,
    }
)
AGE, JOB = Input("age", "number"), Input("job", "text", ("baker", "cook", "smith"))


def plan(task="binary", **roles):
    return make_plan({"task": task, "gates": [], "roles": {"target": "hired", "sensitive": ["job"], **roles}})


def rows(*inputs, frame=FRAME, given=None, **said):
    given = plan() if given is None else given
    features = [column.name for column in inputs] or ["age"]
    return compatibility(given, frame, features, Signature("Model", inputs or None, **said))


def only(found):
    assert len(found.rows) == 1, found.rows
    return found.rows[0]


def test_what_fits_is_said_to_fit():
    found = rows(AGE, JOB, classes=("no", "yes"), versions={"scikit-learn": sklearn.__version__})
    assert {row.state for row in found.rows} == {"fits"}
    assert found.fits
    assert found.notes() == ()
    found.check()


@pytest.mark.parametrize(
    ("found", "message"),
    [
        (
            rows(Input("Age", "number")),
            "Column 'Age': the model expects number. Got no such column. Did you mean 'age'",
        ),
        (rows(Input("job", "number")), "Column 'job': the model expects numbers. Got text, such as 'cook'."),
        (
            rows(width=3),
            "Columns: the model expects 3 columns, by their order. Got 1 columns. Name them under",
        ),
        (
            rows(AGE, classes=("denied", "approved")),
            "Labels: the model expects 'denied', 'approved'. Got 'no', 'yes'.",
        ),
        (
            rows(Input("job", "text", ("cook",), refuses_others=True)),
            "Column 'job': the model expects one of 1 values. Got 2 that it has never seen, such as 'baker', 'smith'.",
        ),
    ],
)
def test_a_mismatch_is_one_sentence_with_its_fix(found, message):
    assert not found.fits
    with pytest.raises(ModelError) as caught:
        found.check()
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_further_mismatches_are_counted():
    with pytest.raises(ModelError, match="And 1 more: `fairwitness audit --dry-run` lists them"):
        rows(Input("a"), Input("b")).check()


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (only(rows(Input("job", "text", ("cook",)))), "2 that it has never seen"),
        (only(rows(Input("age", "text"))), "Got numbers. If they are codes"),
        (only(rows(Input("other", required=False))), "Got no such column"),
        (only(rows(versions={"scikit-learn": "0.1"})), "version 0.1, which it was made with. Got version"),
        (rows(AGE, classes=("no", "maybe")).rows[1], "It can never decide 'yes'"),
    ],
)
def test_what_is_odd_and_does_not_stop_the_audit(row, message):
    assert row.state == "note"
    assert message in row.sentence()


def test_the_version_it_runs_with_is_that_of_its_own_process():
    found = rows(versions={"scikit-learn": "0.1"}, runs_with={"scikit-learn": "0.1.5"})
    assert only(found).state == "fits"
    assert rows(versions={"no such library": "1.0"}).rows == ()


def test_numbers_have_no_labels_to_compare():
    assert rows(given=plan("regression"), classes=("a", "b")).rows == ()


def test_the_trial_asks_twenty_rows_and_shows_what_was_said():
    model = from_object(LogisticRegression().fit(FRAME[["age"]], FRAME["hired"]))
    asked = []
    estimator = model.estimator
    real = estimator.predict
    estimator.predict = lambda X: (asked.append(len(X)), real(X))[1]
    found = dry_run(plan(), FRAME, ["age"], model)
    assert asked == [20]
    assert (found.state, found.found) == ("fits", "20 answers: 'no', 'yes'")


def test_a_trial_that_fails_says_why():
    model = from_object(LogisticRegression().fit(FRAME[["age"]].to_numpy(), FRAME["hired"]))
    found = dry_run(plan(), FRAME, ["job"], model)
    assert found.state == "mismatch"
    assert "could not convert string to float" in found.sentence()
    assert dry_run(plan(), FRAME, ["nothing"], model).state == "note"
    assert dry_run(plan("regression"), FRAME, ["age"], model).found == "such as 'no'"


class Gaps:
    def predict(self, X):
        return np.array([None, *["yes"] * (len(X) - 1)], dtype=object)


def test_a_trial_with_rows_that_got_no_answer():
    assert dry_run(plan(), FRAME, ["age"], from_object(Gaps())).found == "1 without one"


def test_numbers_are_tried_too():
    model = from_object(LinearRegression().fit(FRAME[["age"]], np.arange(40.0)))
    assert dry_run(plan("regression"), FRAME, ["age"], model).found == "20 answers"


def test_where_rows_are_private_no_value_is_quoted():
    private = make_plan({"privacy": {"rows": False}})
    model = from_object(LogisticRegression().fit(FRAME[["age"]].to_numpy(), FRAME["hired"]))
    with as_planned(private):
        for found in (
            rows(Input("job", "number")),
            rows(Input("job", "text", ("cook",), refuses_others=True)),
        ):
            with pytest.raises(ModelError) as caught:
                found.check()
            assert not any(job in str(caught.value) for job in ("cook", "baker", "smith"))
        with pytest.raises(ModelError, match=r"It stopped with: ValueError$"):
            model.predict(FRAME[["job"]])
        with pytest.raises(ModelError, match="The column 'job' holds a value that is not shown"):
            matrix(FRAME[["job"]])


def test_an_audit_stops_before_all_rows_are_asked():
    encoded = ColumnTransformer([("w", OneHotEncoder(), ["job"]), ("n", StandardScaler(), ["age"])])
    trained = FRAME[FRAME["job"] != "smith"]
    fitted = make_pipeline(encoded, LogisticRegression()).fit(trained[["age", "job"]], trained["hired"])
    with pytest.raises(
        ModelError, match=r"Got 1 that it has never seen, such as 'smith'\. Correct the values"
    ):
        make_subject(plan(), Dataset(FRAME, "rows.csv", "csv"), from_object(fitted))


def test_what_is_odd_stands_in_the_notes_of_the_record():
    encoded = ColumnTransformer(
        [("w", OneHotEncoder(handle_unknown="ignore"), ["job"]), ("n", StandardScaler(), ["age"])]
    )
    trained = FRAME[FRAME["job"] != "smith"]
    fitted = make_pipeline(encoded, LogisticRegression()).fit(trained[["age", "job"]], trained["hired"])
    subject = make_subject(plan(positive="yes"), Dataset(FRAME, "rows.csv", "csv"), from_object(fitted))
    assert any("1 that it has never seen, such as 'smith'" in note for note in subject.notes)


class Says:
    """A model of no kind, which answers with what it is given, over and over."""

    def __init__(self, *answers):
        self.answers = answers

    def predict(self, X):
        return np.resize(np.array(self.answers), len(X))


@pytest.mark.parametrize(
    ("model", "fix"),
    [
        (Says(25554.5, 30000.25), "It predicts numbers: say `task: regression`"),
        (
            Says(0, 0.9),
            "If these are probabilities of the second label, name both labels under `model.classes`",
        ),
        (Says(0, 1, 2), "Name the labels of the data under `model.classes`"),
        (Says("granted", "denied"), "Name the labels of the data under `model.classes`"),
    ],
)
def test_answers_that_are_no_labels_of_the_data_do_not_fit(model, fix):
    found = dry_run(plan(), FRAME, ["age"], from_object(model))
    assert (found.state, found.expected) == ("mismatch", "the labels 'no', 'yes'")
    assert fix in found.fix
    with pytest.raises(ModelError, match=fix):
        make_subject(plan(positive="yes"), Dataset(FRAME, "rows.csv", "csv"), from_object(model))


@pytest.mark.parametrize(
    ("model", "given", "frame"),
    [
        (Says("yes"), plan(), FRAME),
        (Says("yes", "no"), plan(), FRAME.assign(hired="yes")),
        (Says("yes", "never", "no"), plan("multiclass"), FRAME),
        (Says(1, 2, 3), plan(prediction="age"), FRAME),
        (Says(1, 2, 3), plan(target=None), FRAME),
    ],
)
def test_other_answers_do(model, given, frame):
    assert dry_run(given, frame, ["age"], from_object(model)).state == "fits"


def test_a_trial_ends_each_sentence_once():
    class Stops:
        def predict(self, X):
            raise ValueError("Not fitted yet.")

    found = dry_run(plan(), FRAME, ["age"], from_object(Stops()))
    assert (found.found, found.state) == ("none", "mismatch")
    assert found.sentence().endswith("It stopped with: Not fitted yet.")


def test_a_model_that_decides_several_things_is_refused():
    both = RandomForestClassifier(2).fit(FRAME[["age"]], FRAME[["hired", "job"]])
    with pytest.raises(
        ModelError, match=r"decide one thing\. This RandomForestClassifier decides 2 at once; audit"
    ):
        from_object(both).signature  # noqa: B018
