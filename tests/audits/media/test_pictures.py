"""The corner that decides is found through every format of a model that reads pictures."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from tests.audits.subject.models.http.servers import V2Server
from tests.audits.subject.models.networks import scripted
from tests.corners import CORNERS, SIDE, pictures

from fairwitness.audits.media import picture_predict, picture_size
from fairwitness.audits.plan.source import ModelSource
from fairwitness.audits.subject.models import load_model
from fairwitness.audits.subject.models.base import LoadedModel
from fairwitness.audits.subject.models.signature import Signature
from fairwitness.errors import ModelError
from fairwitness.explainers import explain_images
from fairwitness.explainers.images.regions import squares
from fairwitness.explainers.media import Effort

NAMES = ("a", "b", "c", "d")
SHAPE = (3, SIDE, SIDE)


def finds_the_corner(model, method="lime", channels=3):
    images, corner = pictures(3, seed=5, channels=channels)
    if channels == 1:
        images = images[..., 0]
    found = explain_images(
        picture_predict(model),
        images,
        method=method,
        regions=squares(SIDE, SIDE, 9),
        hidden=35,
        effort=Effort(n_samples=150, batch=64),
    )
    assert [one.output for one in found] == corner.tolist()
    for one, place in zip(found, corner, strict=True):
        y, x = CORNERS[place]
        best = one.strongest(1)[0]
        assert one.values[best] > 0
        assert one.regions[y + 4, x + 4] == best


@pytest.mark.torch
@pytest.mark.parametrize("method", ["lime", "shap"])
def test_torchscript(torch, network, tmp_path, method):
    scripted(torch, network, tmp_path / "net.pt")
    source = ModelSource(path="net.pt", run_code=True, output="logit", classes=NAMES, shape=SHAPE)
    model = load_model(source, tmp_path)
    assert picture_size(model) == (SIDE, SIDE, 3)
    finds_the_corner(model, method)
    model.close()


@pytest.mark.torch
def test_a_program_of_torch_export_says_its_shape_itself(network, export, tmp_path):
    source = ModelSource(path=export(network), run_code=True, output="logit", classes=NAMES)
    model = load_model(source, tmp_path)
    assert model.signature.shape == SHAPE
    finds_the_corner(model)
    model.close()


@pytest.mark.torch
@pytest.mark.parametrize("open_sizes", [False, True])
def test_onnx(onnx_network, tmp_path, open_sizes):
    onnx_network(tmp_path / "net.onnx", ["n", 3, "h", "w"] if open_sizes else ["n", *SHAPE])
    if open_sizes:
        with pytest.raises(ModelError, match=r"say its sizes under `model\.shape`"):
            load_model(ModelSource(path="net.onnx"), tmp_path)
    model = load_model(ModelSource(path="net.onnx", shape=SHAPE if open_sizes else None), tmp_path)
    assert picture_size(model) == (SIDE, SIDE, 3)
    finds_the_corner(model)


@pytest.mark.torch
@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("open_sizes", [False, True])
def test_keras(keras, network, tmp_path, open_sizes):
    size = None if open_sizes else SIDE
    picture = keras.Input((size, size, 3))
    convolved = keras.layers.Conv2D(4, 5, strides=2, activation="relu")
    flat = keras.layers.Reshape((10 * 10 * 4,))
    last = keras.layers.Dense(4, activation="softmax")
    made = keras.Model(picture, last(flat(convolved(picture))))
    numbers = {name: value.detach().numpy() for name, value in network.named_parameters()}
    convolved.set_weights([numbers["0.weight"].transpose(2, 3, 1, 0), numbers["0.bias"]])
    order = np.arange(400).reshape(4, 10, 10).transpose(1, 2, 0).ravel()  # channels last
    last.set_weights([numbers["3.weight"].T[order], numbers["3.bias"]])
    made.save(tmp_path / "net.keras")
    source = ModelSource(path="net.keras", run_code=True, classes=NAMES)
    if open_sizes:
        with pytest.raises(ModelError, match=r"say its sizes under `model\.shape`"):
            load_model(source, tmp_path)
        source = source.model_copy(update={"shape": (SIDE, SIDE, 3)})
    model = load_model(source, tmp_path)
    assert (model.signature.shape, model.signature.width) == ((SIDE, SIDE, 3), SIDE * SIDE * 3)
    finds_the_corner(model)
    model.close()


def chances(images):
    """How bright each corner is, as probabilities; channels first, from 0 to 1."""
    corners = np.stack([images[..., y : y + 8, x : x + 8].mean(axis=(1, 2, 3)) for y, x in CORNERS], axis=1)
    found = np.exp(20 * corners)
    return found / found.sum(axis=1, keepdims=True)


@pytest.mark.parametrize("open_sizes", [False, True])
def test_open_inference_over_http(serve, tmp_path, open_sizes):
    sizes = [-1, 3, -1, -1] if open_sizes else [-1, *SHAPE]
    inputs = [{"name": "picture", "datatype": "FP32", "shape": sizes}]
    outputs = [{"name": "chances", "datatype": "FP64", "shape": [-1, 4]}]
    server = serve(V2Server(inputs, outputs, lambda given: {"chances": chances(given["picture"])}))
    source = ModelSource(url=f"{server.url}/v2/models/loans", classes=NAMES)
    if open_sizes:
        with pytest.raises(ModelError, match=r"Say its sizes under `model\.shape`"):
            load_model(source, tmp_path)
        source = source.model_copy(update={"shape": SHAPE})
    model = load_model(source, tmp_path)
    assert model.signature.shape == SHAPE
    finds_the_corner(model)


def test_mlflow_over_http(serve, tmp_path):
    import json

    def answer(handler, body):
        given = np.array(json.loads(body)["inputs"])
        assert given.shape[1:] == SHAPE
        handler.send(body={"predictions": chances(given).tolist()})

    source = ModelSource(
        url=f"{serve(answer).url}/invocations", output="probability", classes=NAMES, shape=SHAPE
    )
    finds_the_corner(load_model(source, tmp_path))


def test_a_table_of_pixels():
    images, corner = pictures(200, 0, channels=1)
    fitted = LogisticRegression(max_iter=300).fit(images.reshape(200, -1) / 255, corner)
    model = LoadedModel(fitted, "python")
    assert picture_size(model) == (SIDE, SIDE, 1)
    finds_the_corner(model, channels=1)


def asked(**stated):
    seen = []

    class Sum:
        classes_ = np.array([0, 1])

        def predict_proba(self, X):
            seen.append(X.to_numpy())
            return np.full((len(X), 2), 0.5)

        predict = None

    return LoadedModel(
        Sum(), "python", stated=Signature("Sum", classes=("0", "1"), has_scores=True, **stated)
    ), seen


def test_channels_come_where_the_model_has_them():
    images, _ = pictures(2, 1)
    for shape, expected in ((SHAPE, np.moveaxis(images, -1, 1)), ((SIDE, SIDE, 3), images), (None, images)):
        model, seen = asked(shape=shape)
        picture_predict(model)(images)
        np.testing.assert_allclose(seen[0], expected.reshape(2, -1) / 255)
    model, seen = asked(shape=(1, SIDE, SIDE))
    picture_predict(model, pixels="same")(images[..., 0])
    np.testing.assert_allclose(seen[0], images[..., 0].reshape(2, -1))


def test_pictures_of_another_size_are_refused():
    images, _ = pictures(2, 1)
    for stated in ({"shape": (3, 8, 8)}, {"width": 100}, {"shape": (SIDE, 3, SIDE)}):
        model, _ = asked(**stated)
        with pytest.raises(ModelError, match=r"of the size that the model reads.*Got 24 x 24 x 3"):
            picture_predict(model)(images)


@pytest.mark.parametrize(
    ("stated", "size"),
    [
        ({"shape": (3, 32, 48)}, (32, 48, 3)),
        ({"shape": (32, 48, 3)}, (32, 48, 3)),
        ({"shape": (1, 28, 28)}, (28, 28, 1)),
        ({"shape": (28, 20)}, (28, 20, 1)),
        ({"width": 784}, (28, 28, 1)),
        ({"width": 3 * 32 * 32}, (32, 32, 3)),
    ],
)
def test_sizes(stated, size):
    assert picture_size(asked(**stated)[0]) == size


@pytest.mark.parametrize("stated", [{}, {"width": 7}, {"shape": (4,)}])
def test_a_model_that_says_no_size(stated):
    with pytest.raises(ModelError, match="must say their size"):
        picture_size(asked(**stated)[0])
