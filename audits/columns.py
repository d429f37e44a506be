"""Arrays, series and frames from Python, collected as the columns of one data set."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

from fairwitness.audits.plan import Roles, Sensitive
from fairwitness.errors import DataError

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd

    Column = npt.ArrayLike | pd.Series
    Columns = pd.DataFrame | pd.Series | Mapping[str, Column] | npt.ArrayLike

_ARGUMENTS = {
    "target": "y_true",
    "prediction": "y_pred",
    "score": "y_score",
    "weight": "sample_weight",
    "cluster": "cluster",
}


class Collected:
    """Columns of one length, each under the name that the plan gives it, else its own."""

    def __init__(self, roles: Roles) -> None:
        self._roles = roles
        self._columns: dict[str, pd.Series] = {}
        self._first: tuple[str, int] | None = None
        self._order: tuple[str, pd.Index] | None = None

    def add(self, role: str, values: Column) -> str:
        """Add one column under the name the plan gives it, else its own, else that of the argument."""
        argument = _ARGUMENTS[role]
        series = _series(values, argument)
        own = None if series.name is None else str(series.name)
        name = getattr(self._roles, role) or (own if own and own not in self._columns else argument)
        self._put(name, series, argument, indexed=_has_index(values))
        return str(name)

    def add_version(self, values: Column, argument: str) -> str:
        """Add the decisions or scores of one of two versions under their own name, else that of the argument."""
        series = _series(values, argument)
        own = None if series.name is None else str(series.name)
        name = own if own and own not in self._columns else argument
        self._put(name, series, argument, indexed=_has_index(values))
        return name

    def add_sensitive(self, given: Columns | None) -> tuple[Sensitive, ...]:
        """Add the sensitive columns; the plan's own attributes are kept, with their bins and names."""
        planned = self._roles.sensitive
        if given is None:
            if not planned:
                raise DataError(
                    "An audit needs `sensitive_features`: whose groups should be compared? Got none."
                )
            return planned
        found = _sensitive(given, [attribute.source for attribute in planned])
        for name, series in found.items():
            own = given[name] if isinstance(given, Mapping) and name in given else given
            self._put(name, series, "sensitive_features", indexed=_has_index(own))
        return planned or tuple(Sensitive(name=name) for name in found)

    def add_frame(self, frame: pd.DataFrame, argument: str) -> tuple[str, ...]:
        """Add the columns of a frame, such as those the model reads; their names."""
        columns = _frame(frame, argument)
        for name, series in columns.items():
            self._put(name, series, argument, indexed=_has_index(frame))
        return tuple(columns)

    def frame(self) -> pd.DataFrame:
        """All columns side by side, rows numbered from 0."""
        import pandas as pd

        return pd.DataFrame(self._columns)

    def _put(self, name: str, series: pd.Series, argument: str, *, indexed: bool) -> None:
        first, rows = self._first = self._first or (argument, len(series))
        if not len(series):
            raise DataError(f"The `{argument}` must have at least one row. Got none.")
        if len(series) != rows:
            raise DataError(
                f"The `{argument}` must have one value for each of the {rows:,} rows of `{first}`. "
                f"Got {len(series):,} instead."
            )
        column = (self._in_order(series, argument) if indexed else series).reset_index(drop=True)
        if name in self._columns and not self._columns[name].equals(column):
            raise DataError(
                f"A column must have one content. '{name}' is given twice, the second time in `{argument}`, "
                "with different values; rename one."
            )
        self._columns[name] = column

    def _in_order(self, series: pd.Series, argument: str) -> pd.Series:
        """The same rows in the order of the first pandas object, by the index: an index says which row is meant."""
        first, index = self._order = self._order or (argument, series.index)
        if series.index.equals(index):
            return series
        if index.is_unique and series.index.is_unique and index.isin(series.index).all():
            return series.reindex(index)
        raise DataError(
            f"The index of `{argument}` must name the same rows as that of `{first}`. It does not; bring both into "
            "one order and give them with `reset_index(drop=True)`."
        )


def names_of(sensitive: Columns) -> list[str]:
    """What the attributes in an argument are called where no plan names them."""
    return list(_sensitive(sensitive, []))


def _has_index(values: object) -> bool:
    """Whether the rows have names, as in pandas; those of an array have only their place."""
    import pandas as pd

    return isinstance(values, pd.Series | pd.DataFrame)


def _in_pandas(values: object) -> object:
    """A table or column of another library, such as polars or pyarrow, as pandas; anything else as it is."""
    import pandas as pd

    convert = None if isinstance(values, pd.Series | pd.DataFrame) else getattr(values, "to_pandas", None)
    return convert() if callable(convert) else values


def _series(values: Column, argument: str) -> pd.Series:
    import numpy as np
    import pandas as pd

    values = cast("Column", _in_pandas(values))
    if isinstance(values, pd.Series):
        return values
    array = np.asarray(values)
    if array.ndim != 1:
        raise DataError(f"The `{argument}` must have shape (rows,). Got shape {array.shape} instead.")
    # numpy makes the text 'nan' of a missing value in a list of texts; pandas keeps it missing.
    return pd.Series(list(values) if isinstance(values, list | tuple) else array)


def _frame(frame: pd.DataFrame, argument: str) -> dict[str, pd.Series]:
    import pandas as pd

    found = _in_pandas(frame)
    if not isinstance(found, pd.DataFrame):
        raise DataError(f"The `{argument}` must be a data frame. Got a {type(frame).__name__} instead.")
    frame = found
    names = [str(name) for name in frame.columns]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise DataError(f"The columns of `{argument}` must have different names. Got '{twice}' twice.")
    return {name: frame.iloc[:, place] for place, name in enumerate(names)}


def _sensitive(given: Columns, planned: list[str]) -> dict[str, pd.Series]:
    import numpy as np
    import pandas as pd

    argument = "sensitive_features"
    given = cast("Columns", _in_pandas(given))
    if isinstance(given, pd.DataFrame):
        return _frame(given, argument)
    if isinstance(given, Mapping):
        return {str(name): _series(values, argument) for name, values in given.items()}
    if isinstance(given, pd.Series):
        own = None if given.name is None else str(given.name)
        return {own or (planned[0] if planned else "sensitive_feature_0"): given}
    shape = np.asarray(given, dtype=object).shape
    if len(shape) not in (1, 2):
        raise DataError(
            f"The `{argument}` must have shape (rows,) or (rows, attributes). Got shape {shape} instead."
        )
    columns = [_series(given, argument)] if len(shape) == 1 else _columns(given)
    names = (
        planned
        if len(planned) == len(columns)
        else [f"sensitive_feature_{place}" for place in range(len(columns))]
    )
    return dict(zip(names, columns, strict=True))


def _columns(given: npt.ArrayLike) -> list[pd.Series]:
    import pandas as pd

    frame = pd.DataFrame(given)  # type: ignore[arg-type]  # its stub knows no sequences of sequences
    return [frame.iloc[:, place].rename(None) for place in range(frame.shape[1])]
