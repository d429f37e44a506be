"""The four steps of a new audit: what each asks, what it still lacks, and what stands in the way of a run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from fairwitness.reports.format import plural

Step = Literal["data", "roles", "model", "checks"]
State = Literal["todo", "done", "optional", "wrong"]

STEPS: Final[tuple[Step, ...]] = ("data", "roles", "model", "checks")
NAMES: Final[dict[Step, str]] = {"data": "Data", "roles": "Roles", "model": "Model", "checks": "Checks"}
ASKS: Final[dict[Step, str]] = {
    "data": "Where the rows come from",
    "roles": "What the columns mean",
    "model": "The model, if you have it",
    "checks": "What to check",
}
_OF_CHECKS: Final = frozenset(
    {"gates", "alpha", "seed", "min_group", "frameworks", "country", "energy_budget", "words", "explain"}
)
_NO_ROWS: Final = "Rows are missing: a file, a query, a public data set, or the demo."
_WAITS: Final = "The model has not been loaded: it waits for what you agree to."
_UNFIT: Final = "The model and the data do not go together; the table says what to do."


@dataclass(frozen=True)
class Missing:
    """Something that stands in the way, and the step in which it is put right."""

    step: Step
    sentence: str


@dataclass(frozen=True)
class Mark:
    """How far a step is."""

    step: Step
    state: State
    words: str

    @property
    def label(self) -> str:
        """Number, name and state, as the link to the step says it."""
        return f"{STEPS.index(self.step) + 1} {NAMES[self.step]}: {self.words}"


def step_named(text: str | None) -> Step:
    """The step that an address names; the first if it names none."""
    return next((step for step in STEPS if step == text), STEPS[0])


def beside(step: Step) -> tuple[Step | None, Step | None]:
    """The step before and the step after."""
    place = STEPS.index(step)
    return (STEPS[place - 1] if place else None), (STEPS[place + 1] if place + 1 < len(STEPS) else None)


def step_of(field: str) -> Step:
    """The step that holds a field of the form."""
    return "checks" if field.partition(".")[0] in _OF_CHECKS else "roles"


def missing(problems: Mapping[str, str], *, has_rows: bool, model_waits: bool) -> tuple[Missing, ...]:
    """What stands in the way of a run, in the order of the steps; empty where it can begin.

    Parameters
    ----------
    problems
        What is wrong, by field.
    has_rows
        Whether there are rows at all; nothing else is asked before.
    model_waits
        Whether a model was given that nobody has agreed to load.
    """
    if not has_rows:
        return (Missing("data", _NO_ROWS),)
    found = [Missing(step_of(field), sentence) for field, sentence in problems.items()]
    if model_waits:
        found.append(Missing("model", _WAITS))
    single = dict.fromkeys(found)
    return tuple(sorted(single, key=lambda one: STEPS.index(one.step)))


def marks(
    lacks: tuple[Missing, ...], *, has_rows: bool, has_model: bool, model_fits: bool = True
) -> tuple[Mark, ...]:
    """How far each step is."""
    return tuple(
        _mark(
            step,
            sum(one.step == step for one in lacks),
            has_rows=has_rows,
            has_model=has_model,
            model_fits=model_fits,
        )
        for step in STEPS
    )


def unfit() -> Missing:
    """What is said of a model that does not fit; a run may still be tried."""
    return Missing("model", _UNFIT)


def _mark(step: Step, wrong: int, *, has_rows: bool, has_model: bool, model_fits: bool) -> Mark:
    if not has_rows:
        return Mark(step, "todo", "to do")
    if wrong:
        return Mark(step, "wrong", f"{plural(wrong, 'thing')} missing")
    if step == "model" and not has_model:
        return Mark(step, "optional", "none given")
    if step == "model" and not model_fits:
        return Mark(step, "wrong", "does not fit")
    return Mark(step, "done", "done")
