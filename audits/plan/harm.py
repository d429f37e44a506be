"""Which decision is good for the person, guessed from names: nobody wants to be predicted to default."""

from __future__ import annotations

from fairwitness.audits.plan.protected import tokens
from fairwitness.audits.plan.words import BENEFITS, HARMS


def favourable(target: str | None, prediction: str | None, labels: tuple[str, str]) -> tuple[str, str] | None:
    """The decision that is guessed to be good for the person, and why; None where it is the positive one.

    Parameters
    ----------
    target, prediction
        The names of the columns of what happened and of the decisions, where there are such.
    labels
        The positive label, then the other one.

    Examples
    --------
    >>> favourable("two_year_recid", None, ("1", "0"))
    ('0', "'two_year_recid' names something bad, so to be predicted '0' is better than '1'.")
    """
    positive, other = labels
    if BENEFITS & {*tokens(prediction or ""), *tokens(positive)}:
        return None
    named = next((name for name in (prediction, target) if name and HARMS & {*tokens(name)}), None)
    if named is None:
        return None
    return other, f"'{named}' names something bad, so to be predicted '{other}' is better than '{positive}'."
