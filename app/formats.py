"""What kinds of models and rows can be handed over here: everything that is registered, in words for the form."""

from __future__ import annotations

from functools import cache

from fairwitness import _registry
from fairwitness.audits.subject.datasets.base import reader
from fairwitness.audits.subject.models import ModelFormat, model_format

_GROUP, _DATA = "fairwitness.models", "fairwitness.datasets"


def model_suffixes() -> list[str]:
    """How the files of all registered formats end, without the dot."""
    return sorted({suffix.lstrip(".") for one in _formats() for suffix in one.suffixes})


@cache
def data_suffixes() -> tuple[str, ...]:
    """How the files of all registered readers end, without the dot."""
    found = {suffix.lstrip(".") for name in _registry.names(_DATA) for suffix in reader(name).suffixes}
    return tuple(sorted(found))


def model_titles() -> tuple[str, ...]:
    """A line for each format that has files: what it is, and how its files end."""
    return tuple(f"{one.title}: {', '.join(one.suffixes)}" for one in _formats() if one.suffixes)


def takes_urls() -> bool:
    """Whether a model that answers over HTTP can be asked."""
    return "http" in _registry.names(_GROUP)


@cache
def _formats() -> tuple[ModelFormat, ...]:
    return tuple(model_format(name) for name in _registry.names(_GROUP))
