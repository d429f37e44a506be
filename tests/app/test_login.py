from __future__ import annotations

from pathlib import Path

import pytest

from fairwitness.app import login, roles
from fairwitness.app.login import person_of
from fairwitness.app.people import Person
from fairwitness.errors import AccessError, FairwitnessError

NOW = 1_800_000_000.0
CLAIMS = {"email": "Ada@Example.org", "email_verified": True, "name": "Ada L.", "iat": NOW - 60}
SECRETS = """
[auth]
redirect_uri = "https://audits.example.org/oauth2callback"
cookie_secret = "0123456789abcdef0123456789abcdef"
client_id = "fairwitness"
client_secret = "s"
server_metadata_url = "https://id.example.org/.well-known/openid-configuration"
"""


@pytest.fixture
def secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def put(text: str) -> None:
        (tmp_path / "secrets.toml").write_text(text)

    monkeypatch.setenv(login.SECRETS, str(tmp_path / "secrets.toml"))
    return put


def test_a_person_is_known_by_their_email_in_small_letters() -> None:
    assert person_of(CLAIMS, NOW) == Person("Ada L.", "ada@example.org")
    assert person_of(CLAIMS, NOW).signed == "Ada L. (ada@example.org)"


@pytest.mark.parametrize(
    ("claims", "name"),
    [
        ({"name": None, "preferred_username": "ada"}, "ada"),
        ({"name": " ", "preferred_username": 7}, "ada@example.org"),
        ({"name": "Ada\n\u202e\u0000L."}, "Ada L."),
        ({"name": "x" * 5000}, "x" * 120),
    ],
)
def test_a_name_is_one_line_of_what_can_be_seen(claims: dict[str, object], name: str) -> None:
    assert person_of({**CLAIMS, **claims}, NOW).name == name


@pytest.mark.parametrize("email", [None, "", "ada", 7])
def test_without_an_email_nobody_is_let_in(email: object) -> None:
    with pytest.raises(AccessError, match="must say your email"):
        person_of({**CLAIMS, "email": email}, NOW)


@pytest.mark.parametrize("verified", [False, "false", None, 0, 1, "yes", []])
def test_an_email_for_which_nobody_answers_is_refused(verified: object) -> None:
    with pytest.raises(AccessError, match="email_verified"):
        person_of({**CLAIMS, "email_verified": verified}, NOW)


def test_a_provider_that_says_nothing_can_be_trusted_and_one_that_says_no_cannot(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(login.TRUST, "1")
    assert person_of({**CLAIMS, "email_verified": None}, NOW).email == "ada@example.org"
    with pytest.raises(AccessError):
        person_of({**CLAIMS, "email_verified": False}, NOW)


@pytest.mark.parametrize("issued", [NOW - 12 * 3600 - 1, None, "now", True])
def test_an_old_login_is_over(issued: object) -> None:
    with pytest.raises(AccessError, match="holds for 12 hours"):
        person_of({**CLAIMS, "iat": issued}, NOW)


def test_how_long_a_login_holds_is_the_operators_to_say(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(login.HOURS, "0.5")
    person_of({**CLAIMS, "iat": NOW - 1799}, NOW)
    with pytest.raises(AccessError, match=r"0\.5 hours"):
        person_of({**CLAIMS, "iat": NOW - 1801}, NOW)


@pytest.mark.parametrize("hours", ["0", "-1", "a day", "nan", "1e9"])
def test_hours_that_are_none_are_a_sentence(hours: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(login.HOURS, hours)
    with pytest.raises(FairwitnessError, match="must be a number of hours"):
        login.hours()


def test_without_settings_the_app_is_one_persons() -> None:
    assert login.secrets_file() is None
    assert login.read() is None


def test_one_provider_and_the_name_of_the_app(secrets) -> None:
    secrets(SECRETS)
    assert login.read() == login.Login("audits.example.org", (None,))


def test_several_providers_by_name(secrets) -> None:
    head, tail = SECRETS.split("client_id", 1)
    secrets(head + "[auth.work]\nclient_id" + tail + "[auth.guests]\nclient_id" + tail)
    assert login.read() == login.Login("audits.example.org", ("work", "guests"))


@pytest.mark.parametrize("name", [roles.ADMINS, roles.DEFAULT_ROLE])
def test_roles_without_a_login_do_not_start(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "viewer")
    with pytest.raises(FairwitnessError, match=f"{name} gives people roles, so people must log in"):
        login.read()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("[auth]", "[other]"), r"section \[auth\]"),
        (("[auth]", "[auth"), "cannot be read"),
        (('client_id = "fairwitness"\n', ""), r"\[auth\] client_id is missing"),
        (("0123456789abcdef0123456789abcdef", "password"), "at least 32 characters"),
        (("https://audits", "http://audits"), "https address"),
        (("/oauth2callback", "/"), "oauth2callback at its end"),
    ],
)
def test_what_is_wrong_with_the_secrets_is_said_before_anything_is_served(
    secrets, change: tuple[str, str], said: str
) -> None:
    secrets(SECRETS.replace(*change))
    with pytest.raises(FairwitnessError, match=said):
        login.read()


def test_without_the_extra_it_says_which(secrets, monkeypatch: pytest.MonkeyPatch) -> None:
    secrets(SECRETS)
    monkeypatch.setattr(login, "find_spec", lambda name: None)
    with pytest.raises(FairwitnessError, match=r"fairwitness\[auth\]"):
        login.read()


def test_secrets_that_are_gone_are_a_sentence_and_never_an_open_door(secrets) -> None:
    with pytest.raises(FairwitnessError, match="No such file"):
        login.read()
    assert login.secrets_file() is not None
