"""Texts and pictures in a record: a whole audit, what is kept, what it is when it is read back, and what verifies."""

import json
from copy import deepcopy

import numpy as np
import pytest
from tests.audits.media.folders import Made, reviews, scans
from tests.audits.subject.models.networks import scripted
from tests.corners import CORNERS, SIDE, pictures

from fairwitness.audits.keys import id_hash
from fairwitness.audits.media.explaining import MediaCase
from fairwitness.audits.media.kept import kept, shown
from fairwitness.audits.plan import make_plan
from fairwitness.audits.record import load_record
from fairwitness.audits.record.media import MOST_SIDE
from fairwitness.audits.run import run_plan
from fairwitness.audits.verification import verify
from fairwitness.errors import FairwitnessError, PlanError
from fairwitness.explainers import explain_images, explain_text
from fairwitness.explainers.media import Effort

FEW = Effort(n_samples=40)


def plan_of(made, *cases, **more):
    return make_plan({**made.plan, "explain": {"cases": cases}, **more})


def outcomes(record):
    return {check.code: check.outcome for check in record.checks if check.code.startswith("EXPL")}


@pytest.fixture(scope="module")
def texts(tmp_path_factory):
    made = reviews(tmp_path_factory.mktemp("texts"), 60)
    record, _ = run_plan(plan_of(made, "p1", "p2"), made.root)
    return made, record


@pytest.fixture(scope="module")
def seen(tmp_path_factory):
    made = scans(tmp_path_factory.mktemp("scans"), 24)
    record, _ = run_plan(plan_of(made, "2"), made.root)
    return made, record


def test_an_audit_of_texts_keeps_the_words_of_the_cases_it_is_asked_for(texts):
    _, record = texts
    said = record.explanations
    assert (said.importance, said.cases) == (None, ())
    assert said.statement.startswith("The model reads texts, 'review', and no other column")
    assert [item.id for item in said.items] == [id_hash("p1"), id_hash("p2")]
    assert "p1" not in record.to_json()
    first = said.items[0]
    assert (first.kind, first.label, first.picture) == ("text", "good", None)
    assert [first.text[a:b] for a, b in first.spans] == list(first.parts)
    lime, shap = first.explanations
    assert first.parts[int(np.argmin(shap.values))] == "dreadful"
    assert shap.base_value + sum(shap.values) == pytest.approx(first.output)
    assert shap.certificate.additivity_residual < 1e-9
    assert lime.fidelity > 0.9
    assert (lime.certificate.questions, lime.certificate.seed) == (1001, 0)
    assert outcomes(record) == {"EXPL001": "ran", "EXPL002": "not_applicable", "EXPL003": "not_applicable"}


def test_an_audit_of_pictures_keeps_a_small_picture_and_its_regions(seen):
    _, record = seen
    (item,) = record.explanations.items
    assert (item.kind, item.label, item.text, item.spans) == ("picture", "yes", None, None)
    picture = item.picture
    assert (picture.height, picture.width, picture.channels) == (16, 16, 1)
    assert record.subject.features == ("file",)
    assert set(picture.regions) == set(range(len(item.parts)))
    assert len(json.dumps(record.model_dump(mode="json")["explanations"])) < 20_000


@pytest.mark.parametrize("name", ["texts", "seen"])
def test_it_is_read_back_and_verified_as_it_was(name, request, tmp_path):
    made, record = request.getfixturevalue(name)
    record.save(tmp_path)
    again = load_record(tmp_path)
    assert again.explanations == record.explanations
    found = verify(again, plan_of(made), made.root)
    assert [one.name for one in found if one.sign != "matches"] == ["hash of the plan"]
    assert any("value of" in one.name for one in found)


def test_what_was_forged_does_not_verify(texts):
    made, record = texts
    item = record.explanations.items[0]
    one = item.explanations[0]
    forged = one.model_copy(update={"values": (one.values[0] + 0.1, *one.values[1:])})
    items = (item.model_copy(update={"explanations": (forged, *item.explanations[1:])}),)
    changed = record.model_copy(
        update={"explanations": record.explanations.model_copy(update={"items": items})}
    )
    differs = [found for found in verify(changed, plan_of(made), made.root) if found.sign == "differs"]
    assert [found.name for found in differs] == [f"value of '{item.parts[0]}'"]


def test_an_id_that_nobody_knows_is_said(texts):
    made, record = texts
    items = tuple(item.model_copy(update={"id": "0" * 16}) for item in record.explanations.items[:1])
    other = record.model_copy(
        update={"explanations": record.explanations.model_copy(update={"items": items})}
    )
    (found,) = [one for one in verify(other, plan_of(made), made.root) if one.sign == "not computed"]
    assert "keyed hash" in found.why
    named = verify(other, plan_of(made, "p1"), made.root)  # one case in the plan, one in the record
    assert {one.sign for one in named if one.of.startswith("case")} == {"matches"}


