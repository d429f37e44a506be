"""One content, one hash."""

from __future__ import annotations

import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwitness.audits.record import canonical, sha256

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ({"b": 1, "a": [True, None, "x"]}, '{"a":[true,null,"x"],"b":1}'),
        ({"ä": "ß", "Z": "漢"}, '{"Z":"漢","ä":"ß"}'),
        (5.0, "5"),
        (-0.0, "0"),
        (0.1 + 0.2, "0.3"),
        (1 / 3, "0.333333333333"),
        (1e300, "1e+300"),
        (1.5e-9, "1.5e-09"),
        ((1, 2), "[1,2]"),
        ('line\n"quoted"', '"line\\n\\"quoted\\""'),
    ],
)
def test_known_text(value: object, written: str) -> None:
    assert canonical(value).decode() == written
    assert sha256(value) == hashlib.sha256(written.encode()).hexdigest()


@given(PLAIN)
def test_a_round_trip_changes_nothing(value: object) -> None:
    once = canonical(value)
    assert canonical(json.loads(once)) == once


@given(st.dictionaries(TEXT, st.integers(0, 9), max_size=6))
def test_the_order_of_keys_does_not_count(values: dict[str, int]) -> None:
    assert canonical(dict(reversed(values.items()))) == canonical(values)


@given(st.floats(1e-6, 1e6), st.floats(-4e-13, 4e-13))
def test_rounding_keeps_twelve_digits(value: float, noise: float) -> None:
    rounded = json.loads(canonical(value * (1 + noise)))
    assert rounded == pytest.approx(value, rel=6e-12)


def test_the_twelfth_digit_counts_and_the_fourteenth_does_not() -> None:
    assert sha256(0.123456789012) != sha256(0.123456789013)
    assert sha256(0.12345678901201) == sha256(0.12345678901202)


def test_kinds_that_look_alike_stay_apart() -> None:
    assert len({sha256(value) for value in (1, True, "1", None, [1], {"1": 1}, 1.5)}) == 7


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf")])
def test_what_is_not_finite_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        canonical({"deep": [value]})


def test_what_is_not_plain_is_refused() -> None:
    with pytest.raises(TypeError, match="set"):
        canonical({"a": {1}})
