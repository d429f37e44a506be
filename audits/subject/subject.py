"""The subject of an audit: rows with roles, and a decision for each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from fairwitness.audits.plan.model import Plan, Sensitive
from fairwitness.audits.quoting import as_subject, cell
from fairwitness.audits.subject.attributes import Attribute, cross, cross_strata, read_attribute
from fairwitness.audits.subject.columns import first_text, floats, is_nested, is_number, plain
from fairwitness.audits.subject.compatibility import compatibility, first_answers, strange_answers
from fairwitness.audits.subject.datasets import Dataset
from fairwitness.audits.subject.decisions import Decisions, decide
from fairwitness.audits.subject.features import features_of, role_columns
from fairwitness.audits.subject.labels import Labels
from fairwitness.audits.subject.models import LoadedModel
from fairwitness.audits.subject.models.pictures import PictureReader, reading_pictures
from fairwitness.audits.subject.rows import column_hash, select
from fairwitness.errors import ColumnNotFoundError, DataError, ModelError

if TYPE_CHECKING:
    import pandas as pd

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Subject:
    """Rows with roles. Arrays have shape (rows,); `frame` holds every column as read, after ``where``."""

    plan: Plan
    """The plan with everything filled in that the data decide."""
    dataset: Dataset
    frame: pd.DataFrame
    decisions: Decisions
    attributes: tuple[Attribute, ...]
    weights: Floats | None
    features: tuple[str, ...]
    model: LoadedModel | None
    data_sha256: str
    clusters: Codes | None = None
    """Which cluster each row is of, from 0."""
    strata: Attribute | None = None
    """The strata as groups, where the plan names some."""
    notes: tuple[str, ...] = field(default=())

    @property
    def labels(self) -> Labels:
        """The two labels."""
        return self.decisions.labels

    @property
    def has_labels(self) -> bool:
        """Whether any row says what really happened."""
        return bool((self.decisions.outcome >= 0).any())

    @property
    def score_is_probability(self) -> bool:
        """Whether the score is declared, or by the model known, to be a probability."""
        roles = self.plan.roles
        return self.decisions.score is not None and (roles.score is None or roles.score_is_probability)

    def sensitive_columns(self) -> frozenset[str]:
        """The columns that sensitive attributes are read from."""
        return frozenset(attribute.source for attribute in self.plan.roles.sensitive)

    def row_names(self) -> list[str]:
        """What a person calls each row: its id, or its number counted from 1."""
        if self.plan.roles.id is not None:
            return [str(value) for value in self.frame[self.plan.roles.id]]
        return [str(number + 1) for number in range(len(self.frame))]


def make_subject(
    plan: Plan, dataset: Dataset, model: LoadedModel | None = None, *, compared: bool = True
) -> Subject:
    """Give the columns their roles, take or ask for the decisions, and form the groups.

    Parameters
    ----------
    compared
        Whether groups will be compared, so that the plan must name an attribute.

    Raises
    ------
    DataError
        A role's column is not there or cannot serve; the message says which and what to do.
    ModelError
        The model does not fit the data.
    """
    model = reading_pictures(plan, dataset, model)
    _check_columns(plan, dataset, model)
    if compared and not plan.roles.sensitive:
        raise DataError(
            "The plan must name at least one attribute under `roles.sensitive` (or `--sensitive`): "
            "whose groups should be compared?"
        )
    frame = select(dataset.frame, plan, dataset.source)
    _check_ids(plan, frame, dataset)
    features = features_of(plan, frame, model)
    fitted = () if model is None else _fitted(plan, frame, features, model)
    decisions = decide(plan, frame, features, model, dataset)
    attributes = _attributes(plan, frame)
    weights = _weights(plan, frame, dataset)
    resolved = _resolved(plan, decisions, features)
    hashed = column_hash(_hashed(plan, frame, features, model))
    notes = (
        *dataset.notes,
        *fitted,
        *decisions.notes,
        *(attribute.note for attribute in attributes if attribute.note),
    )
    return Subject(
        resolved,
        dataset,
        frame,
        decisions,
        attributes,
        weights,
        features,
        model,
        hashed,
        _clusters(plan, frame),
        _strata(plan, frame),
        notes,
    )


def _hashed(
    plan: Plan, frame: pd.DataFrame, features: Sequence[str], model: LoadedModel | None
) -> Iterator[tuple[str, pd.Series]]:
    """The columns with a role, and after them the content of the pictures that the model is given."""
    for name in sorted({*role_columns(plan), *features}):
        yield name, frame[name]
    if model is not None and isinstance(model.estimator, PictureReader):
        yield "pictures", model.estimator.hashes(frame[features[0]])


def _fitted(plan: Plan, frame: pd.DataFrame, features: Sequence[str], model: LoadedModel) -> tuple[str, ...]:
    """Refuse a model that does not fit the data before it is asked about all of them; say what is odd."""
    found = compatibility(plan, frame, features, model.signature)
    found.check()
    strange = strange_answers(plan, frame, first_answers(frame, features, model))
    if strange is not None:
        raise ModelError(
            f"The model must answer with {strange.expected} of the data. Got {strange.found}. {strange.fix}"
        )
    return found.notes()


def _check_columns(plan: Plan, dataset: Dataset, model: LoadedModel | None) -> None:
    expected = () if plan.roles.features is not None or model is None else model.expects or ()
    wanted = {
        **dict.fromkeys((condition.column for condition in plan.where), "`where` column"),
        **dict.fromkeys(expected, "column the model was trained on"),
        **dict.fromkeys(plan.roles.features or (), "feature"),
        **role_columns(plan),
    }
    columns = list(map(str, dataset.frame.columns))
    for column, role in wanted.items():
        if column in dataset.conflicting:
            raise DataError(
                f"The {role} must be one column. '{column}' stands more than once in {dataset.source} "
                "with different content; rename one."
            )
        if column in dataset.left_out:
            raise DataError(
                f"The {role} must be a column that every file of {dataset.source} has in one type. '{column}' is not: "
                f"{dataset.left_out[column]} Write that file anew, or move it elsewhere."
            )
        if column not in columns:
            raise _missing(column, columns, role, plan, dataset)
        if is_nested(dataset.frame[column]):
            raise DataError(
                f"The {role} must have one value in each row. '{column}' of {dataset.source} holds lists or records; "
                "write one column for each part."
            )


def _missing(column: str, columns: list[str], role: str, plan: Plan, dataset: Dataset) -> DataError:
    error = ColumnNotFoundError.among(column, columns, role=role, source=dataset.source)
    if len(columns) > 1 or dataset.kind != "csv":
        return error
    separator = plan.data.separator
    cause = (
        "its separator may be another: state"
        if separator is None
        else f"that may not be '{separator}': correct"
    )
    return ColumnNotFoundError(f"{error} The file was read as one column; {cause} `data.separator`.")


def _check_ids(plan: Plan, frame: pd.DataFrame, dataset: Dataset) -> None:
    if plan.roles.id is None or plan.roles.cluster is not None:
        return  # rows of one person may repeat where a cluster says which belong together
    ids = frame[plan.roles.id]
    twice = ids[ids.duplicated(keep=False) & ids.notna()]
    if len(twice):
        first = twice.iloc[0]
        places = [f"{dataset.line(place):,}" for place in ids.index[ids == first][:3]]
        raise DataError(
            f"The id column '{plan.roles.id}' must name each row once. {as_subject(first)} stands in lines "
            f"{' and '.join(places)}, and {len(twice):,} rows in all share an id. "
            "Rows of one person are not independent, so no verdict would hold; keep one row each, say which rows "
            "belong together with a `cluster` role, or leave the `id` role out if it is no id."
        )


def _attributes(plan: Plan, frame: pd.DataFrame) -> tuple[Attribute, ...]:
    single = {
        sensitive.name: read_attribute(sensitive, frame[sensitive.source], max_groups=plan.checks.max_groups)
        for sensitive in plan.roles.sensitive
    }
    return (
        *single.values(),
        *(cross([single[name] for name in crossed]) for crossed in plan.roles.intersections),
    )


def _clusters(plan: Plan, frame: pd.DataFrame) -> Codes | None:
    """A row without a cluster is one of its own."""
    import pandas as pd

    if plan.roles.cluster is None:
        return None
    codes, values = pd.factorize(frame[plan.roles.cluster])
    alone = codes < 0
    codes = codes.astype(np.int64)
    codes[alone] = len(values) + np.arange(int(alone.sum()))
    return codes


def _strata(plan: Plan, frame: pd.DataFrame) -> Attribute | None:
    read = [
        read_attribute(Sensitive(name=name), frame[name], max_groups=plan.checks.max_groups)
        for name in plan.roles.strata
    ]
    return cross_strata(read) if read else None


def _weights(plan: Plan, frame: pd.DataFrame, dataset: Dataset) -> Floats | None:
    name = plan.roles.weight
    if name is None:
        return None
    column = plain(frame[name])
    if not is_number(column):
        place, value = first_text(column) or (0, column.iloc[0])
        raise DataError(
            f"The weight column '{name}' must hold numbers. It holds {cell(value)} in line "
            f"{dataset.line(frame.index[place]):,}."
        )
    weights = floats(column)
    bad = ~np.isfinite(weights) | (weights < 0)
    if bad.any():
        raise DataError(
            f"The weights in '{name}' must be numbers of at least 0. {int(bad.sum()):,} of {len(weights):,} are not, "
            f"the first in line {dataset.line(frame.index[int(bad.argmax())]):,}."
        )
    if not weights.any():
        raise DataError(f"Some weight in '{name}' must be above 0. All are 0.")
    return weights


def _resolved(plan: Plan, decisions: Decisions, features: tuple[str, ...]) -> Plan:
    """The plan with what the data decided written in, so that two ways of saying the same have the same hash."""
    labels = decisions.labels
    roles = plan.roles.model_copy(
        update={
            "positive": labels.positive or None,
            "favourable": labels.favourable or None,
            "features": features,
        }
    )
    return plan.model_copy(update={"roles": roles})
