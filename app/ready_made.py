"""Choosing a ready-made policy in the form, and going back: what was declared before is put aside and comes back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from fairwitness.audits.plan.model import Plan, Words
from fairwitness.audits.policies import Policy, policies, policy
from fairwitness.errors import UnknownNameError

OWN: Final = "own"
ASIDE: Final = "own-aside"
_TAKEN: Final = ("gates", "frameworks", "min_group")


def names() -> tuple[str, ...]:
    """What can be chosen: one's own, then every registered policy."""
    return (OWN, *policies())


def title_of(name: str) -> str:
    """How a choice is called."""
    return "Your own" if name == OWN else policy(name).title


def chosen(values: Mapping[str, object]) -> Policy | None:
    """The policy that the form holds; None of one's own, or of one that is no longer registered."""
    name = values.get("policy")
    try:
        return None if name in (None, OWN) else policy(str(name))
    except UnknownNameError:
        return None


def turned(values: Mapping[str, object], name: str) -> dict[str, object]:
    """The fields that change when a policy is chosen, or one's own again.

    The first policy puts the limits that were there aside; another one leaves them there.
    """
    aside = values.get(ASIDE)
    if name == OWN:
        return {"policy": OWN, ASIDE: None, **(aside if isinstance(aside, dict) else {})}
    found = policy(name)
    plan = found.applied(Plan())
    people = str(values.get("words.people") or "")
    known = {one.words.people for one in policies().values()} | {"", Words().people}
    kept = aside if isinstance(aside, dict) else {key: values.get(key) for key in (*_TAKEN, "words.people")}
    return {
        "policy": name,
        ASIDE: kept,
        "gates": [gate.model_dump() for gate in plan.gates],
        "frameworks": list(plan.frameworks),
        "min_group": plan.checks.min_group,
        "words.people": found.words.people if people in known else people,
    }


def reasons(found: Policy | None) -> dict[tuple[str, str], str]:
    """Why each limit of a policy is there, by its metric and kind."""
    return {} if found is None else {(one.gate.metric, one.gate.kind): one.words for one in found.gates}
