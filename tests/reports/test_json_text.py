"""JSON is data wherever it is set."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwitness.reports.json_text import json_bytes

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(
        alphabet=st.characters(exclude_categories=["Cs"])
    ),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab<&", max_size=3), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip


@given(VALUES)
def test_it_reads_back_and_holds_no_markup(value):
    text = json_bytes(value)
    assert json.loads(text) == value
    assert not set(b"<>&") & set(text)


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_an_undefined_number_is_never_written(number):
    with pytest.raises(ValueError, match="not JSON compliant"):
        json_bytes([number])
