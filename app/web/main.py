"""The web app's entry: Streamlit runs this file for every session and every interaction."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import streamlit as st

from fairwitness.app import live, state, store
from fairwitness.app.pages import (
    audits,
    compare,
    compliance,
    energy,
    explanations,
    fairness,
    new_audit,
    performance,
    run,
    summary,
)
from fairwitness.app.views.style import style_sheet

When = Literal["always", "results", "never"]
RENDER = {
    "Summary": summary.render,
    "Fairness": fairness.render,
    "Performance": performance.render,
    "Explanations": explanations.render,
    "Energy": energy.render,
    "Compliance": compliance.render,
}
# The other pages: where each is, what draws it, and when the bar shows it. (Streamlit would print a string here.)
BESIDE: dict[str, tuple[str, Callable[[], None], When]] = {
    "New audit": ("new", new_audit.render, "always"),
    "Compare": ("compare", compare.render, "results"),
    "Run": ("run", run.render, "never"),
}


def main() -> None:
    """Set the page up and hand over to the page that the address names."""
    here = (st.context.url or "").split("?")[0].rstrip("/").rsplit("/", 1)[-1]
    names = {name.lower(): name for name in state.SECTIONS} | {
        path: name for name, (path, *_) in BESIDE.items()
    }
    st.set_page_config(
        page_title=f"{names.get(here, 'Audits')} \u00b7 Fairwitness",
        layout="wide",
        initial_sidebar_state="collapsed",
    )
    st.html(style_sheet())
    live.warm()
    st.navigation(_pages(here), position="top").run()


def _pages(here: str) -> list[st.Page]:
    """Every page. The open section stands in the bar as "Result", so that the bar marks where the reader is."""
    any_result = store.newest_finished() is not None
    shown = here if here in {name.lower() for name in RENDER} else "summary"
    results = {
        name: st.Page(
            state.guarded(render),
            title="Result",
            url_path=name.lower(),
            visibility="visible" if any_result and name.lower() == shown else "hidden",
        )
        for name, render in RENDER.items()
    }
    first = st.Page(state.guarded(audits.render), title="Audits", url_path="audits", default=True)
    beside = {
        name: st.Page(
            state.guarded(render),
            title=name,
            url_path=path,
            visibility="visible" if when == "always" or (when == "results" and any_result) else "hidden",
        )
        for name, (path, render, when) in BESIDE.items()
    }
    state.set_pages({"Audits": first, **beside, **results})
    return [first, *beside.values(), *results.values()]


main()
