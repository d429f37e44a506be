import pytest
from sklearn.dummy import DummyClassifier

from fairwitness.audits.subject import from_object
from fairwitness.errors import ModelError


def test_an_estimator_is_taken_as_it_is():
    model = DummyClassifier()
    loaded = from_object(model)
    assert loaded.estimator is model
    assert loaded.format == "python"
    assert loaded.sha256 is None


@pytest.mark.parametrize("thing", [None, 5, object(), DummyClassifier.predict])
def test_what_cannot_predict_is_refused(thing):
    with pytest.raises(ModelError, match=f"with `predict`. Got a {type(thing).__name__} instead"):
        from_object(thing)
