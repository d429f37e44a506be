"""The form of a signed PDF: which key, which certificate; both are used in memory and then gone."""

from __future__ import annotations

from typing import Final

import streamlit as st

from fairwitness.app import pdf_signing, state
from fairwitness.app.exporting import Made
from fairwitness.app.views import own_key, parts
from fairwitness.app.views.taking import attempt, show

_FORM: Final = "pdf"
MISSING: Final = (
    "Signing a PDF needs a part of Fairwitness that is not installed here. Whoever runs this server adds it with: "
    "pip install 'fairwitness[sign]'. The bundle above is signed without it."
)


def form(audit: str) -> None:
    """Sign the PDF report, for whoever opens it in a reader of PDFs."""
    st.header("A signed PDF", anchor="signed-pdf")
    parts.html(
        "<p>The PDF report with a signature that readers of PDFs show. It covers the whole file, and any later change "
        "breaks it.</p>"
    )
    if not pdf_signing.can_sign():
        parts.html(parts.muted(MISSING))
        return
    name = f"{audit}-signed-pdf"
    _ask(name, audit)
    show(name)


def _ask(name: str, audit: str) -> None:
    with st.form("signed-pdf"):
        key, secret = own_key.ask(
            _FORM, "Private key for the PDF, a .pem file", "Passphrase of the key for the PDF, if it has one"
        )
        certificate = st.file_uploader(
            "Certificate that was issued for the key, and those above it (optional)",
            ["pem", "crt", "cer"],
            key=f"{_FORM}-certificate-{own_key.turn(_FORM)}",
            max_upload_size=1,
            help="With a certificate that readers trust they show who signed. Without one the key must be of keygen.",
        )
        parts.html(parts.muted(own_key.NOT_KEPT))
        pressed = st.form_submit_button("Sign and make the PDF", type="primary", key="signed-pdf-send")
    if not pressed:
        return
    if key is None:
        parts.html(parts.problem("Choose the file of your private key first."))
        return

    def make() -> Made:
        issued = None if certificate is None else (certificate.getvalue(), certificate.name)
        by = pdf_signing.credential((key.getvalue(), key.name), secret, issued)
        return pdf_signing.take_signed(state.person(), audit, by)

    if attempt(name, make):
        own_key.next_turn(_FORM)
