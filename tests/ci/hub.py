"""The comments of a pull request behind GitHub's addresses, on this machine."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

_LIST = re.compile(r"/repos/owner/name/issues/7/comments")
_ONE = re.compile(r"/repos/owner/name/issues/comments/(\d+)")


@dataclass
class Hub:
    """What was written, and what to answer with."""

    address: str = ""
    comments: list[dict[str, object]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    tokens: set[str | None] = field(default_factory=set)
    refuse: int = 0
    """A status to answer every writing with; 0 for none."""


@contextmanager
def serving() -> Iterator[Hub]:
    """A server for as long as it is needed."""
    hub = Hub()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(hub))
    hub.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield hub
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(hub: Hub) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_arguments: object) -> None: ...

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            assert _LIST.fullmatch(parts.path)
            query = parse_qs(parts.query)
            size, page = int(query["per_page"][0]), int(query["page"][0])
            self._answer(200, hub.comments[size * (page - 1) : size * page])

        def do_POST(self) -> None:
            assert _LIST.fullmatch(self.path)
            number = len(hub.comments) + 1
            self._write({"id": number, "html_url": f"https://example.org/{number}"}, 201)

        def do_PATCH(self) -> None:
            found = _ONE.fullmatch(self.path)
            assert found
            self._write(next(one for one in hub.comments if one["id"] == int(found[1])), 200)

        def _write(self, comment: dict[str, object], status: int) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if hub.refuse:
                self._answer(hub.refuse, {"message": "Resource not accessible by integration"})
                return
            if comment not in hub.comments:
                hub.comments.append(comment)
            comment["body"] = body["body"]
            self._answer(status, comment)

        def _answer(self, status: int, content: object) -> None:
            hub.asked.append(self.command)
            hub.tokens.add(self.headers["Authorization"])
            data = json.dumps(content).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

    return Handler
