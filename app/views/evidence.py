"""The signed evidence of an audit: what goes into it, who signs, and how a stranger verifies it."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Final, Literal

import streamlit as st

from fairwitness.app import exporting, state
from fairwitness.app.exporting import Choice, Made
from fairwitness.app.views import own_key, parts
from fairwitness.app.views.taking import attempt, show
from fairwitness.errors import EvidenceError

Who = Literal["operator", "own", "nobody"]
_USUAL: Final = ("pdf", "html")
_FORM: Final = "bundle"
VERIFY: Final = (
    "Install Fairwitness anywhere (pip install fairwitness), and take the signer\u2019s public key from its owner, not "
    "from the bundle.",
    "Run: fairwitness verify evidence.zip --key signer.pub.pem. It works offline, and names the first thing that does "
    "not match.",
    "Whoever has the data adds --data with their file: the figures are then computed anew and compared.",
)

log = logging.getLogger("fairwitness.app")


def signed(audit: str, found: Sequence[Choice]) -> None:
    """The form of the bundle, and what to tell a stranger."""
    st.header("Evidence in one file", anchor="evidence")
    parts.html(
        "<p>A bundle holds the record, the plan, what people stated and reviewed, the reports you choose and a hash of "
        "each. Signed, it also shows who made it. No data and no model are packed.</p>"
    )
    name, operator = f"{audit}-bundle", _operator()
    titles = {
        one.use.format: one.use.title for one in found if one.refusal is None and one.use.format != "json"
    }
    reports = st.multiselect(
        "Reports to pack", list(titles), [one for one in _USUAL if one in titles],
        format_func=lambda one: titles[one], key="bundle-reports",
    )  # fmt: skip
    means: dict[Who, str] = {"operator": operator} if operator else {}
    means |= {"own": "A key of mine", "nobody": "Nobody: make it unsigned"}
    who = st.radio(
        "Who signs?", list(means), format_func=lambda one: parts.markdown(means[one]), key="bundle-who"
    )
    if who == "own":
        _by_own_key(name, audit, reports)
    elif st.button("Make the bundle" if who == "operator" else "Make the unsigned bundle", key="take-bundle"):
        _by_nobody_here(name, audit, reports, operator=who == "operator")
    show(name)
    st.subheader("How a stranger verifies it", anchor="verify")
    parts.html(parts.listing(VERIFY, ordered=True))


def _by_nobody_here(name: str, audit: str, reports: Sequence[str], *, operator: bool) -> None:
    """Make the bundle without a key of the person: by that of the server, or unsigned."""

    def make() -> Made:
        if operator:
            return exporting.take_bundle_of_operator(state.person(), audit, reports)
        return exporting.take_bundle(state.person(), audit, reports, None)

    if attempt(name, make):
        st.rerun()


def _operator() -> str | None:
    """Whose the key of this server is, as a choice; None where there is none that can be used."""
    try:
        found = exporting.operator()
        return None if found is None else f"This server: {exporting.signs(found)}"
    except EvidenceError as error:
        log.warning("the signing key of this server cannot be used: %s", error)
        parts.html(
            parts.muted(
                "This server has a signing key that cannot be used; the log of whoever runs it says why."
            )
        )
        return None


def _by_own_key(name: str, audit: str, reports: Sequence[str]) -> None:
    with st.form("bundle-own"):
        pem, secret = own_key.ask(_FORM, "Private key, a .pem file", "Passphrase, if the key has one")
        said = st.file_uploader(
            "Whose the key is: the .pub.json beside it (optional)",
            "json",
            key=f"{_FORM}-said-{own_key.turn(_FORM)}",
            max_upload_size=1,
        )
        parts.html(parts.muted(own_key.NOT_KEPT))
        sent = st.form_submit_button("Sign and make the bundle", type="primary", key="bundle-own-send")
    if not sent:
        return
    if pem is None:
        parts.html(parts.problem("Choose the file of your private key first, or make the bundle unsigned."))
        return

    def make() -> Made:
        statement = None if said is None else said.getvalue()
        key = exporting.key(pem.getvalue(), pem.name, secret, statement)
        made = exporting.take_bundle(state.person(), audit, reports, key)
        return exporting.with_remark(made, f"It is signed by {exporting.signs(key)}.")

    if attempt(name, make):
        own_key.next_turn(_FORM)
