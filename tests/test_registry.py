from importlib.metadata import EntryPoint, EntryPoints

import pytest

from fairwitness import _registry
from fairwitness.errors import FairwitnessError, UnknownNameError


@pytest.fixture
def entries(monkeypatch):
    """Registers entry points of one group; the caches are emptied before and after."""

    def register(**parts):
        points = EntryPoints(EntryPoint(name, value, "fairwitness.models") for name, value in parts.items())
        monkeypatch.setattr(_registry, "entry_points", lambda: points)

    def forget():
        for function in (_registry._parts, _registry.names, _registry.load):
            function.cache_clear()

    forget()
    yield register
    forget()


def test_built_in_parts_come_in_by_the_same_door():
    assert {"csv", "parquet", "demo"} <= set(_registry.names("fairwitness.datasets"))
    assert _registry.load("fairwitness.datasets", "csv").name == "csv"
    assert _registry.load("fairwitness.datasets", "csv") is _registry.load("fairwitness.datasets", "csv")


def test_names_import_nothing_and_are_sorted(entries):
    entries(b="no.such.module:Thing", a="also.none:Thing")
    assert _registry.names("fairwitness.models") == ("a", "b")


def test_a_class_is_made_an_instance_and_anything_else_is_taken_as_it_is(entries):
    entries(klass="collections:Counter", value="math:pi")
    assert _registry.load("fairwitness.models", "klass") == {}
    assert _registry.load_all("fairwitness.models")["value"] == pytest.approx(3.14159, abs=1e-5)


def test_an_unknown_name_says_the_nearest(entries):
    entries(skops="math:pi")
    with pytest.raises(UnknownNameError, match=r"^There is no model named 'skop'\. Did you mean 'skops'\?$"):
        _registry.load("fairwitness.models", "skop")


def test_a_part_that_cannot_be_imported_is_named(entries):
    entries(mine="no_such_module_of_mine:Thing")
    with pytest.raises(FairwitnessError, match=r"The model 'mine' cannot be loaded: No module named"):
        _registry.load("fairwitness.models", "mine")
