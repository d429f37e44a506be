import pytest

from fairwitness.audits.metrics.names import labelled, plain_rate, without_label

NAMES = {
    "precision": (None, "precision", "precision"),
    "precision[cat]": (("precision", "cat"), "precision", "precision"),
    "precision[a [b]]": (("precision", "a [b]"), "precision", "precision"),
    "conditional_precision": (None, "conditional_precision", "precision"),
    "precision[]": (None, "precision", "precision"),
}


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_taken_apart(name):
    assert (labelled(name), without_label(name), plain_rate(name)) == NAMES[name]
