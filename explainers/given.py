"""Numbers and names that a caller gives, held to what they must be."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from fairwitness.errors import ExplanationError, UnknownNameError


def whole_number(name: str, value: object, least: int) -> None:
    """Refuse what is no whole number from `least`; a truth value is none.

    Raises
    ------
    ExplanationError
        It is something else.
    """
    if isinstance(value, bool) or not isinstance(value, int) or value < least:
        raise ExplanationError(f"The `{name}` must be a whole number from {least}. Got {value!r} instead.")


def confidence_level(value: float) -> None:
    """Refuse a confidence that is no share between 0 and 1.

    Raises
    ------
    ExplanationError
        It is something else.
    """
    if not 0 < value < 1:
        raise ExplanationError(f"The `confidence` must lie between 0 and 1. Got {value!r} instead.")


def group_names(groups: Sequence[object], rows: int) -> npt.NDArray[np.str_]:
    """The group of each row as text, shape (rows,).

    Raises
    ------
    ExplanationError
        There is not one for each row.
    """
    if len(groups) != rows:
        raise ExplanationError(
            f"The `groups` must name one group for each of {rows} rows. Got {len(groups)} names instead."
        )
    return np.array([str(group) for group in groups])


def rows_of_group(name: str, names: npt.NDArray[np.str_]) -> npt.NDArray[np.bool_]:
    """Which rows are of a group, shape (rows,).

    Raises
    ------
    UnknownNameError
        None is.
    """
    if name not in names:
        raise UnknownNameError.among(name, [str(one) for one in np.unique(names)], what="group")
    own: npt.NDArray[np.bool_] = names == name
    return own
