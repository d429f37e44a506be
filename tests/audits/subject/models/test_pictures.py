"""A model of pictures asked by the names of files."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from PIL import Image
from tests.audits.media.folders import scans

from fairwitness.audits.plan import make_plan
from fairwitness.audits.subject import Dataset, load_model, make_subject, read_dataset
from fairwitness.audits.subject.compatibility import compared, trial
from fairwitness.audits.subject.datasets.base import PictureFolder
from fairwitness.audits.subject.models import pictures
from fairwitness.audits.subject.models.pictures import of_names, reading_pictures, reads_pictures
from fairwitness.audits.subject.models.signature import Input, Signature
from fairwitness.errors import ModelError


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return scans(tmp_path_factory.mktemp("made"), 24)


def loaded(made, **more):
    plan = make_plan({**made.plan, **more})
    return plan, read_dataset(plan.data, made.root), load_model(plan.model, made.root)


def test_it_is_given_names_and_asks_about_the_pictures(made, monkeypatch):
    plan, dataset, model = loaded(made)
    rows, reader = pictures.pixel_rows, reading_pictures(plan, dataset, model)
    assert (reader.expects, reader.classes, reader.has_scores) == (("file",), ("no", "yes"), True)
    assert reader.sha256 == model.sha256
    X = dataset.frame[["file"]]
    whole = reader.all_scores(X)
    assert (reader.predict(X) == dataset.frame["ill"]).all()
    held = []
    monkeypatch.setattr(
        pictures, "pixel_rows", lambda batch, model: held.append(len(batch)) or rows(batch, model)
    )
    monkeypatch.setattr(pictures, "AT_ONCE", 5 * 16 * 16)
    np.testing.assert_allclose(reader.all_scores(X), whole)
    assert held == [5, 5, 5, 5, 4]
    answer = reader.answer(X)
    np.testing.assert_allclose(answer.probabilities, whole)
    assert answer.labels.tolist() == reader.predict(X).tolist()
    assert reader.estimator.read(X.head(3)).shape == (3, 16, 16)


def test_what_explanations_read_inside_is_not_the_regression_on_pixels(made):
    assert not hasattr(reading_pictures(*loaded(made)).inside, "coef_")


def test_a_whole_subject_and_the_table_of_what_fits(made):
    plan, dataset, model = loaded(made)
    subject = make_subject(plan, dataset, model)
    assert subject.features == ("file",)
    assert (subject.decisions.prediction == subject.decisions.outcome).all()
    assert trial(plan, dataset, model).fits
    assert compared(plan, dataset, model.signature).fits


def test_the_hash_of_the_data_is_of_the_pictures_too(tmp_path):
    made = scans(tmp_path, 8)
    before = make_subject(*loaded(made)).data_sha256
    assert make_subject(*loaded(made)).data_sha256 == before
    file = tmp_path / "scans" / "3.png"
    pixels = np.asarray(Image.open(file)).copy()
    pixels[0, 0] ^= 1
    Image.fromarray(pixels).save(file)
    assert make_subject(*loaded(made)).data_sha256 != before


FRAME = pd.DataFrame({"file": ["a.png"], "age": [3], "sex": ["f"]})
FOLDER = Dataset(FRAME, "labels.csv", "images", pictures=PictureFolder("faces", "file"))


@pytest.mark.parametrize(
    ("said", "features", "reads"),
    [
        ({"shape": (3, 8, 8)}, None, True),
        ({"shape": (3, 8, 8)}, ["file"], True),
        ({"shape": (3, 8, 8)}, ["age"], False),
        ({"width": 64}, None, True),
        ({"width": 3}, None, True),  # one pixel of three colours: what it reads is to be said
        ({"width": 2}, None, False),
        ({"width": 2}, ["file"], True),
        ({"inputs": (Input("age"),)}, None, False),
        ({"inputs": (Input("pixel 0"), Input("pixel 1")), "shape": (1, 2)}, None, True),
        ({}, None, False),
    ],
)
def test_when_it_is_a_model_of_pictures(said, features, reads):
    plan = make_plan({"roles": {"features": features, "sensitive": ["sex"]}})
    assert reads_pictures(plan, FOLDER, Signature("Net", **said)) is reads
    assert not reads_pictures(plan, replace(FOLDER, pictures=None), Signature("Net", **said))


def test_a_model_that_does_not_say_how_large_pictures_are(made):
    plan, dataset, model = loaded(made, roles={**made.plan["roles"], "features": ["file"]})
    mute = replace(model, stated=Signature("Net"))
    with pytest.raises(ModelError, match=r"must say their size.*model\.shape"):
        reading_pictures(plan, dataset, mute)


def test_the_signature_of_names_keeps_what_else_the_model_says():
    said = Signature("Net", width=192, classes=("a", "b"), has_scores=True, shape=(3, 8, 8))
    found = of_names(FOLDER, said)
    assert (found.columns, found.width) == (("file",), None)
    assert (found.classes, found.has_scores, found.shape) == (said.classes, True, said.shape)


def test_without_a_model_or_pictures_nothing_changes(made):
    plan, dataset, model = loaded(made)
    assert reading_pictures(plan, dataset, None) is None
    assert reading_pictures(plan, replace(dataset, pictures=None), model) is model
