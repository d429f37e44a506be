"""After a login, back to the address that was asked for: Streamlit itself leads everybody to the first page.

Who presses *Log in* comes from a page of the app, whose address the browser names as the referrer. It waits in a cookie
for ten minutes, and takes the place of the first page once the provider has sent the person back. It is held to the
form of a page of this app each time it is read, so that no cookie and no referrer can lead anywhere else.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, unquote, urlsplit

from starlette.requests import Request
from starlette.responses import Response

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE: Final = "fairwitness_way_back"
LOGIN: Final = "/auth/login"
BACK: Final = "/oauth2callback"
_SECONDS: Final = 600
_LONGEST: Final = 2000
_PAGE: Final = re.compile(r"/[a-z]*(\?[A-Za-z0-9._~%+&=:,;@!*'()/?-]*)?")


class WayBack:
    """Notes where somebody comes from to log in, and leads there afterwards. `base` stands before every page."""

    def __init__(self, app: ASGIApp, base: str = "") -> None:
        self._app, self._base = app, base

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the app does, with the cookie or the address."""
        path = scope.get("path", "")
        if scope["type"] != "http" or path not in (self._base + LOGIN, self._base + BACK):
            await self._app(scope, receive, send)
            return
        request = Request(scope)

        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start" and 300 <= message["status"] < 400:
                note = self._noted if path.endswith(LOGIN) else self._led
                message["headers"] = note(request, list(message.get("headers", ())))
            await send(message)

        await self._app(scope, receive, marked)

    def _noted(self, request: Request, headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
        page = page_of(request.headers.get("referer", ""), request.headers.get("host", ""), self._base)
        return headers if page is None else [*headers, self._cookie(request, page, _SECONDS)]

    def _led(self, request: Request, headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
        """The same headers, with the noted page in the place of the first one; it is led to once."""
        first = f"{self._base}/".encode()
        page = allowed(unquote(request.cookies.get(COOKIE, "")), self._base)
        if page is not None:
            headers = [
                (name, page.encode() if (name.lower(), value) == (b"location", first) else value)
                for name, value in headers
            ]
        return [*headers, self._cookie(request, "", 0)]

    def _cookie(self, request: Request, page: str, seconds: int) -> tuple[bytes, bytes]:
        made = Response()
        made.set_cookie(
            COOKIE,
            quote(page, safe=""),
            max_age=seconds,
            path=self._base or "/",
            secure=request.url.scheme == "https",
            httponly=True,
            samesite="lax",
        )
        return next(pair for pair in made.raw_headers if pair[0] == b"set-cookie")


def page_of(referrer: str, host: str, base: str) -> str | None:
    """Path and query of a page of this app that a request came from; None if it came from elsewhere."""
    try:
        parts = urlsplit(referrer)
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not host or parts.netloc.lower() != host.lower():
        return None
    return allowed(parts.path + (f"?{parts.query}" if parts.query else ""), base)


def allowed(address: str, base: str) -> str | None:
    """The address if it is one of a page of this app, relative to its host; None if it is anything else."""
    inside = address.startswith(base) and len(address) <= _LONGEST
    return address if inside and _PAGE.fullmatch(address[len(base) :]) else None
