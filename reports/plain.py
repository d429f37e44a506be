"""Text from anywhere as every output may show it: one line, and nothing in it that acts without being seen."""

from __future__ import annotations

import re

# Controls (a terminal obeys ESC and its one-character forms), lone surrogates, marks that turn the direction of
# writing, characters of no width, tags. The two joiners stay: Persian and many emoji need them.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ud800-\udfff"
    "\ufeff\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e0fff]"
)
_UNBROKEN = re.compile("(?<=[0-9%])[\u00a0\u202f](?=[0-9%])")
_SPACE = re.compile(rf"(?:(?!{_UNBROKEN.pattern})\s)+")


def visible(text: str) -> str:
    """Text without what nobody sees: controls, lone surrogates, marks that turn direction or have no width."""
    return _UNSEEN.sub("", text)


def plain(text: str) -> str:
    r"""The same on one line, with single spaces. Within a figure, such as ``44,8 %``, one that does not break stays.

    Examples
    --------
    >>> plain("a\n b\x1b[31m")
    'a b[31m'
    """
    seen = visible(text)
    if _UNBROKEN.search(seen):
        return _SPACE.sub(" ", seen).strip()
    return " ".join(seen.split())
