"""Values of single cells in messages: shown, unless the plan keeps rows private; then the place must do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from fairwitness.audits.plan.model import Plan

WITHHELD: Final = "a value that is not shown (`privacy.rows: false`)"
_withheld: ContextVar[bool] = ContextVar("withheld", default=False)


@contextmanager
def as_planned(plan: Plan) -> Iterator[None]:
    """Within this, messages quote cells only if the plan lets rows be seen."""
    token = _withheld.set(not plan.privacy.rows)
    try:
        yield
    finally:
        _withheld.reset(token)


def cell(value: object) -> str:
    """A value of one cell as a message may have it."""
    return WITHHELD if _withheld.get() else f"'{value}'"


def as_subject(value: object) -> str:
    """The same where a sentence begins."""
    text = cell(value)
    return f"{text[:1].upper()}{text[1:]}"


def figure(value: object) -> str:
    """The same of a number, which stands without quotation marks."""
    return WITHHELD if _withheld.get() else str(value)


def shown(text: str) -> str:
    """A clause that names values of cells; nothing where they are withheld."""
    return "" if _withheld.get() else text
