"""Sessions without a browser: the messages that Streamlit's page sends, so that nothing is timed but the server."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from typing import Final

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

_PROTOCOL: Final = "streamlit"


class Session:
    """One session of the app at an address of this machine, with all that Streamlit's page would remember."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._cached: list[str] = []
        self._pages: dict[str, str] = {}
        self._texts: dict[str, str] = {}
        self.text = ""
        """The words of the page that was drawn last, as HTML."""

    async def open(self, path: str, query: str = "") -> float:
        """Connect at a page; seconds until it is all there."""
        url = f"{self._address.replace('http', 'ws', 1)}/_stcore/stream"
        self._socket = await websockets.connect(
            url, subprotocols=[websockets.Subprotocol(_PROTOCOL)], max_size=None
        )
        return await self._run(_asked(path, query))

    async def go(self, path: str, query: str = "") -> float:
        """Follow a link of the app to another page; seconds until it is all there."""
        asked = _asked(path, query)
        asked.rerun_script.page_script_hash = self._pages[path]
        return await self._run(asked)

    async def type(self, label: str, words: str, path: str, query: str = "") -> float:
        """Enter words in the field of that label; seconds until the page is drawn for them."""
        asked = _asked(path, query)
        asked.rerun_script.page_script_hash = self._pages[path]
        state = asked.rerun_script.widget_states.widgets.add()
        state.id, state.string_value = self._texts[label], words
        return await self._run(asked)

    async def close(self) -> None:
        """Leave, as a closed tab does."""
        await self._socket.close()

    async def _run(self, asked: BackMsg) -> float:
        asked.rerun_script.cached_message_hashes.extend(self._cached)
        self.text = ""
        began = time.perf_counter()
        await self._socket.send(asked.SerializeToString())
        while True:
            message = ForwardMsg()
            message.ParseFromString(_bytes(await self._socket.recv()))
            if message.metadata.cacheable and message.hash:
                self._cached.append(message.hash)
            if self._is_last(message):
                return time.perf_counter() - began

    def _is_last(self, message: ForwardMsg) -> bool:
        """Remember what a message says; whether the page is drawn with it."""
        if message.HasField("navigation"):
            self._pages = {page.url_pathname: page.page_script_hash for page in message.navigation.app_pages}
        element = message.delta.new_element
        if element.HasField("text_input"):
            self._texts[element.text_input.label] = element.text_input.id
        if element.HasField("html"):
            self.text += element.html.body
        return message.HasField("script_finished")


def _asked(path: str, query: str) -> BackMsg:
    asked = BackMsg()
    asked.rerun_script.page_name, asked.rerun_script.query_string = path, query
    asked.rerun_script.context_info.url = f"http://127.0.0.1/{path}?{query}"
    asked.rerun_script.context_info.timezone = "UTC"
    asked.rerun_script.context_info.locale = "en-US"
    return asked


def _bytes(got: str | bytes) -> bytes:
    return got.encode() if isinstance(got, str) else got


@dataclass(frozen=True)
class Walk:
    """What each session does: the sections of an audit that it reads, then what it searches the list for."""

    audit: str
    sections: tuple[str, ...]
    searches: tuple[str, ...]


async def visit(address: str, walk: Walk) -> list[float]:
    """The seconds of each interaction of one session."""
    query = f"audit={walk.audit}"
    session = Session(address)
    await session.open("summary", query)
    found = [await session.go(section.lower(), query) for section in walk.sections]
    await session.go("")
    found += [await session.type("Search", words, "") for words in walk.searches]
    await session.close()
    return found


async def visits(address: str, sessions: int, walk: Walk) -> list[float]:
    """The seconds of all interactions of sessions that start together and never pause."""
    found = await asyncio.gather(*(visit(address, walk) for _ in range(sessions)))
    return [seconds for one in found for seconds in one]
