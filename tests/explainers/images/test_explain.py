"""Regions that decide are found, by both methods, in pictures of any size and kind."""

import numpy as np
import pytest
from tests.corners import CORNERS, SIDE, pictures

from fairwitness.errors import ExplanationError
from fairwitness.explainers import explain_images
from fairwitness.explainers.images.regions import squares
from fairwitness.explainers.media import Effort

RNG = np.random.default_rng(4)


def share_in_corner(found, corner):
    """How much of the strongest region' area lies in the corner that decides."""
    y, x = CORNERS[corner]
    best = found.strongest(1)
    held = np.isin(found.regions, [place for place in best if found.values[place] > 0])
    return held[y : y + 8, x : x + 8].sum() / max(held.sum(), 1)


@pytest.fixture(scope="module")
def predict(torch, network):
    def predict(batch):
        with torch.no_grad():
            x = torch.tensor(np.moveaxis(batch, -1, 1) / 255, dtype=torch.float32)
            return torch.softmax(network(x), dim=1).numpy()

    fresh, truth = pictures(60, seed=9)
    assert (predict(fresh).argmax(axis=1) == truth).mean() > 0.95
    return predict


@pytest.mark.parametrize("method", ["lime", "shap"])
def test_a_trained_network_looks_where_the_square_is(predict, method):
    images, corner = pictures(4, seed=5)
    found = explain_images(
        predict,
        images,
        method=method,
        regions=squares(SIDE, SIDE, 9),
        hidden=35,
        effort=Effort(n_samples=300),
    )
    assert [one.output for one in found] == corner.tolist()
    assert np.mean([share_in_corner(one, place) for one, place in zip(found, corner, strict=True)]) > 0.8
    if method == "shap":
        assert all(one.base + one.values.sum() == pytest.approx(one.answer) for one in found)
    else:
        assert all(one.fidelity > 0.3 and one.stability is not None for one in found)


def corner_model(batch):
    """Bright in the top left, whatever the type."""
    unit = batch / 255 if batch.dtype.kind == "u" else batch
    return unit[:, :8, :8].reshape(len(batch), -1).mean(axis=1)


@pytest.mark.parametrize(
    "picture",
    [
        pictures(1, 0, channels=1)[0][0, ..., 0] / 255,
        (RNG.random((24, 30, 3)) * 255).astype(np.uint8),
        RNG.random((40, 25, 4)),
    ],
)
@pytest.mark.parametrize("hidden", ["mean", "blur", 0])
def test_any_kind_of_picture(picture, hidden):
    seen = set()

    def predict(batch):
        seen.add((batch.dtype, batch.shape[1:]))
        return corner_model(batch)

    found = explain_images(
        predict, [picture], regions=12, hidden=hidden, effort=Effort(n_samples=60, batch=16)
    )[0]
    assert seen == {(picture.dtype, picture.shape)}
    assert found.regions.shape == picture.shape[:2]
    assert len(found.parts) == found.regions.max() + 1
    if hidden == 0:
        best = found.regions == found.strongest(1)[0]
        assert best[:8, :8].any()


def test_hiding_reaches_the_ends_of_a_type_and_not_beyond():
    seen = set()

    def predict(batch):
        seen.update(np.unique(batch).tolist())
        return corner_model(batch)

    for value in (0, np.int64(255), 17):
        seen.clear()
        explain_images(
            predict, [np.full((8, 8), 100, np.uint8)], regions=4, hidden=value, effort=Effort(n_samples=20)
        )
        assert seen == {100, int(value)}


def test_a_picture_has_the_same_regions_in_8_and_in_16_bits():
    picture = (RNG.random((30, 30, 3)) * 255).astype(np.uint8)
    picture[:, 17:] //= 4
    wide = picture.astype(np.uint16) * 257
    kinds = [picture, wide, wide.astype(np.int64), picture / 255, picture.astype(np.int32)]
    regions = [
        explain_images(lambda p: np.zeros(len(p)), [one], regions=20, effort=Effort(n_samples=10))[0].regions
        for one in kinds
    ]
    for other in regions[1:]:
        np.testing.assert_array_equal(other, regions[0])


def test_neither_company_nor_batch_changes_a_number():
    images = (RNG.random((3, 12, 12)) * 255).astype(np.uint8)
    effort = Effort(n_samples=30, seed=2)
    whole = explain_images(corner_model, images, regions=6, effort=effort)
    for batch in (1, 7, 200):
        for place in (2, 0):
            alone = explain_images(
                corner_model, images[[place]], regions=6, effort=Effort(n_samples=30, seed=2, batch=batch)
            )[0]
            assert alone.values.tolist() == whole[place].values.tolist()
    assert whole[0].meta["questions"] == 31
    assert {"numpy_version", "scipy_version"} <= set(whole[0].meta)


@pytest.mark.parametrize(
    ("images", "options", "said"),
    [
        ([np.zeros((8, 8)), np.zeros((9, 8))], {}, r"must have one size, \(8, 8\).*Got \(9, 8\) at place 1"),
        ([], {}, "at least one picture"),
        ([np.zeros(8)], {}, r"Got shape \(8,\)"),
        ([np.array([["a", "b"]])], {}, "in numbers"),
        ([np.zeros((8, 8))], {"regions": 1}, "at least 2"),
        ([np.zeros((8, 8))], {"regions": np.zeros((4, 4), int)}, r"map of shape \(8, 8\)"),
        ([np.zeros((8, 8))], {"hidden": "black"}, "'mean', 'blur' or a number"),
        ([np.zeros((8, 8))], {"hidden": True}, "'mean', 'blur' or a number"),
        ([np.zeros((8, 8))], {"hidden": np.nan}, "can hold.*Got nan"),
        ([np.zeros((8, 8), np.uint8)], {"hidden": -1}, "pictures of uint8 can hold, from 0 to 255. Got -1"),
        ([np.zeros((8, 8), np.uint8)], {"hidden": 256}, "from 0 to 255. Got 256"),
        ([np.zeros((8, 8), np.float16)], {"hidden": 1e6}, "pictures of float16 can hold"),
        (
            [np.zeros((8, 8, 3)), np.where(np.arange(192).reshape(8, 8, 3) == 77, np.nan, 0)],
            {},
            r"finite numbers. Got nan at place 1, row 3, column 1, channel 2 \(1 such values in that picture\)",
        ),
        ([np.full((8, 8), np.inf, np.float32)], {}, r"Got inf at place 0, row 0, column 0 \(64 such"),
        ([np.zeros((3, 32, 32))], {}, r"channels last.*Got shape \(3, 32, 32\) at place 0"),
        (np.zeros((0, 8, 8)), {}, "at least one picture"),
        (np.zeros((8, 8)), {}, "single picture into a list"),
        ([np.zeros((8, 8))], {"method": "saliency"}, "'lime' or 'shap'"),
    ],
)
def test_what_cannot_be_explained(images, options, said):
    with pytest.raises(ExplanationError, match=said):
        explain_images(corner_model, images, effort=Effort(n_samples=20), **options)


def test_progress_is_told_and_ends_the_work():
    told = []
    explain_images(
        corner_model,
        pictures(2, 0)[0],
        regions=6,
        effort=Effort(n_samples=40, batch=32, progress=lambda *p: told.append(p)),
    )
    assert told == [(32, 80), (64, 80), (80, 80)]

    def stop(done, planned):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        explain_images(corner_model, pictures(1, 0)[0], effort=Effort(progress=stop))
