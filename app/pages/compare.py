"""Two audits compared: what got better, what got worse, and what may be chance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import partial
from typing import Final

import streamlit as st

from fairwitness.app import access, comparing, state
from fairwitness.app.comparing import Compared
from fairwitness.app.store import Entry
from fairwitness.app.views import numbers, parts, wording
from fairwitness.app.views.figure import figure, open_table, table_twin
from fairwitness.app.views.loading import loaded
from fairwitness.audits.record import Record
from fairwitness.audits.versions.document import GapChange, Side, VersionComparison
from fairwitness.audits.versions.verdicts import Outcome
from fairwitness.reports import charts, side_by_side
from fairwitness.reports.charts.changes import OUTCOME_WORDS

WITH: Final = "with"
_INSTEAD: Final = "compare-instead"
_LOST: Final = (
    "This address names an audit that is not kept on this machine, or has not ended. The two that are chosen here are "
    "compared instead."
)
_SIGNS: Final[dict[Outcome, str]] = {
    "worse": "disparity",
    "better": "within",
    "not_worse": "within",
    "no_change_shown": "inconclusive",
    "not_estimable": "not_estimable",
}
MEANS: Final = (
    "“Better” and “worse” are changes beyond what chance explains, over all compared limits together. “No change "
    "shown” does not say that nothing changed."
)


def render() -> None:
    """Draw the page."""
    parts.html("<h1>Compare two audits</h1>")
    finished = [entry for entry in access.readable(state.person()) if entry.finished]
    if len(finished) < 2:
        parts.html(parts.muted("Two finished audits are needed: such as of two models, or of two months."))
        st.page_link(state.page("Audits"), label="To the audits")
        return
    before, now = _pick(finished)
    if before == now:
        parts.html(parts.problem("The two audits must be different ones. Choose another."))
        return
    _watched(before, now)


def _pick(finished: list[Entry]) -> tuple[str, str]:
    """The audit before and the audit now: the address says which, else the two newest."""
    names = _names(finished)
    ids = list(names)
    lost = any(
        asked is not None and asked not in ids
        for asked in (st.query_params.get(state.AUDIT), st.query_params.get(WITH))
    )
    now = _known(st.query_params.get(state.AUDIT), ids) or ids[0]
    before = _known(st.query_params.get(WITH), ids) or next(one for one in ids if one != now)
    left, right = st.columns(2, gap="medium")
    before = left.selectbox(
        "Before", ids, ids.index(before), format_func=names.__getitem__, key="compare-before"
    )
    now = right.selectbox("Now", ids, ids.index(now), format_func=names.__getitem__, key="compare-now")
    st.query_params[state.AUDIT], st.query_params[WITH] = now, before
    if lost:
        st.session_state[_INSTEAD] = before, now
    if st.session_state.get(_INSTEAD) == (before, now):
        parts.html(parts.problem(_LOST))
    return before, now


def _known(audit: str | None, ids: list[str]) -> str | None:
    return audit if audit in ids else None


def _names(entries: list[Entry]) -> dict[str, str]:
    """What each is called in the list; never two the same, because the browser sends back what is shown."""
    date = numbers.words().date
    plain = {
        entry.id: f"{entry.title or 'Untitled'} · {entry.source} · {date(entry.created)}" for entry in entries
    }
    often = Counter(plain.values())
    return {audit: name if often[name] == 1 else f"{name} · {audit[-6:]}" for audit, name in plain.items()}


def _watched(before: str, now: str) -> None:
    found = loaded(
        partial(comparing.compared, before, now),
        "Comparing; where both audits have the rows and models, on the same rows.",
        partial(comparing.again, before, now),
        key="compare-again",
    )
    if found is not None:
        one, two = state.record(before), state.record(now)
        state.entitle("Compare", *dict.fromkeys((two.title, one.title)))
        _result(found, one, two)


def _result(found: Compared, before: Record, now: Record) -> None:
    if found.versions is not None:
        parts.html(parts.lede(found.versions.lead) + numbers.note())
        _gaps(found.versions, wording.terms(now) | wording.measures(now))
    if found.reason is not None:
        parts.html(f'<p class="note">{parts.sentence(found.reason)}</p>')
    if found.overall:
        st.header("How often the decisions were right", anchor="overall")
        open_table(partial(side_by_side.overall, found.overall), "compare-overall", file="overall.csv")
    if found.versions is not None:
        _models(found.versions)
        _groups(found.versions)
    st.header("Energy", anchor="energy")
    open_table(partial(side_by_side.energy, before, now), "compare-energy", file="energy.csv")
    if found.versions is not None:
        _notes(found.versions, before, now)


def _gaps(found: VersionComparison, meanings: Mapping[str, str]) -> None:
    st.header("Gaps between groups", anchor="gaps")
    parts.html("".join(_gap(one, meanings) for one in found.gates) + parts.muted(MEANS))
    figure(lambda canvas: charts.changes(found, canvas), level=3, width=1100)
    figure(lambda canvas: charts.changes(found, canvas, "ratio"), level=3, width=1100)


def _gap(one: GapChange, meanings: Mapping[str, str]) -> str:
    sign = _SIGNS[one.outcome]
    word = parts.text(OUTCOME_WORDS[one.outcome])
    return (
        f'<div class="vr two"><div><span class="v {sign}">{parts.icon(sign)}{word}</span></div>'
        f'<p class="s">{wording.explained(one.statement, meanings)}</p></div>'
    )


def _models(found: VersionComparison) -> None:
    if found.explanations is None:
        return
    st.header("What the models use", anchor="explanations")
    parts.html(f"<p>{parts.text(found.explanations.statement)}</p>")
    open_table(partial(side_by_side.uses, found.explanations), "compare-uses", file="columns.csv")


def _groups(found: VersionComparison) -> None:
    if not found.groups:
        return
    st.header("Rates by group", anchor="groups")
    table_twin(
        partial(side_by_side.groups, found.groups),
        "compare-groups",
        file="groups.csv",
        label="Every rate of every group",
    )


def _notes(found: VersionComparison, before: Record, now: Record) -> None:
    st.header("How this was compared", anchor="how")
    words = numbers.words()
    rows = [
        ("Before", _side(before, found.a)),
        ("Now", _side(now, found.b)),
        (
            "Rows",
            "the same, decided twice: only rows that are decided differently bear on a change"
            if found.form == "paired"
            else "taken as different ones, as samples of different people",
        ),
        (
            "Chance of a false alarm",
            f"at most {words.short(100 * found.alpha)} in 100, over all gaps together",
        ),
        ("Fingerprint of this comparison", f"{found.hash[:12]} … {found.hash[-6:]}"),
    ]
    parts.html(parts.facts(rows) + (parts.listing(found.notes) if found.notes else ""))
    st.download_button(
        "Comparison, JSON",
        found.to_json(),
        "comparison.json",
        "application/json",
        key="get-comparison",
        on_click="ignore",
    )


def _side(record: Record, side: Side) -> str:
    """Which audit stands on one side, and what it decided."""
    words = numbers.words()
    rows = f"{words.plural(side.rows, 'row')} of {side.source}"
    return f"{record.title}, {words.date(record.provenance.created)}: {side.decisions}, {rows}"
