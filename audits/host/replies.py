"""What the other side says, read as coming from a stranger."""

from __future__ import annotations

import re

from fairwitness.audits.host.child.wire import WireError
from fairwitness.audits.subject.labels import label_text
from fairwitness.audits.subject.models.signature import Input, Signature

_MOST_NAMES = 100_000
_MOST_LABELS = 10_000
_LONGEST = 400
_MOST_PARAMS = 1 << 20
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]+")
_PATHS = re.compile(r"(?<![\w/])(?:/[\w.+@~-]+){2,}/")


def cleaned(text: str) -> str:
    """One line of printable text, cut, without the folders of paths."""
    line = _UNSEEN.sub(" ", text.strip().split("\n", 1)[0])
    return _PATHS.sub("", line)[:_LONGEST].strip().rstrip(".")


def word(value: object) -> str:
    """What should be text, cleaned; nothing of anything else, which might nest without end."""
    return cleaned(value) if isinstance(value, str) else ""


def signature_in(said: object) -> Signature:
    """What a model says of itself.

    Raises
    ------
    WireError
        It is not a description.
    """
    if not isinstance(said, dict):
        raise WireError("no description of the model")
    names, classes = _texts(said.get("inputs"), _MOST_NAMES), said.get("classes")
    if classes is not None and not (isinstance(classes, list) and len(classes) <= _MOST_LABELS):
        raise WireError("labels that are no list")
    if classes is not None and not all(isinstance(each, bool | int | float | str) for each in classes):
        raise WireError("labels that are neither text nor numbers")
    labels = None if classes is None else tuple(label_text(each) for each in classes)
    if labels is not None and (len(set(labels)) < len(labels) or max(map(len, labels), default=0) > _LONGEST):
        raise WireError(f"labels that are alike, or longer than {_LONGEST} characters")
    width = said.get("width")
    return Signature(
        word(said.get("type")) or "model",
        inputs=None if names is None else tuple(Input(name) for name in names),
        width=width if type(width) is int and 0 <= width <= _MOST_NAMES else None,
        classes=labels,
        has_scores=said.get("has_scores") is True and bool(labels),
        versions=_versions(said.get("made_with")),
        runs_with=_versions(said.get("runs_with")),
    )


def more_in(said: object) -> dict[str, object]:
    """What else a loader says of a model."""
    found = said.get("more") if isinstance(said, dict) else None
    return found if isinstance(found, dict) else {}


def explains_in(said: object) -> str | None:
    """How a model that explains itself says that it was trained, as JSON; None of any other."""
    found = said.get("explains") if isinstance(said, dict) else None
    return found if isinstance(found, str) and len(found) <= _MOST_PARAMS else None


def _texts(value: object, most: int) -> list[str] | None:
    if value is None:
        return None
    if not isinstance(value, list) or len(value) > most or not all(isinstance(each, str) for each in value):
        raise WireError("columns that are no list of names")
    return value


def _versions(value: object) -> dict[str, str]:
    if not isinstance(value, dict):
        return {}
    return {cleaned(str(name)): word(text)[:40] for name, text in list(value.items())[:20]}
