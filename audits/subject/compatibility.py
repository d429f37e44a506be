"""Whether a model and data go together, found out before anything is measured: one table, with what to do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Literal

from fairwitness.audits.plan.model import Plan
from fairwitness.audits.quoting import shown
from fairwitness.audits.subject.columns import first_text, is_number, plain
from fairwitness.audits.subject.datasets import Dataset
from fairwitness.audits.subject.features import features_for, features_of
from fairwitness.audits.subject.labels import label_text, observed
from fairwitness.audits.subject.models.base import LoadedModel
from fairwitness.audits.subject.models.pictures import of_names, reading_pictures, reads_pictures
from fairwitness.audits.subject.models.signature import Input, Signature
from fairwitness.audits.subject.rows import select
from fairwitness.errors import FairwitnessError, ModelError, nearest

if TYPE_CHECKING:
    import pandas as pd

State = Literal["fits", "note", "mismatch"]
TRIED_ROWS = 20
_SHOWN = 3
_MOST_LABELS = 50
_NUMBERS = "It predicts numbers: say `task: regression`, or audit a column of the decisions taken with them."
_SHARES = (
    "If these are probabilities of the second label, name both labels under `model.classes` (or `--classes`)."
)
_NAME_LABELS = "Name the labels of the data under `model.classes` (or `--classes`), in the model's order."


@dataclass(frozen=True)
class Fit:
    """One thing that a model expects, and what the data have."""

    what: str
    expected: str
    found: str
    state: State = "fits"
    """A note does not stop an audit; a mismatch does."""
    fix: str = ""

    def sentence(self) -> str:
        """The row as a sentence."""
        what = f"{self.what[:1].upper()}{self.what[1:]}"
        return f"{what}: the model expects {self.expected}. Got {self.found}. {self.fix}".rstrip()


@dataclass(frozen=True)
class Compatibility:
    """Everything that was compared."""

    rows: tuple[Fit, ...]

    @property
    def fits(self) -> bool:
        """Whether nothing stands against asking the model."""
        return not self.of("mismatch")

    def of(self, state: State) -> tuple[Fit, ...]:
        """The rows in that state."""
        return tuple(row for row in self.rows if row.state == state)

    def notes(self) -> tuple[str, ...]:
        """What does not stop the audit and must be known."""
        return tuple(row.sentence() for row in self.of("note"))

    def check(self) -> None:
        """Raise a `ModelError` that says the first mismatch, and how many more there are."""
        wrong = self.of("mismatch")
        if not wrong:
            return
        more = f" And {len(wrong) - 1} more: `fairwitness audit --dry-run` lists them." if wrong[1:] else ""
        raise ModelError(f"The model must fit the data. {wrong[0].sentence()}{more}")


def compatibility(
    plan: Plan, frame: pd.DataFrame, features: Sequence[str], signature: Signature
) -> Compatibility:
    """Compare what a model says of itself with the data, without asking it anything.

    Parameters
    ----------
    frame : DataFrame of shape (rows, columns)
        After ``where``.
    features : sequence of str
        The columns the model will be given.
    """
    return Compatibility(
        (
            *_columns(frame, features, signature),
            *_labels(plan, frame, signature),
            *_scores(plan, signature),
            *_versions(signature),
        )
    )


def compared(
    plan: Plan, dataset: Dataset, signature: Signature, most_rows: int | None = None
) -> Compatibility:
    """The table for a model that is not loaded any more, from its signature; of the first `most_rows` rows."""
    frame = select(dataset.frame.head(most_rows) if most_rows else dataset.frame, plan, dataset.source)
    if reads_pictures(plan, dataset, signature):
        signature = of_names(dataset, signature)
    return compatibility(plan, frame, features_for(plan, frame, signature.columns), signature)


def trial(plan: Plan, dataset: Dataset, model: LoadedModel) -> Compatibility:
    """The whole table, the model asked about the first rows if nothing stands against that."""
    frame = select(dataset.frame, plan, dataset.source)
    model = reading_pictures(plan, dataset, model) or model
    features = features_of(plan, frame, model)
    found = compatibility(plan, frame, features, model.signature)
    return Compatibility((*found.rows, dry_run(plan, frame, features, model))) if found.fits else found


def dry_run(plan: Plan, frame: pd.DataFrame, features: Sequence[str], model: LoadedModel) -> Fit:
    """Ask the model about the first rows."""
    missing = [name for name in features if name not in frame]
    rows = min(TRIED_ROWS, len(frame))
    expected = f"an answer for each of the first {rows} rows"
    if missing or not rows:
        got = f"no column '{missing[0]}'" if missing else "no rows"
        return Fit("trial", expected, f"{got}, so it was not asked", "note")
    try:
        answer = first_answers(frame, features, model)
    except FairwitnessError as error:
        return Fit("trial", expected, "none", "mismatch", f"{error}".rstrip(".") + ".")
    if plan.task == "regression" and not is_number(plain(answer)):
        told = f"such as '{label_text(answer.iloc[0])}'"
        return Fit("trial", "to predict numbers", told, "mismatch", "Say `task: binary` or `multiclass`.")
    if answer.isna().any():
        return Fit(
            "trial", expected, f"{int(answer.isna().sum())} without one", "mismatch", "Mend the model."
        )
    strange = strange_answers(plan, frame, answer)
    if strange is not None:
        return strange
    said = _listed(observed(answer)[:_SHOWN]) if plan.task != "regression" else ""
    return Fit("trial", expected, f"{rows} answers{': ' if said else ''}{said}")


def strange_answers(plan: Plan, frame: pd.DataFrame, answer: pd.Series) -> Fit | None:
    """The answers as what does not fit, where they would be judged by a target that has other labels."""
    target = plan.roles.target
    judged = plan.roles.prediction is None and plan.roles.score is None and plan.roles.threshold is None
    if not judged or plan.task == "regression" or target is None or target not in frame:
        return None
    there, said = observed(frame[target]), observed(answer)
    common = len({*there, *said}) <= 2 if plan.task == "binary" else bool({*there} & {*said})
    if common or not there or len(there) > _MOST_LABELS:
        return None
    got = f"answers such as {_listed([label for label in said if label not in there][:_SHOWN])}"
    if is_number(plain(answer)) and (plain(answer) % 1 != 0).any():
        fix = _NUMBERS if (plain(answer).abs() > 1).any() else _SHARES
    elif {*there} & {*said}:
        fix = "Make them one spelling, leave odd rows out with `where`, or say `task: multiclass`."
    else:
        fix = _NAME_LABELS
    return Fit("trial", f"the labels {_listed(there)}", got, "mismatch", fix)


def first_answers(frame: pd.DataFrame, features: Sequence[str], model: LoadedModel) -> pd.Series:
    """What the model says of the first rows: so that what cannot work stops before all are asked."""
    return model.predict(frame[list(features)].head(TRIED_ROWS))


def _columns(frame: pd.DataFrame, features: Sequence[str], signature: Signature) -> Iterator[Fit]:
    if signature.inputs is None:
        if signature.width is not None:
            yield _width(features, signature.width)
        return
    for column in signature.inputs:
        yield from _column(frame, column)
    unread = len([name for name in features if name not in {column.name for column in signature.inputs}])
    if unread:
        named = f"{unread} more under `roles.features`"
        yield Fit("columns", f"{len(signature.inputs)} columns", named, "note", "It may not read them.")


def _width(features: Sequence[str], width: int) -> Fit:
    expected = f"{width} columns, by their order"
    if len(features) == width:
        return Fit("columns", expected, f"{len(features)} columns")
    fix = "Name them under `roles.features`, in the order in which the model was trained."
    return Fit("columns", expected, f"{len(features)} columns", "mismatch", fix)


def _column(frame: pd.DataFrame, column: Input) -> Iterator[Fit]:
    what = f"column '{column.name}'"
    wanted = column.kind or "any values"
    if column.name not in frame:
        hint = nearest(column.name, map(str, frame.columns))
        fix = f"{hint if hint.startswith('Did') else ''} Name the columns of the data as in training.".strip()
        yield Fit(what, wanted, "no such column", "mismatch" if column.required else "note", fix)
        return
    values = plain(frame[column.name])
    number = is_number(values) or values.dtype.kind == "b"
    if column.kind == "number" and not number and values.notna().any():
        odd = first_text(values)
        got = f"text{'' if odd is None else shown(f', such as {odd[1]!r}')}"
        yield Fit(what, "numbers", got, "mismatch", "Correct the values, or how the column is read.")
    elif column.kind == "text" and number and values.notna().any():
        yield Fit(
            what, "text", "numbers", "note", "If they are codes, the model may know them as other text."
        )
    elif column.categories is not None:
        yield _known_values(what, column, values)
    else:
        yield Fit(what, wanted, "numbers" if number else "text")


def _known_values(what: str, column: Input, values: pd.Series) -> Fit:
    known = set(column.categories or ())
    new = [name for value in values.dropna().unique() if (name := label_text(value)) not in known]
    expected = f"one of {len(known)} values"
    if not new:
        return Fit(what, expected, "these")
    got = f"{len(new)} that it has never seen{shown(f', such as {_listed(new[:_SHOWN])}')}"
    if column.refuses_others:
        return Fit(
            what, expected, got, "mismatch", "Correct the values, or leave their rows out with `where`."
        )
    return Fit(what, expected, got, "note", "It treats them as it was told to treat what it does not know.")


def _labels(plan: Plan, frame: pd.DataFrame, signature: Signature) -> Iterator[Fit]:
    target = plan.roles.target
    if plan.task == "regression" or signature.classes is None or target is None or target not in frame:
        return
    if frame[target].nunique() > _MOST_LABELS:
        return
    there = observed(frame[target])
    strange = [label for label in there if label not in signature.classes]
    expected, got = _listed(signature.classes), _listed(there)
    if not strange:
        yield Fit("labels", expected, got)
    elif len(strange) == len(there):
        yield Fit("labels", expected, got, "mismatch", _NAME_LABELS)
    else:
        yield Fit("labels", expected, got, "note", f"It can never decide '{strange[0]}'.")


def _listed(labels: Sequence[str]) -> str:
    return ", ".join(f"'{label}'" for label in labels)


def _scores(plan: Plan, signature: Signature) -> Iterator[Fit]:
    if plan.roles.threshold is None or plan.roles.score is not None or plan.roles.prediction is not None:
        return
    limit = f"a threshold of {plan.roles.threshold:g}"
    if signature.has_scores:
        yield Fit("threshold", "any: it gives probabilities", limit)
    else:
        yield Fit("threshold", "none: it gives labels only", limit, "mismatch", "Leave the threshold out.")


def _versions(signature: Signature) -> Iterator[Fit]:
    for library, made in signature.versions.items():
        here = signature.runs_with.get(library) or _installed(library)
        if here is None:
            continue
        if made.split(".")[:2] == here.split(".")[:2]:
            yield Fit(library, made, here)
        else:
            fix = "Other versions may decide otherwise: compare some answers, or save it again with this version."
            yield Fit(library, f"version {made}, which it was made with", f"version {here}", "note", fix)


def _installed(library: str) -> str | None:
    try:
        return version(library)
    except PackageNotFoundError:
        return None
