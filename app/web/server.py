"""The server: Streamlit with its health, its headers, the names it answers to, and somebody to see to the runs."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final

from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import JSONResponse
from starlette.routing import Route

from fairwitness.app import jobs, login, shelf
from fairwitness.app.web.headers import SecurityHeaders
from fairwitness.app.web.health import health
from fairwitness.app.web.way_back import WayBack

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.requests import Request
    from streamlit.starlette import App

    from fairwitness.app.web.listening import Listening

HEALTH: Final = "/api/health"


def app_of(script: Path, where: Listening) -> App:
    """The app, ready to run."""
    from streamlit.starlette import App

    paths = dict.fromkeys((HEALTH, f"{where.base_path}{HEALTH}"))
    return App(
        script,
        routes=[Route(path, _health) for path in paths],
        middleware=middleware(where),
        lifespan=_tended,
    )


def middleware(where: Listening) -> list[Middleware]:
    """What every request goes through before Streamlit sees it."""
    comes_back = [Middleware(WayBack, base=where.base_path)] if login.secrets_file() is not None else []
    return [
        Middleware(SecurityHeaders),
        Middleware(TrustedHostMiddleware, allowed_hosts=list(where.hosts), www_redirect=False),
        *comes_back,
    ]


def _health(_request: Request) -> JSONResponse:
    code, said = health()
    return JSONResponse(said, code, headers={"Cache-Control": "no-store"})


@asynccontextmanager
async def _tended(_app: App) -> AsyncIterator[None]:
    """Runs are seen to for as long as the server is up; they themselves outlive it."""
    stop = threading.Event()
    jobs.keep(stop)
    try:
        yield
    finally:
        stop.set()
        shelf.forget()
