"""The key that turns a row's id into a hash nobody without the key can guess back."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from pathlib import Path

HOME_VARIABLE = "FAIRWITNESS_HOME"
_KEY_BYTES = 32


def home() -> Path:
    """The folder in which this installation keeps what is its own: ``$FAIRWITNESS_HOME``, else the user's data folder."""
    if stated := os.environ.get(HOME_VARIABLE):
        return Path(stated).expanduser()
    from platformdirs import user_data_path

    return user_data_path("fairwitness", appauthor=False)


def id_hash(name: str) -> str:
    """HMAC-SHA-256 of an id under this installation's key, 16 hexadecimal digits."""
    return hmac.new(_key(), name.encode(), hashlib.sha256).hexdigest()[:16]


def _key() -> bytes:
    path = home() / "id.key"
    try:
        return path.read_bytes()
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
                stream.write(secrets.token_bytes(_KEY_BYTES))
        except FileExistsError:  # another process was first
            pass
        return path.read_bytes()
