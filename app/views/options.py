"""The parts of the form that most people leave as they are: about the rows, and about the checks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import streamlit as st

from fairwitness import _registry
from fairwitness.app.uploads import Draft
from fairwitness.app.views import fields

_WORDS: Final = {
    "people": ("Who the rows are", "people"),
    "positive": ("Positive, of a person", "were re-arrested"),
    "negative": ("The other label, of a person", "were not re-arrested"),
    "predicted_positive": ("A positive decision, of a person", "were flagged high risk"),
    "favourable": ("A favourable decision, of a person", "were not flagged"),
}


def row_fields(draft: Draft, problems: Mapping[str, str]) -> None:
    """Which rows are audited, and what else columns are for."""
    columns = [str(name) for name in draft.dataset.frame.columns]
    wrong = any(name in problems for name in ("where", "weight", "id", "cluster", "strata"))
    with st.expander(
        "More about the rows: conditions, weights, ids, strata", expanded=wrong, key="more-rows"
    ):
        _rows(draft, columns, problems)


def check_fields(problems: Mapping[str, str]) -> None:
    """Frameworks, carbon, error rates, and words for the report."""
    known = list(_registry.names("fairwitness.frameworks"))
    fields.choices(
        "Frameworks", "frameworks", known, show=_framework, help="Regulations to set the evidence beside."
    )
    named = _countries()
    fields.choice(
        "Country of computing", "country", list(named), show=lambda code: f"{named[code]} ({code})",
        placeholder="Not given: carbon is not given either",
        help="Turns the audit's energy into carbon, with the yearly average of that country's electricity.",
    )  # fmt: skip
    fields.said("country", problems)
    st.session_state.setdefault(fields.key("energy_budget"), None)
    st.number_input(
        "Energy budget, watt-hours", key=fields.key("energy_budget"), min_value=0.001, step=1.0, format="%g",
        placeholder="None", persist_state="session",
        help="What this audit may use. The report says whether it did; no verdict rests on it.",
    )  # fmt: skip
    fields.said("energy_budget", problems)
    wrong = any(name in problems for name in ("alpha", "seed", "min_group"))
    with st.expander("Error rate, smallest group, seed", expanded=wrong, key="more-statistics"):
        _statistics(problems)
    with st.expander("Words for the report", key="more-words"):
        _words()


def _rows(draft: Draft, columns: list[str], problems: Mapping[str, str]) -> None:
    st.session_state.setdefault(fields.key("where"), "")
    st.text_area(
        "Only rows where", key=fields.key("where"), placeholder="age >= 18", height=90, persist_state="session",
        max_chars=10_000,
        help="A condition in each line, such as: age >= 18; charge in F, M; score is known.",
    )  # fmt: skip
    fields.said("where", problems)
    chosen = fields.choice("Sample weights", "weight", columns)
    fields.said("weight", problems, draft.reasons.get("weight") if chosen else None)
    chosen = fields.choice(
        "Id of a row", "id", columns, help="Each may stand once. It names cases, and is never a feature."
    )
    fields.said("id", problems, draft.reasons.get("id") if chosen else None)
    fields.choice(
        "Rows that belong together (cluster)", "cluster", columns,
        help="Such as the person, when one person has several rows. Intervals then count people, not rows.",
    )  # fmt: skip
    fields.said("cluster", problems)
    fields.choices(
        "Compare only within (strata)", "strata", columns, placeholder="Compare everyone with everyone",
        help="Such as a department or a school: groups are then also compared inside each, and over all of them.",
    )  # fmt: skip
    fields.said("strata", problems)
    st.session_state.setdefault(fields.key("no_rows"), not draft.plan.privacy.rows)
    st.checkbox(
        "Let nothing of a single row leave, and delete the rows after the run", key=fields.key("no_rows"),
        persist_state="session", help="No case can be looked at afterwards, and no message quotes a cell.",
    )  # fmt: skip
    if draft.has_model:
        fields.choices("Columns the model reads", "features", columns, placeholder="Those it was trained on")


def _statistics(problems: Mapping[str, str]) -> None:
    for name, value in (("alpha", 0.05), ("seed", 0), ("min_group", 30)):
        st.session_state.setdefault(fields.key(name), value)
    st.number_input(
        "Chance of each error, over all limits", min_value=0.001, max_value=0.499, step=0.01, format="%.3f",
        key=fields.key("alpha"), persist_state="session",
        help="At most this often is a gap inside the limit called a disparity, or one beyond it called within.",
    )  # fmt: skip
    st.number_input(
        "Smallest group that is judged",
        min_value=0,
        step=1,
        key=fields.key("min_group"),
        persist_state="session",
    )
    st.number_input("Seed", min_value=0, step=1, key=fields.key("seed"), persist_state="session")
    for name in ("alpha", "seed", "min_group"):
        fields.said(name, problems)


def _words() -> None:
    left, right = st.columns(2, gap="large")
    for place, (name, (label, example)) in enumerate(_WORDS.items()):
        with left if place % 2 == 0 else right:
            fields.line(label, f"words.{name}", placeholder=example)


@st.cache_data(show_spinner=False)
def _countries() -> dict[str, str]:
    from fairwitness.audits.energy.grid import countries

    return countries()


@st.cache_data(show_spinner=False)
def _framework(name: str) -> str:
    from fairwitness.audits.frameworks import framework

    return framework(name).facts().title
