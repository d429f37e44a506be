"""Markdown in the room that a host gives: what does not fit is left out from the end, and said."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from fairwitness.reports.format import plural

_ROOM: Final = 500
"""Bytes kept for the sentence and the last block."""


def fit(blocks: Sequence[str], most: int, last: str) -> list[str]:
    """As many blocks as fit, the last of them perhaps cut between two lines, then what always stands at the end.

    Parameters
    ----------
    blocks
        Parts of a Markdown file whose every line is whole in itself, as those of `reports.markdown` are.
    most
        Bytes of the file as UTF-8.
    last
        What stands at the end, such as the hash of the record; short.
    """
    left = most - _ROOM
    kept: list[str] = []
    for place, block in enumerate(blocks):
        size = len(block.encode()) + 2
        if size > left:
            part = _opening(block, left)
            lines = sum(len(one.splitlines()) for one in blocks[place:]) - len(part.splitlines())
            return [*kept, *([part] if part else []), _left_out(lines), last]
        left -= size
        kept.append(block)
    return [*kept, last]


def _opening(block: str, room: int) -> str:
    """The first lines that fit; nothing where that is no more than the head of a table or a list."""
    lines = block.splitlines()
    kept: list[str] = []
    for line in lines:
        room -= len(line.encode()) + 1
        if room < 2:
            break
        kept.append(line)
    return "\n".join(kept) if len(kept) > 2 else ""


def _left_out(lines: int) -> str:
    return (
        f"**Left out here: {plural(lines, 'line')}, for which this place has no room.** The whole is in the report "
        "and in `record.json`, from which `fairwitness report record.json --format html,markdown` writes it again."
    )
