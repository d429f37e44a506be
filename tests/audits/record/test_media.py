"""The part of a record that holds texts and pictures refuses what does not fit together."""

import base64

import pytest
from pydantic import ValidationError

from fairwitness.audits.record.media import MOST_SIDE, ExplainedItem, KeptPicture

CERTIFICATE = {
    "engine": "e",
    "versions": {},
    "masking": "m",
    "kernel": None,
    "n_samples": 1,
    "questions": 1,
    "seed": 0,
    "additivity_residual": None,
}


def picture(**changed):
    said = {"height": 2, "width": 3, "channels": 3, "pixels": bytes(18), "regions": bytes([0, 0, 1, 0, 1, 1])}
    return {**said, "read_height": 4, "read_width": 6, **changed}


def item(**changed):
    one = {"method": "lime", "base_value": 0, "values": [1, 2], "standard_errors": None, "fidelity": None}
    one |= {"stability": None, "note": None, "certificate": CERTIFICATE}
    said = {"id": "ab", "kind": "text", "label": None, "output": 1, "text": "to be", "picture": None}
    said |= {"parts": ["to", "be"], "spans": [[0, 2], [3, 5]], "explanations": [one]}
    return {**said, **changed}


def test_bytes_are_base64_in_json_and_bytes_in_python():
    found = KeptPicture(**picture())
    dumped = found.model_dump(mode="json")
    assert base64.b64decode(dumped["regions"]) == found.regions == bytes([0, 0, 1, 0, 1, 1])
    assert KeptPicture.model_validate(dumped) == found


@pytest.mark.parametrize(
    "changed",
    [
        {"pixels": bytes(17)},
        {"regions": bytes(7)},
        {"pixels": "no base64!"},
        {"height": 0},
        {"width": MOST_SIDE + 1},
        {"channels": 2},
    ],
)
def test_pictures_that_are_none(changed):
    with pytest.raises(ValidationError):
        KeptPicture(**picture(**changed))


@pytest.mark.parametrize(
    "changed",
    [
        {"parts": ["to"]},
        {"parts": []},
        {"spans": [[0, 2]]},
        {"spans": None},
        {"spans": [[0, 2], [3, 6]]},
        {"spans": [[0, 2], [4, 3]]},
        {"text": None},
        {"explanations": []},
        {"kind": "picture"},
        {"kind": "picture", "picture": picture(regions=bytes([0, 0, 2, 0, 1, 1]))},
        {"more": 1},
    ],
)
def test_items_that_do_not_fit_together(changed):
    ExplainedItem.model_validate(item())
    ExplainedItem.model_validate(item(kind="picture", picture=picture(), spans=None, text=None))
    with pytest.raises(ValidationError):
        ExplainedItem.model_validate(item(**changed))
