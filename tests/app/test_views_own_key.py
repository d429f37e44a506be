"""A private key that is brought for one signature leaves nothing behind in the fields it came in by."""

from streamlit.testing.v1 import AppTest


def page() -> None:
    import streamlit as st

    from fairwitness.app.views import own_key

    with st.form("of-a-key"):
        pem, secret = own_key.ask("own", "Private key", "Passphrase")
        sent = st.form_submit_button("Sign", key="send")
    if sent and pem is not None:
        st.session_state["used"] = (pem.getvalue(), secret)
        own_key.next_turn("own")


def test_what_was_sent_is_used_once_and_gone() -> None:
    found = AppTest.from_function(page).run()
    found.file_uploader(key="own-key-0").set_value(("key.pem", b"secret key", "application/x-pem-file"))
    found.text_input(key="own-secret-0").set_value("passphrase")
    found.button(key="send").click().run()
    assert found.session_state["used"] == (b"secret key", "passphrase")
    assert [one.key for one in found.file_uploader] == ["own-key-1"]
    assert found.text_input(key="own-secret-1").value == ""
    assert "own-secret-0" not in found.session_state


def test_an_unsent_key_stays_where_it_is() -> None:
    found = AppTest.from_function(page).run()
    found.text_input(key="own-secret-0").set_value("passphrase")
    found.button(key="send").click().run()
    assert found.text_input(key="own-secret-0").value == "passphrase"
