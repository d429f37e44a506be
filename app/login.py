"""Whom the identity provider sends: what it says of somebody who logged in, held to what must be true of it."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from fairwitness.app.people import Person, folded
from fairwitness.app.roles import ADMINS, DEFAULT_ROLE, default_role
from fairwitness.errors import AccessError, FairwitnessError

SECRETS: Final = "FAIRWITNESS_SECRETS"
HOURS: Final = "FAIRWITNESS_LOGIN_HOURS"
TRUST: Final = "FAIRWITNESS_TRUST_EMAILS"
_USUAL_HOURS: Final = 12.0
_NEEDED: Final = ("redirect_uri", "cookie_secret")
_OF_A_PROVIDER: Final = ("client_id", "client_secret", "server_metadata_url")
_LONGEST_NAME: Final = 120
_SHORTEST_SECRET: Final = 32
_PACKAGES: Final = ("authlib", "httpx")
_LOCAL: Final = ("localhost", "127.0.0.1")


@dataclass(frozen=True)
class Login:
    """How people log in here."""

    host: str
    """The name under which browsers reach the app, as `redirect_uri` has it."""
    providers: tuple[str | None, ...]
    """Sections of providers; None is the one that stands in ``[auth]`` itself."""


def secrets_file() -> Path | None:
    """The file with the ``[auth]`` section. Where the operator names one, nobody is let in without having logged in."""
    said = os.environ.get(SECRETS, "").strip()
    return Path(said) if said else None


def read() -> Login | None:
    """How people log in here; None where nobody does, and the app is one person's.

    Raises
    ------
    FairwitnessError
        The file cannot be read or lacks something, or the operator gives roles and nobody could log in.
    """
    file = secrets_file()
    if file is not None:
        hours()
        default_role()
        if any(find_spec(name) is None for name in _PACKAGES):
            raise FairwitnessError(
                "What people log in with is not installed. `pip install 'fairwitness[auth]'` brings it."
            )
        return _checked(_parsed(file).get("auth"))
    for name in (ADMINS, DEFAULT_ROLE):
        if os.environ.get(name, "").strip():
            raise FairwitnessError(
                f"{name} gives people roles, so people must log in. {SECRETS} names no file that says how; "
                "docs/people.md has an example."
            )
    return None


def _parsed(file: Path) -> dict[str, object]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else error
        raise FairwitnessError(f"{SECRETS} must name a TOML file. '{file}' cannot be read: {why}.") from error


def _checked(section: object) -> Login:
    if not isinstance(section, dict):
        raise FairwitnessError(f"The file that {SECRETS} names must have a section [auth]. It has none.")
    named = {name: one for name, one in section.items() if isinstance(one, dict) and name != "client_kwargs"}
    providers: dict[str | None, dict[str, object]] = {**named} if named else {None: section}
    missing = [f"[auth] {name}" for name in _NEEDED if not section.get(name)]
    for provider, one in providers.items():
        head = "[auth]" if provider is None else f"[auth.{provider}]"
        missing += [f"{head} {name}" for name in _OF_A_PROVIDER if not one.get(name)]
    if missing:
        raise FairwitnessError(f"To log in, the secrets must have more: {', '.join(missing)} is missing.")
    if len(str(section["cookie_secret"])) < _SHORTEST_SECRET:
        raise FairwitnessError(
            f"[auth] cookie_secret must have at least {_SHORTEST_SECRET} characters that nobody can guess; who guesses "
            'it can be anybody. Make one with: python -c "import secrets; print(secrets.token_hex(32))"'
        )
    return Login(_host(str(section["redirect_uri"])), tuple(providers))


def _host(redirect: str) -> str:
    parts = urlsplit(redirect)
    host = parts.hostname or ""
    secure = parts.scheme == "https" or (parts.scheme == "http" and host in _LOCAL)
    if not secure or not parts.path.endswith("/oauth2callback"):
        raise FairwitnessError(
            "[auth] redirect_uri must be the app's own https address with /oauth2callback at its end (http only on "
            f"this machine). Got '{redirect}' instead."
        )
    return host


def person_of(claims: Mapping[str, object], now: float) -> Person:
    """Somebody who logged in, by what the provider said of them.

    Parameters
    ----------
    claims : mapping
        Those of the identity token.
    now : float
        Seconds since 1970.

    Raises
    ------
    AccessError
        There is no email, nobody answers for it, or the login is too old.
    """
    email = claims.get("email")
    if not isinstance(email, str) or "@" not in email:
        raise AccessError("Your identity provider must say your email address, and did not. Ask who runs it.")
    _answered_for(claims.get("email_verified"))
    _recent(claims.get("iat"), now)
    said = next((one for key in ("name", "preferred_username") if (one := _name(claims.get(key)))), None)
    return Person(said or folded(email), folded(email))


def _name(said: object) -> str:
    """A name on one line, without what nobody sees in it."""
    text = said if isinstance(said, str) else ""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:_LONGEST_NAME]


def _answered_for(verified: object) -> None:
    silent = verified is None and os.environ.get(TRUST, "").strip() == "1"
    if verified is not True and verified != "true" and not silent:
        raise AccessError(
            "Your identity provider must have checked your email address (`email_verified`), and does not say that it "
            "has. Check it there, then log in again."
        )


def _recent(issued: object, now: float) -> None:
    most = hours()
    if isinstance(issued, bool) or not isinstance(issued, int | float) or now - issued > most * 3600:
        raise AccessError(f"A login holds for {most:g} hours, and yours is older. Log in again.")


def hours() -> float:
    """How long a login holds.

    Raises
    ------
    FairwitnessError
        The operator's setting is no number of hours.
    """
    said = os.environ.get(HOURS, "").strip()
    try:
        found = float(said) if said else _USUAL_HOURS
    except ValueError:
        found = 0.0
    if not 0 < found <= 720:
        raise FairwitnessError(f"{HOURS} must be a number of hours, at most 720. Got '{said}' instead.")
    return found
