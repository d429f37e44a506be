"""Which audited models read one column of texts or pictures, and single rows of these."""

import pandas as pd
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from tests.audits.media.folders import reviews, scans

from fairwitness.audits.media.audited import MediaColumn, explain_row, media_column
from fairwitness.audits.plan import make_plan
from fairwitness.audits.subject import Dataset, from_object, load_model, make_subject, read_dataset
from fairwitness.errors import ExplanationError


def subject_of(made):
    plan = make_plan(made.plan)
    dataset = read_dataset(plan.data, made.root, plan.roles.id)
    return make_subject(plan, dataset, load_model(plan.model, made.root))


@pytest.fixture(scope="module")
def texts(tmp_path_factory):
    return subject_of(reviews(tmp_path_factory.mktemp("texts"), 40))


def test_the_words_of_a_row(texts):
    media = media_column(texts)
    assert media == MediaColumn("text", "review")
    cases = explain_row(texts, media, 1, "p1")
    assert [(case.found.method, case.name, case.label) for case in cases] == [
        ("lime", "p1", "good"),
        ("shap", "p1", "good"),
    ]
    for case in cases:
        assert case.item == texts.frame["review"][1]
        assert case.found.parts[case.found.strongest(1)[0]] == "dreadful"


def test_the_regions_of_a_row(tmp_path):
    subject = subject_of(scans(tmp_path, 24))
    media = media_column(subject)
    assert media == MediaColumn("picture", "file")
    for row, start in ((0, 1), (1, 9)):
        for case in explain_row(subject, media, row, str(row + 1)):
            weight = case.found.values[case.found.regions]
            sign = 1 if row else -1  # of the label 'yes', which the right side speaks for
            assert sign * weight[4:12, start : start + 6].sum() > 3 * abs(
                weight[4:12, 9 - start + 1 :][:, :6].sum()
            )


def fitted(column, count, model=None, **roles):
    frame = pd.DataFrame({"x": [column(place) for place in range(count)], "t": [0, 1] * (count // 2)})
    frame["g"] = ["f", "f", "m", "m"] * (count // 4)

    class Says:
        classes_ = (0, 1)

        def predict(self, X):
            return [0] * len(X)

    plan = make_plan({"roles": {"target": "t", "sensitive": ["g"], "features": ["x"], **roles}})
    return make_subject(plan, Dataset(frame, "rows", "python"), from_object(model or Says()))


@pytest.mark.parametrize(
    ("column", "kind"),
    [
        (lambda place: f"some words of {place}", "text"),
        (lambda place: ("never married", "divorced or widowed")[place % 2], None),  # categories
        (lambda place: f"id-{place}", None),
        (lambda place: place / 7, None),
    ],
)
def test_texts_are_told_from_categories_ids_and_numbers(column, kind):
    found = media_column(fitted(column, 60))
    assert (found and found.kind) == kind


def test_what_begins_with_a_vectoriser_reads_texts_however_short_and_few():
    pipeline = make_pipeline(TfidfVectorizer(), LogisticRegression()).fit(["yes", "no"] * 10, [1, 0] * 10)
    assert media_column(fitted(lambda place: ("yes", "no")[place % 2], 20, pipeline)).kind == "text"


def test_several_columns_or_no_model_are_a_table(texts):
    assert media_column(None) is None
    assert media_column(fitted(lambda place: f"some words of {place}", 60, features=["x", "g"])) is None


def test_a_row_without_a_text(texts):
    media = media_column(texts)
    texts.frame.loc[5, "review"] = None
    with pytest.raises(ExplanationError, match="Case 'p5' must have a text in 'review'"):
        explain_row(texts, media, 5, "p5")
