import pytest

from fairwitness.audits.host.child.wire import WireError
from fairwitness.audits.host.replies import cleaned, signature_in, word
from fairwitness.audits.subject.models.signature import Input

SAID = {
    "type": "Forest",
    "inputs": ["a", "b"],
    "width": 2,
    "classes": ["no", 1, True],
    "has_scores": True,
    "made_with": {"scikit-learn": "1.5.2"},
    "runs_with": {"python": "3.10.13"},
}


def test_a_description_is_read():
    found = signature_in(SAID)
    assert found.inputs == (Input("a"), Input("b"))
    assert (found.type, found.width, found.classes, found.has_scores) == (
        "Forest",
        2,
        ("no", "1", "True"),
        True,
    )
    assert (found.versions, found.runs_with) == ({"scikit-learn": "1.5.2"}, {"python": "3.10.13"})


@pytest.mark.parametrize(
    "change",
    [
        {"inputs": "ab"},
        {"inputs": [1]},
        {"inputs": ["a"] * 100_001},
        {"classes": "ab"},
        {"classes": [[1]]},
        {"classes": list(range(10_001))},
        {"classes": ["a", "a"]},
        {"classes": [1, "1"]},
        {"classes": ["a" * 401]},
    ],
)
def test_what_is_no_description_is_refused(change):
    with pytest.raises(WireError):
        signature_in({**SAID, **change})


@pytest.mark.parametrize("said", [None, [], "x"])
def test_nothing_is_no_description(said):
    with pytest.raises(WireError):
        signature_in(said)


def test_labels_stay_as_they_are():
    assert signature_in({**SAID, "classes": [">50K.", "/a/b/c"]}).classes == (">50K.", "/a/b/c")


def test_what_nests_without_end_is_no_word():
    nested = []
    for _ in range(100_000):
        nested = [nested]
    assert word(nested) == ""
    assert signature_in({**SAID, "type": nested, "made_with": {"a": nested}}).type == "model"


def test_what_is_odd_and_harmless_is_left_out():
    found = signature_in(
        {"type": "\x1b[31m", "width": -1, "has_scores": True, "made_with": [], "classes": None}
    )
    assert (found.type, found.width, found.has_scores, found.versions) == ("[31m", None, False, {})


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("one\ntwo", "one"),
        ("a\x1b[2Jb\u202ec\x00", "a [2Jb c"),
        ("no file /srv/secret/data/m.bin here.", "no file m.bin here"),
        ("x" * 1000, "x" * 400),
        ("1/2 of a/b", "1/2 of a/b"),
    ],
)
def test_what_a_stranger_says_is_one_clean_line_without_folders(text, clean):
    assert cleaned(text) == clean