def test_no_case_enters_unasked(texts):
    made, _ = texts
    record, _ = run_plan(plan_of(made), made.root)
    assert record.explanations.items == ()
    assert "items" not in record.model_dump(mode="json")["explanations"]
    assert "No text was asked for" in record.explanations.statement


def test_where_rows_stay_private_no_case_can_be_asked_for(texts):
    with pytest.raises(PlanError, match="cases"):
        plan_of(texts[0], "p1", privacy={"rows": False})


def test_the_hash_does_not_depend_on_the_key_of_this_machine(texts, monkeypatch, tmp_path):
    made, record = texts
    monkeypatch.setenv("FAIRWITNESS_HOME", str(tmp_path / "elsewhere"))
    other, _ = run_plan(plan_of(made, "p1", "p2"), made.root)
    assert [a.id for a in other.explanations.items] != [a.id for a in record.explanations.items]
    assert other.hash == record.hash


def test_a_case_that_is_not_there(texts):
    with pytest.raises(FairwitnessError, match="Got 'p99' instead"):
        run_plan(plan_of(texts[0], "p99"), texts[0].root)


def corners(model, tmp_path):
    from PIL import Image

    images, corner = pictures(40, 3)
    folder = tmp_path / "scans"
    folder.mkdir()
    for place, image in enumerate(images):
        Image.fromarray(image).save(folder / f"{place}.png")
    rows = "".join(f"{place}.png,{'abcd'[one]},{'nnss'[place % 4]}\n" for place, one in enumerate(corner))
    (folder / "labels.csv").write_text(f"file,corner,site\n{rows}")
    model = {"classes": ["a", "b", "c", "d"], **model}
    roles = {"target": "corner", "sensitive": ["site"]}
    plan = {"task": "multiclass", "data": {"path": "scans"}, "model": model, "roles": roles}
    return Made(tmp_path, plan), corner


@pytest.fixture(scope="module")
def unsure(torch, network):
    """The same network, less sure of itself: what moves an answer of 1 shows in no probability."""
    gentle = deepcopy(network)
    with torch.no_grad():
        gentle[3].weight.mul_(0.15)
        gentle[3].bias.mul_(0.15)
    return gentle


@pytest.mark.torch
@pytest.mark.parametrize("form", ["torchscript", "onnx"])
def test_networks_are_audited_over_a_folder(form, torch, unsure, onnx_network, tmp_path):
    if form == "onnx":
        onnx_network(tmp_path / "net.onnx", network=unsure)
        model = {"path": "net.onnx"}
    else:
        scripted(torch, unsure, tmp_path / "net.pt")
        model = {"path": "net.pt", "run_code": True, "output": "logit", "shape": [3, SIDE, SIDE]}
    made, corner = corners(model, tmp_path)
    record, _ = run_plan(plan_of(made, "1"), tmp_path)
    (item,) = record.explanations.items
    assert item.label == "abcd"[corner[0]]
    assert (item.picture.height, item.picture.channels) == (SIDE, 3)
    y, x = CORNERS[corner[0]]
    for case in shown(item):
        best = case.found.regions == case.found.strongest(1)[0]
        assert best[y : y + 8, x : x + 8].sum() > 0.7 * best.sum()


def bright(images):
    return images[:, :40].reshape(len(images), -1).mean(axis=1)


@pytest.mark.parametrize(
    ("shape", "small"), [((200, 300), (64, 96)), ((120, 100, 3), (96, 80)), ((20, 300, 4), (6, 96))]
)
def test_a_large_picture_is_kept_small(shape, small):
    picture = (np.random.default_rng(0).random(shape) * 255).astype(np.uint8)
    found = explain_images(bright, [picture], regions=12, effort=FEW)[0]
    item = kept([MediaCase("7", picture, None, found)], "ab")
    assert (item.picture.height, item.picture.width) == small
    assert max(small) == MOST_SIDE
    assert (item.picture.read_height, item.picture.read_width) == shape[:2]
    (case,) = shown(item)
    assert case.item.shape == (*small, *shape[2:])
    assert abs(case.item.mean() - picture.mean()) < 3
    share = [
        (case.found.regions == place).mean() - (found.regions == place).mean()
        for place in range(len(found.parts))
    ]
    assert np.abs(share).max() < 0.02


def test_a_text_comes_back_as_it_was():
    text = "a good 漢字 film\n"
    cases = [
        MediaCase(
            "7", text, "yes", explain_text(lambda t: [len(x) for x in t], [text], method=m, effort=FEW)[0]
        )
        for m in ("lime", "shap")
    ]
    for case, again in zip(cases, shown(kept(cases, "ab")), strict=True):
        assert (again.name, again.item, again.label) == ("ab", text, "yes")
        assert again.found.parts == case.found.parts
        np.testing.assert_allclose(again.found.values, case.found.values, atol=1e-12)
        np.testing.assert_array_equal(again.found.spans, case.found.spans)
        assert again.found.meta["questions"] == case.found.meta["questions"]
        assert again.found.meta["numpy_version"] == np.__version__
