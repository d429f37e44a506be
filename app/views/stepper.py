"""Where the reader is in a new audit, what is done, and what is missing; every step can be opened at any time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import streamlit as st

from fairwitness.app import state, steps
from fairwitness.app.steps import Mark, Missing, Step
from fairwitness.app.views import parts

ADDRESS: Final = "step"
_SIGNS: Final = {"todo": "○", "optional": "○", "done": "✓", "wrong": "!"}


def here() -> Step:
    """The step that the address names."""
    return steps.step_named(st.query_params.get(ADDRESS))


def go(step: Step) -> None:
    """Open a step; what was entered in the others stays."""
    st.query_params[ADDRESS] = step


def stepper(marks: Sequence[Mark], current: Step) -> None:
    """The four steps in a row, each with its state in words, and the heading of the one that is open."""
    with st.container(horizontal=True, key="steps"):
        for mark in marks:
            st.button(
                f"{_SIGNS[mark.state]} {mark.label}",
                key=f"to-{mark.step}",
                type="secondary" if mark.step == current else "tertiary",
                on_click=state.answering(go),
                args=(mark.step,),
            )
    place = steps.STEPS.index(current) + 1
    parts.html(
        f'<h2 id="step"><span class="m">Step {place} of {len(steps.STEPS)}</span><br>'
        f"{parts.text(steps.ASKS[current])}</h2>"
    )


def onward(current: Step) -> None:
    """The way to the step before and the step after."""
    before, after = steps.beside(current)
    with st.container(horizontal=True, key="onward"):
        if before is not None:
            st.button(
                f"Back to {steps.NAMES[before]}", key="back", on_click=state.answering(go), args=(before,)
            )
        if after is not None:
            st.button(
                f"On to {steps.NAMES[after]}", key="onward-next", on_click=state.answering(go), args=(after,)
            )


def lacking(lacks: Sequence[Missing], current: Step) -> None:
    """What stands in the way, each with a way to the step that puts it right."""
    if not lacks:
        return
    parts.html("<p><b>Before it can run:</b></p>")
    for place, one in enumerate(lacks):
        parts.html(f'<p class="lack">{parts.sentence(one.sentence)}</p>')
        if one.step != current:
            st.button(
                f"Put it right in {steps.NAMES[one.step]}",
                key=f"right-{place}",
                type="tertiary",
                on_click=state.answering(go),
                args=(one.step,),
            )
