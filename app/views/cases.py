"""The cases of an audit: asked for by what is known of them, listed, and one of them picked; the address says which."""

from __future__ import annotations

from typing import Final

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from fairwitness.app import state
from fairwitness.app.views import numbers, parts
from fairwitness.audits.case_search import Cases, Hit, Order, Search

CASE: Final = "case"
"""What the address calls the case that is picked."""
SHOWN: Final = 8
_OF: Final = "case-of"
_PICKED: Final = "case-picked"
_PAGE: Final = "case-page"
_NAMES: Final = ("text", "group", "kind", "low", "high", "order", "page")
_ORDERS: Final[dict[Order, str]] = {
    "row": "As in the data",
    "lowest": "Lowest first",
    "highest": "Highest first",
    "nearest": "Nearest to the threshold first",
}


def pick(audit: str, cases: Cases) -> int | None:
    """Draw the search and what it found; the position of the case that is picked, None if there is none."""
    _begin(audit)
    search = _fields(cases)
    page = int(st.session_state.setdefault(_PAGE, 0))
    total, hits = cases.find(search, SHOWN, page * SHOWN)
    asked = str(st.query_params.get(CASE, ""))
    picked = cases.exact(asked)
    if picked is None and hits:
        if asked:
            parts.html(parts.problem(_unknown(asked, hits[0].name)))
        picked = hits[0].row
        st.query_params[CASE] = hits[0].name
    said = _found(total, len(cases.names), page, len(hits))
    parts.html(f'<p class="m" role="status">{parts.text(said)}</p>')
    if hits:
        _list(cases, hits, picked)
    _turn(page, total)
    return picked


def summary(cases: Cases, row: int) -> str:
    """What is known of one case, in a line."""
    return ", ".join(_words(cases, cases.hit(row)))


def _begin(audit: str) -> None:
    """Forget what was asked of another audit."""
    if st.session_state.get(_OF) == audit:
        return
    if _OF in st.session_state:
        for name in _NAMES:
            st.session_state.pop(f"case-{name}", None)
    st.session_state[_OF] = audit


def _fields(cases: Cases) -> Search:
    """What is asked for. Each answer is kept while other sections are looked at."""
    named = cases.subject.plan.roles.id is not None
    left, middle, right = st.columns(3, gap="medium")
    text = left.text_input(
        f"Find a case by its {'id' if named else 'row number'}", key="case-text", placeholder="All",
        on_change=state.answering(_asked), args=(cases,), persist_state="session",
    )  # fmt: skip
    groups = [(one.name, group) for one in cases.attributes for group in one.groups]
    group = middle.selectbox(
        "Group", groups, index=None, key="case-group", placeholder="All", on_change=state.answering(_first_page),
        format_func=lambda pair: f"{pair[0]}: {pair[1]}", persist_state="session",
    )  # fmt: skip
    kind = None
    if cases.kinds:
        kind = right.selectbox(
            "Outcome and decision", [one.title for one in cases.kinds], index=None, key="case-kind",
            placeholder="All", on_change=state.answering(_first_page), persist_state="session",
        )  # fmt: skip
    low, high, order = _by_score(cases)
    return Search(text or "", group, kind, low, high, order)


def _by_score(cases: Cases) -> tuple[float | None, float | None, Order]:
    """The range of scores, and how hits are sorted; neither where there are no different scores."""
    if cases.span is None:
        return None, None, "row"
    left, middle, right = st.columns(3, gap="medium")
    low, high = _end(cases, left, "from", 0, cases.span), _end(cases, middle, "to", 1, cases.span)
    order = right.selectbox(
        "Sorted", cases.orders, key="case-order", format_func=lambda name: _ORDERS[name],
        on_change=state.answering(_first_page), persist_state="session",
    )  # fmt: skip
    return low, high, order or "row"


def _end(cases: Cases, place: DeltaGenerator, word: str, end: int, span: tuple[float, float]) -> float | None:
    """One end of the range of scores; None where nothing is said."""
    return place.number_input(
        f"{'Predicted' if _number_decided(cases) else 'Score'} {word}",
        value=None,
        key=f"case-{('low', 'high')[end]}",
        placeholder=f"{span[end]:.3f}",
        step=(span[1] - span[0]) / 100,
        format="%.3f",
        on_change=state.answering(_first_page),
        persist_state="session",
    )


def _asked(cases: Cases) -> None:
    """Go to the first hits; a case that is named in full is picked at once."""
    _first_page()
    row = cases.exact(str(st.session_state.get("case-text") or ""))
    if row is not None:
        st.query_params[CASE] = cases.names[row]


def _first_page() -> None:
    st.session_state[_PAGE] = 0


def _found(total: int, rows: int, page: int, shown: int) -> str:
    words = numbers.words()
    count, plural = words.count, words.plural
    if not total:
        return f"No case of {count(rows)} fits. Ask for less."
    if total <= SHOWN:
        return f"{plural(total, 'case')} of {count(rows)}."
    return f"{count(page * SHOWN + 1)} to {count(page * SHOWN + shown)} of {plural(total, 'case')}."


def _unknown(asked: str, shown: str) -> str:
    return (
        f"No case is named '{asked[:80]}', as the address has it. The first one is shown instead: '{shown}'."
    )


def _list(cases: Cases, hits: tuple[Hit, ...], picked: int | None) -> None:
    """The hits as one choice: arrow keys or a click pick one. The style sheet sets the words in columns."""
    cells = {hit.name: _cells(cases, hit) for hit in hits}
    st.session_state[_PICKED] = next((hit.name for hit in hits if hit.row == picked), None)
    with st.container(key="hits"):
        st.radio(
            "Cases found",
            list(cells),
            index=None,
            key=_PICKED,
            format_func=cells.__getitem__,
            on_change=state.answering(_pick),
            label_visibility="collapsed",
            width="stretch",
        )


def _pick() -> None:
    if (name := st.session_state.get(_PICKED)) is not None:
        st.query_params[CASE] = name


def _cells(cases: Cases, hit: Hit) -> str:
    cells = " ".join(f"*{parts.markdown(word)}*" for word in _words(cases, hit))
    return f"**{parts.markdown(hit.name)}** {cells}"


def _words(cases: Cases, hit: Hit) -> list[str]:
    decided = f"predicted {hit.decided}" if _number_decided(cases) else f"decided {hit.decided}"
    score = (
        []
        if hit.score is None or _number_decided(cases)
        else [f"score {numbers.words().number(hit.score, 3)}"]
    )
    return [decided, f"was {hit.happened}", *score, *hit.groups]


def _number_decided(cases: Cases) -> bool:
    return cases.subject.plan.task == "regression"


def _turn(page: int, total: int) -> None:
    if total <= SHOWN:
        return
    last = (total - 1) // SHOWN
    with st.container(horizontal=True):
        for label, key, to in (
            ("Earlier cases", "earlier", page - 1),
            ("Further cases", "further", page + 1),
        ):
            st.button(
                label,
                key=f"case-{key}",
                disabled=not 0 <= to <= last,
                on_click=state.answering(_to),
                args=(to,),
            )


def _to(page: int) -> None:
    st.session_state[_PAGE] = page
