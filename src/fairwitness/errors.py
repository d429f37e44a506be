"""Everything that Fairwitness raises for a reason a person can act on.

FairwitnessError                what could not be done, in one sentence
├── PlanError                   the plan asks for something that cannot be
│   ├── UnknownNameError        a name that is not there; says the nearest one
│   ├── FrameworkError          the file of a framework cannot be used
│   └── LanguageError           the file of a report's language cannot be used
├── DataError                   the data cannot be read, or not used as the plan says
│   └── ColumnNotFoundError     a column that is not there; says the nearest one
├── ModelError                  the model cannot be loaded, or does not fit the data
│   ├── UntrustedTypeError      the model file holds types that are not on the list of known ones
│   └── ConsentError            the model brings code of its own, and nobody has agreed to run it
├── ExplanationError            an explanation cannot be computed as asked
├── RecordError                 a record cannot be read
│   ├── ChangedRecordError      a record was changed after it was sealed
│   └── LaterSchemaError        a record was written by a later version
├── EvidenceError               a bundle, a key or a trail cannot be made or read
│   └── AlteredError            a bundle or a trail is not what it was when it was made
├── StatementError              a statement cannot be taken
│   └── StatementChangedError   somebody else changed it since it was looked at
├── ComparisonError             two versions cannot be compared
├── ReviewError                 a review of a record cannot be read, or not added to
│   └── MovedOnError            others have added to it since it was looked at; says what
├── ReportError                 a report cannot be written
├── StoreError                  audits cannot be kept, or not be found again
└── AccessError                 the person may not do that

Every message says what was expected, what came, where, and what to do.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Self


def nearest(name: str, known: Iterable[str]) -> str:
    """A sentence that names the closest known name, or lists them; empty when there are none."""
    options = [str(option) for option in known]
    folded = {option.casefold(): option for option in reversed(options)}
    match = get_close_matches(str(name).casefold(), folded, n=1, cutoff=0.6)
    if match:
        return f"Did you mean '{folded[match[0]]}'?"
    if not options:
        return ""
    listed = ", ".join(f"'{option}'" for option in options[:12])
    return f"There are: {listed}{', …' if len(options) > 12 else ''}."


class FairwitnessError(Exception):
    """What could not be done, in one sentence a person can act on."""


class PlanError(FairwitnessError):
    """The plan asks for something that cannot be."""


class UnknownNameError(PlanError):
    """A name that is not registered or not known."""

    @classmethod
    def among(cls, name: str, known: Iterable[str], *, what: str) -> Self:
        """Say what was asked for and what there is."""
        return cls(f"There is no {what} named '{name}'. {nearest(name, known)}".rstrip())


class FrameworkError(PlanError):
    """The file of a framework cannot be used."""


class LanguageError(PlanError):
    """The file of a report's language cannot be used."""


class DataError(FairwitnessError):
    """The data cannot be read, or not used as the plan says."""


class ColumnNotFoundError(DataError):
    """A column that a role names is not in the data."""

    @classmethod
    def among(cls, column: str, columns: Iterable[str], *, role: str, source: str) -> Self:
        """Say which role asked for which column, where, and what is there."""
        hint = nearest(column, columns)
        return cls(f"The {role} must be a column of {source}. Got '{column}' instead. {hint}".rstrip())


class ModelError(FairwitnessError):
    """The model cannot be loaded, or does not fit the data."""


class UntrustedTypeError(ModelError):
    """A model file holds types that are not on the list of known ones.

    Parameters
    ----------
    types : sequence of str
        The full names of those types.
    """

    def __init__(self, message: str, types: Iterable[str] = ()) -> None:
        super().__init__(message)
        self.types = tuple(types)


class ConsentError(ModelError):
    """A model brings code of its own, and nobody has agreed to run it.

    Parameters
    ----------
    imports : sequence of str
        What the file would import, as far as that can be told without running it.
    """

    def __init__(self, message: str, imports: Iterable[str] = ()) -> None:
        super().__init__(message)
        self.imports = tuple(imports)


class ExplanationError(FairwitnessError):
    """An explanation cannot be computed as asked."""


class RecordError(FairwitnessError):
    """A record cannot be read."""


class ChangedRecordError(RecordError):
    """A record was changed after it was sealed: its content has not the hash that it says."""


class LaterSchemaError(RecordError):
    """A record follows a later schema than this version knows."""


class EvidenceError(FairwitnessError):
    """A bundle, a key or a trail cannot be made or read."""


class AlteredError(EvidenceError):
    """A bundle or a trail is not what it was when it was made; the message names the first thing that differs."""


class StatementError(FairwitnessError):
    """A statement cannot be taken: it is not one, or its file cannot be read."""


class StatementChangedError(StatementError):
    """Somebody else changed a statement since it was looked at."""


class ComparisonError(FairwitnessError):
    """Two versions cannot be compared."""


class ReviewError(FairwitnessError):
    """A review of a record cannot be read, or not added to."""


class MovedOnError(ReviewError):
    """Others have added to a review since it was looked at; the message says what."""


class ReportError(FairwitnessError):
    """A report cannot be written."""


class StoreError(FairwitnessError):
    """Audits cannot be kept where they are to be kept, or what is there cannot be read."""


class AccessError(FairwitnessError):
    """The person has no role that allows what they asked for."""
