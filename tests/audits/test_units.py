import pytest

from fairwitness.audits import units


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.4481, "share", "44.8%"),
        (0.81249, "index", "0.812"),
        (52_345.6, "number", "52,350"),
        (-0.01234, "number", "-0.01234"),
        (0.0, "number", "0"),
        (1e20, "number", "1e+20"),
    ],
)
def test_figures(value, unit, text):
    assert units.figure(value, unit) == text


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.0002, "share", "less than 0.1 points"),
        (-0.213, "share", "21.3 points"),
        (0.01, "share", "1 point"),
        (-1234.5, "number", "1,230"),
        (0.05, "index", "0.050"),
    ],
)
def test_gaps(value, unit, text):
    assert units.gap(value, unit) == text


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [(0.025, "share", "2.5 points"), (3000, "number", "3,000"), (0.05, "index", "0.05")],
)
def test_limits(value, unit, text):
    assert units.limit(value, unit) == text
