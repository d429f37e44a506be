"""The web app's entry: Streamlit runs this file for every session and every interaction."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from typing import Literal

import streamlit as st

from fairwitness.app import access, live, login, state, store
from fairwitness.app.pages import (
    audits,
    compare,
    compliance,
    energy,
    explanations,
    export,
    fairness,
    new_audit,
    people,
    performance,
    review,
    run,
    summary,
    topic,
    trail,
)
from fairwitness.app.people import Person
from fairwitness.app.views import door, numbers
from fairwitness.app.views.style import style_sheet
from fairwitness.errors import FairwitnessError
from fairwitness.reports.topics import TOPICS

log = logging.getLogger("fairwitness.app")
When = Literal["always", "results", "audit", "administer", "never"]
RENDER: dict[str, Callable[[], None]] = {
    "Summary": summary.render,
    "Fairness": fairness.render,
    "Performance": performance.render,
    "Explanations": explanations.render,
    "Energy": energy.render,
    "Compliance": compliance.render,
    "Review": review.render,
    "Export": export.render,
    **{name: partial(topic.render, name) for name in TOPICS},
}
# The other pages: where each is, what draws it, and when the bar shows it. (Streamlit would print a string here.)
BESIDE: dict[str, tuple[str, Callable[[], None], When]] = {
    "New audit": ("new", new_audit.render, "audit"),
    "Compare": ("compare", compare.render, "results"),
    "Trail": ("trail", trail.render, "always"),
    "People": ("people", people.render, "administer"),
    "Run": ("run", run.render, "never"),
}


def main() -> None:
    """Set the page up and hand over to the page that the address names."""
    here = (st.context.url or "").split("?")[0].rstrip("/").rsplit("/", 1)[-1]
    names = {name.lower(): name for name in RENDER} | {path: name for name, (path, *_) in BESIDE.items()}
    st.set_page_config(layout="wide", initial_sidebar_state="collapsed")
    state.entitle(names.get(here, "Audits"))
    st.html(style_sheet())
    inside = door.let_in()
    occasions = _shown() if inside else set[When]()
    page = st.navigation(_pages(here, occasions), position="top" if inside else "hidden")
    if inside:
        live.warm()
        page.run()
        numbers.choice()


def _shown() -> set[When]:
    """Which pages the bar shows; the least while the list of audits cannot be read, which the page then says."""
    try:
        return _occasions(state.person())
    except FairwitnessError:
        log.warning("the pages that the bar shows are not known", exc_info=True)
        return {"always"}


def _occasions(person: Person) -> set[When]:
    """Which pages the bar shows to somebody."""
    allowed = access.anywhere(person)
    holds: dict[When, bool] = {
        "always": True,
        "results": any(store.newest_finished(project.id) for project in access.seen(person)),
        "audit": "audit" in allowed,
        "administer": "administer" in allowed and login.secrets_file() is not None,
    }
    return {when for when, does in holds.items() if does}


def _pages(here: str, occasions: set[When]) -> list[st.Page]:
    """Every page. The open section stands in the bar as "Result", so that the bar marks where the reader is."""
    shown = here if here in {name.lower() for name in RENDER} else "summary"
    results = {
        name: st.Page(
            state.guarded(render),
            title="Result",
            url_path=name.lower(),
            visibility="visible" if "results" in occasions and name.lower() == shown else "hidden",
        )
        for name, render in RENDER.items()
    }
    first = st.Page(state.guarded(audits.render), title="Audits", url_path="audits", default=True)
    beside = {
        name: st.Page(
            state.guarded(render),
            title=name,
            url_path=path,
            visibility="visible" if when in occasions else "hidden",
        )
        for name, (path, render, when) in BESIDE.items()
    }
    state.set_pages({"Audits": first, **beside, **results})
    return [first, *beside.values(), *results.values()]


main()
