"""The part of the form that says what each column is for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import streamlit as st

from fairwitness.app import form
from fairwitness.app.uploads import Draft
from fairwitness.app.views import fields, parts
from fairwitness.audits.plan.model import INTERSECTION

_TASKS: Final = {
    "binary": "Yes or no",
    "multiclass": "One of several labels",
    "regression": "A number",
}
_DECISIONS: Final = {
    "column": "A column of decisions",
    "score": "A score and a threshold",
    "model": "The model",
}


def role_fields(draft: Draft, problems: Mapping[str, str]) -> None:
    """Target, decision, labels, and whose groups are compared."""
    columns = [str(name) for name in draft.dataset.frame.columns]
    for field in ("form", "roles"):
        fields.said(field, problems)
    _task(draft, problems)
    left, right = st.columns(2, gap="large")
    with left:
        chosen = fields.choice(
            "What really happened (target)",
            "target",
            columns,
            help="Left empty, only what needs no outcome is measured.",
        )
        fields.said("target", problems, _why(draft, "target", chosen))
    with right:
        _decision(draft, columns, problems)
    if not _is("regression"):
        _labels(draft, problems)
    _sensitive(draft, columns, problems)


def _task(draft: Draft, problems: Mapping[str, str]) -> None:
    st.session_state.setdefault(fields.key("task"), "binary")
    chosen = st.segmented_control(
        "What is decided",
        list(_TASKS),
        format_func=lambda task: _TASKS[task],
        key=fields.key("task"),
        required=True,
        persist_state="session",
        help="Yes or no, such as a loan; one of several labels, such as a diagnosis; or a number, such as a price.",
    )
    fields.said("task", problems, draft.reasons.get("task") if chosen == draft.plan.task else None)


def _is(task: str) -> bool:
    return st.session_state.get(fields.key("task")) == task


def _decision(draft: Draft, columns: list[str], problems: Mapping[str, str]) -> None:
    kinds = [
        kind
        for kind in _DECISIONS
        if (kind != "model" or draft.has_model) and (kind != "score" or _is("binary"))
    ]
    if st.session_state.get(fields.key("decision")) not in kinds:
        st.session_state[fields.key("decision")] = kinds[0]
    kind = st.segmented_control(
        "What was decided",
        kinds,
        format_func=lambda kind: _DECISIONS[kind],
        key=fields.key("decision"),
        required=True,
        persist_state="session",
    )
    fields.said("decision", problems)
    if kind == "column":
        chosen = fields.choice("Decision (prediction)", "prediction", columns)
        fields.said("prediction", problems, _why(draft, "prediction", chosen))
        return
    if kind == "score":
        chosen = fields.choice("Score", "score", columns)
        fields.said("score", problems, _why(draft, "score", chosen))
    if _is("binary"):
        _threshold(draft, problems, scored=kind == "score")


def _threshold(draft: Draft, problems: Mapping[str, str], *, scored: bool) -> None:
    """From which score, or from which probability that a model gives, a decision is positive."""
    st.session_state.setdefault(fields.key("threshold"), None)
    threshold = st.number_input(
        "Positive from a score of" if scored else "Positive from a probability of (empty: the model decides)",
        value=None,
        step=None,
        format="%g",
        key=fields.key("threshold"),
        persist_state="session",
    )
    stands = threshold is not None and threshold == draft.plan.roles.threshold
    fields.said("threshold", problems, draft.reasons.get("threshold") if stands else None)
    if scored:
        st.session_state.setdefault(fields.key("probability"), False)
        st.checkbox(
            "The score is a probability, from 0 to 1", key=fields.key("probability"), persist_state="session"
        )


def _labels(draft: Draft, problems: Mapping[str, str]) -> None:
    labels = form.labels_of(fields.values(), draft.dataset.frame)
    left, right = st.columns(2, gap="large")
    with left:
        chosen = fields.choice(
            "Which outcome does the model predict?", "positive", labels, placeholder="By convention",
            help="The positive label, that true and false positive rates speak of, such as “approved”.",
        )  # fmt: skip
        fields.said("positive", problems, _why(draft, "positive", chosen))
    with right:
        fields.choice(
            "Which decision is good for the person?", "favourable", labels,
            placeholder="The one that is predicted", help="The favourable label. Selection rates count it.",
        )  # fmt: skip
        fields.said("favourable", problems)


def _sensitive(draft: Draft, columns: list[str], problems: Mapping[str, str]) -> None:
    st.header("Whose groups are compared", anchor="sensitive")
    chosen = fields.choices(
        "Sensitive attributes", "sensitive", columns, placeholder="Choose columns",
        help="Such as sex, race, age. A missing value is a group of its own, shown as unknown.",
    )  # fmt: skip
    guessed = [draft.reasons[name] for column in chosen if (name := f"sensitive: {column}") in draft.reasons]
    fields.said("sensitive", problems, " ".join(guessed))
    for column in chosen:
        series = draft.dataset.frame[column]
        if form.needs_bins(series) or fields.values().get(f"bins.{column}"):
            fields.line(
                f"Cut {parts.markdown(column)} at", f"bins.{column}", placeholder="quartiles",
                help="A number with many values is cut into groups: at values such as 25, 45; or at its quartiles.",
            )  # fmt: skip
        fields.said(f"bins.{column}", problems)
    names = [name for name in form.attribute_names(fields.values(), draft.plan) if INTERSECTION not in name]
    pairs = [
        f"{first}{INTERSECTION}{second}" for place, first in enumerate(names) for second in names[place + 1 :]
    ]
    held = fields.values().get("intersections")
    deeper = (
        [name for name in held if name not in pairs and set(name.split(INTERSECTION)) <= set(names)]
        if isinstance(held, list)
        else []
    )
    if pairs:
        fields.choices(
            "Groups by two attributes together",
            "intersections",
            [*pairs, *deeper],
            help="Such as race & sex: every combination is a group.",
        )


def _why(draft: Draft, role: str, chosen: object) -> str | None:
    """Why a role was guessed, as long as the guess stands."""
    guessed = getattr(draft.plan.roles, role)
    return draft.reasons.get(role) if chosen is not None and str(chosen) == str(guessed) else None
