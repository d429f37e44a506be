"""The language of reports: a registered name, or a user's own file, whose text is kept outside the record's hash."""

from __future__ import annotations

from pathlib import Path
from typing import Final, Literal

from fairwitness import _registry
from fairwitness.audits.yaml_file import Kind, read_text
from fairwitness.errors import LanguageError, UnknownNameError

GROUP: Final[Literal["fairwitness.languages"]] = "fairwitness.languages"
ENGLISH: Final = "en"
KIND: Final = Kind(
    "language file",
    "`language` and `paper`",
    LanguageError,
    "copy reports/language/en.yaml and translate it",
)


def is_file(name: str) -> bool:
    """Whether a plan means a file by this, and not a registered name."""
    return any(mark in name for mark in "/\\.")


def chosen(name: str) -> tuple[str | None, str | None]:
    """What a record keeps of its language, a name or the text of a file; neither of English.

    Raises
    ------
    LanguageError
        The file cannot be read.
    UnknownNameError
        No language of that name is registered; the message names those that are.
    """
    if name == ENGLISH:
        return None, None
    if is_file(name):
        return None, read_text(Path(name), KIND)
    known = _registry.names(GROUP)
    if name not in known:
        raise UnknownNameError(
            f"There is no language named '{name}': there are {', '.join(known)}, and a file of your own, such as "
            "./nl.yaml."
        )
    return name, None
