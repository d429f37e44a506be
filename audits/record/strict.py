"""JSON that somebody handed over: read as JSON is defined, in bounded memory, with every key standing once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

MOST_BYTES: Final = 100 << 20


class UnfinishedError(ValueError):
    """JSON that was not written to its end."""

    def __init__(self, why: ValueError) -> None:
        super().__init__(f"it was not written to its end ({why})")


def read_json(file: Path, most: int = MOST_BYTES) -> object:
    """The plain values of a JSON file.

    Raises
    ------
    ValueError
        It is longer than `most` bytes, no UTF-8, no JSON, nested too deeply, or names a key twice; the message is a
        clause that says which.
    OSError
        It cannot be read.
    """
    with file.open("rb") as stream:
        data = stream.read(most + 1)
    return parse_json(data, most)


def parse_json(data: bytes, most: int = MOST_BYTES) -> object:
    """The plain values of JSON at hand; raises `ValueError` as `read_json` does."""
    if len(data) > most:
        raise ValueError(f"it has more than {most >> 20} MB")
    try:
        text = data.decode("utf-8")
        return json.loads(text, parse_constant=_refuse, object_pairs_hook=_once, parse_int=_whole)
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data":
            raise UnfinishedError(error) from error
        raise
    except json.JSONDecodeError as error:
        if _at_the_end(error):
            raise UnfinishedError(error) from error
        raise


def _at_the_end(error: json.JSONDecodeError) -> bool:
    """Whether JSON stops being so where it stops, be that in the middle of a word such as `false`."""
    left = len(error.doc.rstrip()) - error.pos
    return error.msg.startswith("Unterminated string") or (left < 8 and error.msg != "Extra data")


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the key '{twice[:60]}' stands more than once in one place")
    return found


def _whole(digits: str) -> int:
    if len(digits) > 40:
        raise ValueError(f"it holds a number of {len(digits):,} digits")
    return int(digits)


def _refuse(constant: str) -> None:
    """JSON has no NaN and no infinity, though Python reads them."""
    raise ValueError(f"it holds {constant}, which is no number")
