import pytest
from fairlearn import metrics as fl
from sklearn import metrics as sk


@pytest.mark.parametrize(
    ("name", "reference"),
    [
        ("selection_rate", fl.selection_rate),
        ("true_positive_rate", sk.recall_score),
        ("precision", sk.precision_score),
        ("false_positive_rate", fl.false_positive_rate),
    ],
)
@pytest.mark.parametrize("label", ["cat", "dog", "fox"])
def test_one_label_against_the_rest(measured, roles, people, name, reference, label):
    source = measured(roles=roles["multiclass"], task="multiclass")
    found = source.by_group(f"{name}[{label}]", "group")
    for place, group in enumerate("abc"):
        part = people[people.group == group]
        theirs = reference((part["class"] == label).astype(int), (part.said == label).astype(int))
        assert found.value[place] == pytest.approx(theirs, abs=1e-12)
    assert found.hits[0] == found.successes[0]


def test_being_right_needs_no_label(measured, roles, people):
    found = measured(roles=roles["multiclass"], task="multiclass").by_group("accuracy", "group")
    part = people[people.group == "a"]
    assert found.value[0] == pytest.approx((part["class"] == part.said).mean(), abs=1e-12)
