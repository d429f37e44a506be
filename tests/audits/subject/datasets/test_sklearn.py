from pathlib import Path

import pytest

from fairwitness.audits.plan.model import Data
from fairwitness.audits.subject import read_dataset
from fairwitness.audits.subject.datasets.sklearn import NAMES
from fairwitness.errors import UnknownNameError

SHAPES = {
    "breast_cancer": (569, 31, {"malignant", "benign"}),
    "diabetes": (442, 11, None),
    "digits": (1797, 65, set(range(10))),
    "iris": (150, 5, {"setosa", "versicolor", "virginica"}),
    "wine": (178, 14, {"class_0", "class_1", "class_2"}),
}


@pytest.mark.parametrize("name", NAMES)
def test_each_is_whole_and_its_target_is_named(name):
    dataset = read_dataset(Data(sklearn=name), Path())
    rows, columns, labels = SHAPES[name]
    assert dataset.frame.shape == (rows, columns)
    assert labels is None or set(dataset.frame["target"]) == labels
    assert (dataset.source, dataset.line(0)) == (f"{name} (scikit-learn)", 1)


def test_diabetes_is_in_its_own_units():
    assert read_dataset(Data(sklearn="diabetes"), Path()).frame["age"].between(18, 80).all()


def test_a_name_that_is_none():
    with pytest.raises(
        UnknownNameError, match=r"no data set of scikit-learn named 'irs'\. Did you mean 'iris'"
    ):
        read_dataset(Data(sklearn="irs"), Path())
