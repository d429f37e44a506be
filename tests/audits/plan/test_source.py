import pytest

from fairwitness.audits.plan import make_plan
from fairwitness.audits.plan.source import LEVELS, ModelSource
from fairwitness.errors import PlanError


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({"path": "models/m.skops"}, "m.skops"),
        ({"path": "models/folder/"}, "folder"),
        ({"url": "https://host/invocations?token=x"}, "https://host/invocations"),
        ({"call": "scoring:predict"}, "scoring:predict"),
    ],
)
def test_what_messages_call_a_model(given, name):
    assert ModelSource(**given).name == name


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({}, "must have one of `path`, `url` and `call`. Got none"),
        ({"path": "a", "url": "http://b"}, "Got `path` and `url`"),
        ({"path": "a", "classes": ["yes"]}, "at least 2 different labels"),
        ({"path": "a", "classes": ["yes", "yes"]}, "at least 2 different labels"),
        ({"path": "a", "isolation": "none"}, "sandbox"),
        ({"path": "a", "memory": 0}, "memory"),
    ],
)
def test_what_cannot_be_is_one_sentence(given, message):
    with pytest.raises(PlanError, match=message):
        make_plan({"model": given})


def test_files_are_named_from_another_folder():
    moved = ModelSource(path="m.pkl", python=".venv/bin/python").moved(lambda path: f"../{path}")
    assert (moved.path, moved.python) == ("../m.pkl", "../.venv/bin/python")
    assert ModelSource(call="code.py:f", python="python3.12").moved(lambda path: f"../{path}") == ModelSource(
        call="../code.py:f", python="python3.12"
    )
    assert ModelSource(call="scoring:f").moved(str.upper).call == "scoring:f"


def test_levels_rise():
    assert LEVELS == ("process", "bubblewrap", "sandbox")
