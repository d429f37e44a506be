import pytest

from fairwitness.audits.explanations.telltales import _background
from fairwitness.explainers.quality.representative import OUTPUT, Likeness

CLEAR, FIRES, OPEN = 0.8, 1e-6, None


@pytest.mark.parametrize(
    ("p_value", "column", "says", "statement"),
    [
        (OPEN, None, "inconclusive", "Whether the background of b (by sex) is like them, its 1,200 rows cannot tell."),
        (CLEAR, "pay", "clear", "The background of b (by sex) is like them in every column and in the output."),
        (FIRES, "pay", "fires", "The background of b (by sex) is not like them: it differs most in 'pay'."),
        (FIRES, OUTPUT, "fires", f"The background of b (by sex) is not like them: it differs most in {OUTPUT}."),
    ],
)  # fmt: skip
def test_a_background_is_said_to_be_like_its_people_or_where_it_is_not(p_value, column, says, statement):
    found = _background(Likeness("b", 1_200, 40, column, None if p_value is None else 0.5, p_value), "sex")
    assert (found.says, found.statement) == (says, statement)
    assert (found.name, found.attribute, found.group, found.rows) == ("background", "sex", "b", 1_200)
