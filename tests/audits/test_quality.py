"""What is said of explanations that were put to the test."""

import pytest

from fairwitness.audits.quality import _statement
from fairwitness.audits.record.explanation_quality import TelltaleFigure


def sign(says):
    return TelltaleFigure(
        name="background",
        attribute="sex",
        group="women",
        says=says,
        value=None,
        low=None,
        high=None,
        limit=0.01,
        p_value=None,
        rows=9,
        statement=f"It {says}.",
    )


@pytest.mark.parametrize(
    ("signs", "said"),
    [
        (["clear", "clear"], "40 explanations were put to the test. No sign of tampering was found."),
        (
            ["clear", "inconclusive"],
            "40 explanations were put to the test. No sign of tampering was found. Of 2 questions about tampering, 1 "
            "could not be settled: too few rows.",
        ),
        (["fires", "clear"], "40 explanations were put to the test. It fires."),
    ],
)
def test_what_could_not_be_settled_is_said(signs, said):
    assert _statement(tuple(map(sign, signs)), 40) == said
