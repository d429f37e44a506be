"""The part of the form that declares limits: a row each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from fairwitness.app import state
from fairwitness.app.gate_words import is_share, words_of
from fairwitness.app.views import fields, numbers, parts
from fairwitness.audits.explanations.measures import MEASURES
from fairwitness.audits.metrics import for_task, is_of, metric_named
from fairwitness.audits.plan.explanation_limit import ExplanationLimit
from fairwitness.audits.plan.gate import USUAL_LIMITS
from fairwitness.audits.plan.model import Form, Kind, Task
from fairwitness.audits.wording import listed
from fairwitness.reports.format import metric_title

_FIRST: Final[dict[Task, str]] = {
    "binary": "selection_rate",
    "multiclass": "recall_macro",
    "regression": "mean_error",
}
_KINDS: Final = {"difference": "Difference, at most", "ratio": "Ratio, at least"}
Whys = Mapping[tuple[str, str], str]
_AGAINST: Final = {
    "rest": "As the plan says: each group against everybody else.",
    "reference": "As the plan says: each group against {}.",
}
_NEXT = "gate-next"


def gate_fields(
    attributes: Sequence[str],
    problems: Mapping[str, str],
    of_explanations: Sequence[ExplanationLimit] = (),
    whys: Whys | None = None,
) -> None:
    """Draw the limits, and keep them as rows under the field ``gates``.

    Parameters
    ----------
    of_explanations
        Limits on explanations of a pasted plan: they are shown, and changed in the plan only.
    whys
        Why a policy has a limit, by its metric and kind.
    """
    st.header("Limits", anchor="gates")
    parts.html(parts.muted("Declared before anything is measured; they decide the verdicts."))
    rows = [_row(row, attributes, whys or {}) for row in _rows()]
    st.session_state[fields.key("gates")] = [row for row in rows if row is not None]
    if len([row for row in rows if row is not None]) < len(rows):
        st.rerun()
    if not rows:
        parts.html(parts.muted("No limit: rates are measured, and nothing is judged."))
    if st.button("Add a limit", key="add-gate"):
        st.session_state[fields.key("gates")] = [
            *rows,
            {"metric": _FIRST[fields.task()], "kind": "difference", "limit": 0.10, "attributes": None},
        ]
        st.rerun()
    fields.said("gates", problems)
    for limit in of_explanations:
        parts.html(parts.muted(limit_text(limit)))


def limit_text(limit: ExplanationLimit) -> str:
    """A limit on explanations as a sentence."""
    bound = {"at_least": "at least", "at_most": "at most"}.get(limit.kind, "a difference of at most")
    whose = f"by {listed(limit.attributes)}" if limit.attributes else "by every attribute"
    muted = f" Waiver in the plan: {limit.waiver}." if limit.waiver else ""
    return f"On explanations, as the plan says: {MEASURES[limit.metric].title}, {bound} {limit.limit:g} {whose}.{muted}"


def turn_to(task: Task) -> None:
    """Limits that this kind of decision does not have are put aside until it is turned back."""
    rows = st.session_state.get(fields.key("gates")) or []
    aside = st.session_state.setdefault(fields.key("gates-aside"), {})
    foreign = [row for row in rows if not is_of(metric_named(row["metric"]), task)]
    back = [name for name in aside if all(is_of(metric_named(metric), task) for metric in name)]
    if not foreign and not back:
        return
    st.session_state[fields.key("gates")] = [
        *(row for row in rows if row not in foreign),
        *(row for name in back for row in aside.pop(name)),
    ]
    if foreign:
        aside[tuple(sorted({str(row["metric"]) for row in foreign}))] = foreign
    st.rerun()


def _rows() -> list[dict[str, object]]:
    """The rows, each with a number that stays its own while others come and go."""
    rows = st.session_state.get(fields.key("gates")) or []
    for row in rows:
        if "row" not in row:
            row["row"] = st.session_state[_NEXT] = st.session_state.get(_NEXT, 0) + 1
    return [dict(row) for row in rows]


def _row(row: dict[str, object], attributes: Sequence[str], whys: Whys) -> dict[str, object] | None:
    """One limit; None if it was taken away."""
    number = row["row"]

    def key(name: str) -> str:
        return f"gate.{number}.{name}"

    for name in ("metric", "kind", "limit"):
        st.session_state.setdefault(key(name), row[name])
    st.session_state.setdefault(key("percent"), _percent(row["limit"]))
    held = st.session_state.get(key("attributes"), row.get("attributes") or [])
    st.session_state[key("attributes")] = [name for name in held if name in attributes]
    with st.container(key=f"limit-row-{number}"):
        *cells, last = st.columns([2, 1.5, 1.7, 0.9], vertical_alignment="bottom")
        filled = _cells(cells, key, attributes)
        shown = _shown(str(filled["metric"]))
        if last.button(
            "Remove",
            key=f"remove-{number}",
            type="tertiary",
            help=f"Remove the limit on {parts.markdown(shown)}",
        ):
            return None
        filled["limit"] = _limit(key, str(filled["metric"]), filled["kind"])
        _say(row | filled, whys)
    return {**row, **filled}


def _say(row: dict[str, object], whys: Whys) -> None:
    """What the limit lets pass, what it compares with, and why a policy has it."""
    metric, kind, limit = str(row["metric"]), row["kind"], row["limit"]
    against = row.get("against", "others")
    assert isinstance(limit, int | float)
    reference = None if row.get("reference") is None else str(row["reference"])
    said = words_of(
        metric, _kind(kind), limit, _form(against), reference or "of reference", words=numbers.words()
    )
    parts.html(f"<p>{parts.text(said)}</p>")
    if against in _AGAINST:
        parts.html(parts.muted(_AGAINST[str(against)].format(reference)))
    if why := whys.get((metric, str(kind))):
        parts.html(parts.muted(f"Why: {why}"))


def _limit(key: Callable[[str], str], metric: str, kind: object) -> float:
    """The limit as a slider in points or per cent, or as a number in the unit of what is measured."""
    if not is_share(metric, _kind(kind)):
        return float(
            st.number_input(
                "Limit", min_value=0.0, step=1.0, format="%g", key=key("limit"), persist_state="session"
            )
        )
    ratio = kind == "ratio"
    lowest = 1.0 if ratio else 0.0
    st.session_state[key("percent")] = min(max(float(st.session_state[key("percent")]), lowest), 100.0)
    percent = st.slider(
        "Smallest share of the highest rate" if ratio else "Largest difference",
        min_value=lowest,
        max_value=100.0,
        step=1.0,
        format="%g%%" if ratio else "%g points",
        key=key("percent"),
        persist_state="session",
    )
    return round(float(percent) / 100, 6)


def _cells(
    cells: Sequence[DeltaGenerator], key: Callable[[str], str], attributes: Sequence[str]
) -> dict[str, object]:
    """Which figure is limited, how groups are compared, and for which attributes."""
    a, b, c = cells
    known = list(for_task(fields.task()))
    if st.session_state[key("metric")] not in known:
        known = [st.session_state[key("metric")], *known]
    metric = a.selectbox("Question", known, format_func=_shown, key=key("metric"), persist_state="session")
    kind = b.selectbox(
        "Compared by", list(_KINDS), format_func=lambda k: _KINDS[k], key=key("kind"), persist_state="session",
        on_change=state.answering(_usual_limit), args=(key,),
    )  # fmt: skip
    chosen = c.multiselect(
        "For", list(attributes), key=key("attributes"), placeholder="All attributes", persist_state="session",
        select_all=False,
    )  # fmt: skip
    return {"metric": metric, "kind": kind, "attributes": chosen or None}


def _usual_limit(key: Callable[[str], str]) -> None:
    """A tenth is a usual difference and no usual ratio: changing the kind puts the usual limit."""
    usual = USUAL_LIMITS[st.session_state[key("kind")]]
    st.session_state[key("limit")], st.session_state[key("percent")] = usual, _percent(usual)


def _percent(limit: object) -> float:
    assert isinstance(limit, int | float)
    return round(100 * float(limit), 4)


def _kind(held: object) -> Kind:
    return "ratio" if held == "ratio" else "difference"


def _form(held: object) -> Form:
    return "rest" if held == "rest" else "reference" if held == "reference" else "others"


def _shown(metric: str) -> str:
    return f"{metric_title(metric)} ({metric.replace('_', ' ')})"
