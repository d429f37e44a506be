"""What an audit may use of energy, as its plan says, beside what it used.

It decides nothing: energy is a circumstance of a run, which differs from machine to machine, and no result.
"""

from __future__ import annotations

from fairwitness.audits.record.circumstances import Energy
from fairwitness.audits.units import plain


def beside_budget(account: Energy, budget_wh: float | None) -> Energy:
    """The same account with its budget and, first in its note, whether it was kept.

    Parameters
    ----------
    account
        Energy of an audit, in kWh.
    budget_wh
        What it may use, in Wh; None if nobody said.
    """
    if budget_wh is None:
        return account
    note = f"{_said(account, budget_wh)} {account.note}".strip()
    return account.model_copy(update={"budget_kwh": budget_wh / 1000, "note": note})


def _said(account: Energy, budget_wh: float) -> str:
    budget = f"budget of {plain(budget_wh, digits=6)} Wh"
    if account.kwh is None:
        return f"The audit was not metered, so nothing can be said of its {budget}."
    used = 1000 * account.kwh
    counted = "" if account.counted_share == 1 else ", as far as a model of the hardware can tell"
    if used <= budget_wh:
        return f"The audit stayed within its {budget}{counted}."
    return f"The audit went over its {budget} by {plain(used - budget_wh, digits=3)} Wh{counted}."
