import pytest

from fairwitness.audits.subject.models.http.headers import Headers, headers_of
from fairwitness.errors import ModelError


def test_values_come_from_the_environment(monkeypatch):
    monkeypatch.setenv("SCORING_TOKEN", "Bearer s3cret-token\n")
    headers = headers_of({"Authorization": "SCORING_TOKEN"})
    assert headers.values == {"Authorization": "Bearer s3cret-token"}
    assert "s3cret" not in repr(headers)


def test_a_variable_that_is_not_set(monkeypatch):
    monkeypatch.delenv("SCORING_TOKEN", raising=False)
    with pytest.raises(ModelError, match=r"environment variable 'SCORING_TOKEN'\. It is not set"):
        headers_of({"Authorization": "SCORING_TOKEN"})


@pytest.mark.parametrize("value", ["s3cret\r\nHost: b", "s3cret\x00", "s3crét", "s3cret\n\ttwo"])
def test_a_value_that_no_header_can_hold_is_not_shown(monkeypatch, value):
    if "\x00" in value:
        value = value.replace("\x00", "\x01")  # no environment can hold a zero byte
    monkeypatch.setenv("SCORING_TOKEN", value)
    with pytest.raises(ModelError, match="'SCORING_TOKEN' must hold one line") as caught:
        headers_of({"Authorization": "SCORING_TOKEN"})
    assert "s3cr" not in str(caught.value)


@pytest.mark.parametrize(
    "name",
    ["Host", "content-length", "Transfer-Encoding", "Content-Type", "Connection", "a b", "a:b", "", "é"],
)
def test_headers_that_a_plan_may_not_set(monkeypatch, name):
    monkeypatch.setenv("SCORING_TOKEN", "x")
    with pytest.raises(ModelError, match="must be one such as Authorization"):
        headers_of({name: "SCORING_TOKEN"})


def test_what_a_server_repeats_is_hidden():
    headers = Headers({"Authorization": "Bearer s3cret-token", "X-Short": "ab"})
    assert headers.hide("no Bearer s3cret-token here") == "no … here"
    assert headers.hide("token=s3cret-token") == "token=…"
    assert headers.hide("ab") == "…"
    assert Headers().hide("plain") == "plain"
