"""What a finding is called: a name made of what it is about, so that an audit of the same thing gives it again.

A name has the code of the check and eight digits of a hash over the severity and what the evidence points to: the
metric and the attribute of a comparison, the group of an estimate. Figures do not enter. Where that does not tell
two findings apart, or there is no evidence, the words of the statement without its numbers enter too.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import Final

from fairwitness.audits.record import Record, sha256
from fairwitness.audits.record.schema import Finding
from fairwitness.errors import ReviewError, nearest

_STEP = re.compile(r"(\w+)(?:\[(\d+)\])?")
_NUMBERS = re.compile(r"[-+\u2212]?\d[\d.,]*%?")
_OF: Final[Mapping[str, tuple[str, ...]]] = {
    "comparisons": ("metric", "attribute"),
    "estimates": ("metric", "attribute", "group"),
    "subject.attributes": ("name",),
    "subgroups.groups": ("metric", "name"),
    "explanations.gaps": ("metric", "attribute", "groups"),
    "explanations.quality.telltales": ("name", "attribute", "group"),
    "conditional": ("metric", "attribute"),
}
"""What names the thing at a place of the record. A place that is not here names itself."""


def finding_ids(record: Record) -> dict[str, Finding]:
    """Every finding of a record by its name, in the record's order."""
    keys = [_key(record, finding) for finding in record.findings]
    shared = {key for key, times in Counter(keys).items() if times > 1}
    found: dict[str, Finding] = {}
    for key, finding in zip(keys, record.findings, strict=True):
        exact = key in shared or not finding.evidence
        name = f"{finding.code}-{sha256([key, _words(finding.statement) if exact else ''])[:8]}"
        found[_unused(name, found)] = finding
    return found


def finding_named(record: Record, name: str) -> str:
    """The full name of the finding that a person means: its name, the beginning of it, or a code that stands once.

    Raises
    ------
    ReviewError
        There is none, or more than one.
    """
    known = list(finding_ids(record))
    wanted = name.strip().casefold()
    found = [one for one in known if one.casefold() == wanted] or [
        one for one in known if wanted and one.casefold().startswith(wanted)
    ]
    if len(found) == 1:
        return found[0]
    if found:
        raise ReviewError(
            f"A finding must be named fully where several begin alike. '{name}' is one of: {', '.join(found)}."
        )
    if not known:
        raise ReviewError(f"A finding must be one of the record. Got '{name}', and the record has none.")
    raise ReviewError(f"A finding must be one of the record. Got '{name}' instead. {nearest(name, known)}")


def says(finding: Finding) -> str:
    """A hash of what a finding says, figures and all: a decision is on this."""
    return sha256([finding.code, finding.severity, finding.statement])[:16]


def _key(record: Record, finding: Finding) -> str:
    return sha256(
        [finding.code, finding.severity, sorted(_about(record, place) for place in finding.evidence)]
    )


def _about(record: Record, place: str) -> str:
    """What a place such as ``comparisons[3]`` is about, in names."""
    found: object = record
    names = []
    for step in place.split("."):
        match = _STEP.fullmatch(step)
        if match is None:
            return place
        names.append(match[1])
        found = getattr(found, match[1], None)
        if match[2] is not None:
            found = found[int(match[2])] if isinstance(found, tuple) and int(match[2]) < len(found) else None
    fields = _OF.get(".".join(names), ())
    return "|".join([".".join(names), *(str(getattr(found, field, "")) for field in fields)])


def _words(statement: str) -> str:
    return " ".join(_NUMBERS.sub("#", statement).split())


def _unused(name: str, taken: Mapping[str, Finding]) -> str:
    """A third-party check may say the same thing twice."""
    number, tried = 2, name
    while tried in taken:
        tried, number = f"{name}-{number}", number + 1
    return tried
