"""Nobody wants to be predicted to default: which decision is guessed to be good for the person."""

import pandas as pd
import pytest

from fairwitness.audits.plan.guess import guess
from fairwitness.audits.plan.harm import favourable


@pytest.mark.parametrize(
    ("target", "prediction", "labels", "better"),
    [
        ("two_year_recid", None, ("1", "0"), "0"),
        ("loanDefault", "flag", ("1", "0"), "0"),
        ("is fraud", None, ("yes", "no"), "no"),
        ("Zahlungsausfall", None, ("ja", "nein"), "nein"),
        ("repaid", "denied", ("1", "0"), "0"),
        ("default", "approved", ("1", "0"), None),
        ("hired", "decision", ("1", "0"), None),
        ("default_language", None, ("good", "bad"), None),
        (None, None, ("1", "0"), None),
    ],
)
def test_the_better_decision(target, prediction, labels, better):
    found = favourable(target, prediction, labels)
    assert (found and found[0]) == better
    if found:
        assert f"'{better}' is better than '{labels[0]}'" in found[1]


def test_it_is_a_guess_with_its_reason():
    frame = pd.DataFrame({"two_year_recid": [0, 1] * 20, "score": range(40), "sex": ["f", "m"] * 20})
    found = guess(frame)
    assert (found.roles.positive, found.roles.favourable) == (1, 0)
    assert "'two_year_recid' names something bad" in found.reasons["favourable"]
    other = guess(frame.rename(columns={"two_year_recid": "outcome"}))
    assert (other.roles.positive, other.roles.favourable) == (1, None)
    assert "favourable" not in other.reasons
