"""Files over HTTPS, within limits, and what is said where there is no network."""

from __future__ import annotations

import http.client
import json
from pathlib import Path
from typing import Final
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from fairwitness.errors import DataError

MOST_BYTES: Final = 2 << 30
"""What is fetched at most, 2 GiB."""
_TIMEOUT: Final = 30
_CHUNK: Final = 1 << 20


class StatusError(Exception):
    """The other side answered, with a status that is no success."""

    def __init__(self, status: int) -> None:
        super().__init__(str(status))
        self.status = status


def not_reached(what: str, host: str, why: str) -> DataError:
    """What is raised where a data set cannot be fetched."""
    detail = " ".join(str(why).split()).rstrip(".")
    return DataError(
        f"The data set {what} must be fetched from {host}, which cannot be reached from here: {detail}. Where there is "
        "a network, download it and name the file under `data.path`."
    )


def fetch_json(url: str, what: str, host: str, token: str | None = None) -> object:
    """What a service answers, as plain values.

    Raises
    ------
    DataError
        It cannot be reached, or the answer is no JSON.
    StatusError
        It answers with an error.
    """
    try:
        with urlopen(_request(url, token), timeout=_TIMEOUT) as answer:
            return json.loads(answer.read(_CHUNK * 16))
    except HTTPError as error:
        raise StatusError(error.code) from error
    except (URLError, http.client.HTTPException, TimeoutError, ConnectionError) as error:
        raise not_reached(what, host, str(getattr(error, "reason", error))) from error
    except ValueError as error:
        raise not_reached(what, host, "its answer is no JSON") from error


def fetch_file(url: str, target: Path, what: str, host: str, token: str | None = None) -> None:
    """Write what is at a URL to a file; raises as `fetch_json` does."""
    try:
        with urlopen(_request(url, token), timeout=_TIMEOUT) as answer, target.open("wb") as sink:
            total = 0
            while chunk := answer.read(_CHUNK):
                total += len(chunk)
                if total > MOST_BYTES:
                    raise DataError(
                        f"What is fetched must have at most {MOST_BYTES / 2**30:.0f} GiB. {what} has more; download it "
                        "and name the file under `data.path`."
                    )
                sink.write(chunk)
    except HTTPError as error:
        raise StatusError(error.code) from error
    except (URLError, http.client.HTTPException, TimeoutError, ConnectionError) as error:
        raise not_reached(what, host, str(getattr(error, "reason", error))) from error


def _request(url: str, token: str | None) -> Request:
    if not url.startswith(("https://", "http://")):
        raise DataError(
            "Data must be fetched over HTTPS. The service named another way; download the file instead."
        )
    request = Request(url, headers={"User-Agent": "fairwitness"})
    if token:
        request.add_unredirected_header("Authorization", f"Bearer {token}")
    return request
