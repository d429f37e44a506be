import pytest
from sklearn.compose import make_column_transformer
from sklearn.feature_extraction.text import CountVectorizer, HashingVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from fairwitness.audits.subject.models.vectoriser import reads_texts


@pytest.mark.parametrize(
    ("model", "texts"),
    [
        (make_pipeline(CountVectorizer(), LogisticRegression()), True),
        (make_pipeline(make_pipeline(HashingVectorizer(), StandardScaler()), LogisticRegression()), True),
        (
            make_pipeline(make_column_transformer((CountVectorizer(), "text")), LogisticRegression()),
            False,
        ),
        (LogisticRegression(), False),
        (None, False),
    ],
)
def test_which_pipelines_read_a_list_of_texts(model, texts):
    assert reads_texts(model) is texts


def test_the_best_of_a_search():
    search = GridSearchCV(make_pipeline(CountVectorizer(), LogisticRegression()), {}, cv=2)
    assert reads_texts(search.fit(["aa bb", "bb cc", "aa aa", "cc cc"], [0, 1, 0, 1]))
