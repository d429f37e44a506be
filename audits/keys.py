"""The key that turns a row's id into a hash nobody without the key can guess back."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from fairwitness.audits.private import private_folder
from fairwitness.errors import FairwitnessError

HOME_VARIABLE = "FAIRWITNESS_HOME"
_KEY_BYTES = 32


def home() -> Path:
    """Where this installation keeps what is its own: ``$FAIRWITNESS_HOME``, else the user's data folder."""
    if stated := os.environ.get(HOME_VARIABLE):
        return Path(stated).expanduser()
    from platformdirs import user_data_path

    return user_data_path("fairwitness", appauthor=False)


def id_hash(name: str) -> str:
    """HMAC-SHA-256 of an id under this installation's key, 16 hexadecimal digits.

    Raises
    ------
    FairwitnessError
        The key cannot be read or made.
    """
    return hmac.new(_key(), name.encode(), hashlib.sha256).hexdigest()[:16]


def _key() -> bytes:
    path = home() / "id.key"
    try:
        if not path.exists():
            _make(path)
        key = path.read_bytes()
    except OSError as error:
        raise FairwitnessError(
            f"The folder '{path.parent}' must be writable: it keeps the key for the ids of single cases. "
            f"It is not: {error.strerror}. Set {HOME_VARIABLE} to another folder."
        ) from error
    if len(key) != _KEY_BYTES:
        raise FairwitnessError(
            f"The key '{path}' must have {_KEY_BYTES} bytes. It has {len(key)}; delete it for a new one."
        )
    return key


def _make(path: Path) -> None:
    """Put a new key in place whole, so that no other process ever reads half of one; the first wins."""
    private_folder(path.parent.resolve())
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
            stream.write(secrets.token_bytes(_KEY_BYTES))
        os.link(draft, path)
    except FileExistsError:  # another process was first
        pass
    finally:
        draft.unlink(missing_ok=True)
