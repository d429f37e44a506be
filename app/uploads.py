"""Files a person hands over: spooled to disk, read, and looked at before anything runs."""

from __future__ import annotations

import secrets
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import BinaryIO

from fairwitness.app import access, databases, store
from fairwitness.app.access import changes
from fairwitness.app.kept_plans import kept_plan
from fairwitness.app.people import Person
from fairwitness.app.policy import check_model
from fairwitness.app.upload_limit import MOST_VARIABLE, most_megabytes
from fairwitness.audits.keys import home
from fairwitness.audits.plan import Plan
from fairwitness.audits.plan.data import data_from
from fairwitness.audits.plan.guess import guess
from fairwitness.audits.plan.model import Data, ModelSource
from fairwitness.audits.private import copy_privately, private_folder, remove_folder
from fairwitness.audits.subject import Dataset, closed_after, load_model, read_dataset
from fairwitness.audits.subject.compatibility import Compatibility, trial
from fairwitness.audits.subject.models import Signature
from fairwitness.audits.subject.profile import Profile, profile
from fairwitness.errors import DataError, FairwitnessError


@dataclass(frozen=True)
class Draft:
    """What a new audit begins with: rows that were read, and a plan to correct."""

    dataset: Dataset
    plan: Plan
    """Roles guessed, or taken over from an audit; where its files are, is in `data_file` and `model_file`."""
    data_file: Path | None = None
    """None for the demo's rows, which are no file."""
    model: ModelSource | None = None
    """How the model is to be loaded; its path is that of `model_file`."""
    model_file: Path | None = None
    signature: Signature | None = None
    """What the model said of itself when it was loaded, so that nothing loads it again to compare."""
    reasons: dict[str, str] = field(default_factory=dict)
    """Why a role was guessed."""

    @cached_property
    def profile(self) -> Profile:
        """What each column looks like."""
        return profile(self.dataset.frame, self.dataset.first_line)

    @property
    def has_model(self) -> bool:
        """Whether there is a model to ask: a file or a URL."""
        return self.model is not None

    @property
    def is_there(self) -> bool:
        """Whether its files are still where they were: an audit that held them may have been deleted."""
        return all(path is None or path.exists() for path in (self.data_file, self.model_file))

    @property
    def model_folder(self) -> Path:
        """What the path of `model` is relative to."""
        return Path() if self.model_file is None else self.model_file.parent


def spool(name: str, stream: BinaryIO) -> Path:
    """Write an upload to disk under its own name, in a private folder of its own; old ones are removed on the way.

    Raises
    ------
    DataError
        It is larger than the operator allows, or the disk is full; nothing of it is left.
    """
    folder, most = home() / "uploads", most_megabytes()
    store.sweep_uploads()
    path = folder / secrets.token_hex(8) / Path(store.input_name(name)).name
    try:
        private_folder(home().resolve())
        private_folder(folder)
        private_folder(path.parent)
        copy_privately(stream, path, most << 20)
    except OverflowError as error:
        remove_folder(path.parent)
        raise DataError(
            f"An upload must have at most {most:,} MB here. '{path.name}' has more; use the command line, which reads "
            f"files where they lie, or have {MOST_VARIABLE} raised."
        ) from error
    except OSError as error:
        remove_folder(path.parent)
        raise DataError(
            f"The upload cannot be kept: {error.strerror or error}. Is there room on the disk?"
        ) from error
    return path


def draft_of(path: Path, how: Data | None = None) -> Draft:
    """Read a file, as found out or as `how` says, and guess what its columns are for.

    Raises
    ------
    DataError
        The file is empty or cannot be read as its format.
    """
    data = (how or Data()).model_copy(update={"path": path.name})
    dataset = read_dataset(data, path.parent)
    return guessed(dataset, data, _title(path), path)


def guessed(dataset: Dataset, data: Data, title: str, file: Path | None = None) -> Draft:
    """A plan to begin with for rows that were read: each column has the role that it looks like."""
    found = guess(dataset.frame)
    plan = Plan(title=title, task=found.task, data=data, roles=found.roles)
    return Draft(dataset, plan, file, reasons=found.reasons)


def draft_of_name(name: str) -> Draft:
    """The rows of a public data set, with guessed roles; a file of the server is never read by its name.

    Raises
    ------
    DataError
        It begins with none of the sources that there are, or cannot be had, as without a network.
    """
    place = data_from(name)
    if "path" in place:
        raise DataError(
            "A data set by name must begin with where it is: sklearn:, openml: or hf:, such as "
            "'sklearn:breast_cancer' or 'openml:adult'."
        )
    data = Data.model_validate(place)
    return guessed(read_dataset(data, Path()), data, _title(Path(name.partition(":")[2])))


def draft_of_demo(person: Person) -> Draft:
    """The demo's rows: with plan and model of the demo audit where the person sees it, else with guessed roles."""
    for entry in access.readable(person):
        if entry.demo:
            with suppress(FairwitnessError):
                return draft_from(entry.id)
    data = Data(demo="mortgage")
    return guessed(read_dataset(data, Path()), data, "Mortgage decisions")


def draft_from(audit: str) -> Draft:
    """The plan and the files of an audit that is kept, to repeat it with changes."""
    plan, folder = kept_plan(audit)
    if not plan.privacy.rows and plan.data.path and not (folder / plan.data.path).exists():
        raise DataError(
            "The rows of this audit were not kept, as its plan asked (`privacy.rows: false`). To repeat it, begin a "
            "new audit with the file."
        )
    dataset = read_dataset(plan.data, folder, plan.roles.id)
    draft = Draft(dataset, plan, folder / plan.data.path if plan.data.path else None)
    return with_model(draft, plan.model, folder) if plan.model else draft


def with_model(draft: Draft, source: ModelSource, folder: Path) -> Draft:
    """The same draft with a model beside the rows.

    Raises
    ------
    UntrustedTypeError
        The file holds types that are not known ones.
    ConsentError
        It brings code of its own, and nobody has agreed to run it.
    ModelError
        The file holds no model, or the operator does not allow it here.
    """
    check_model(source, folder)
    loaded = load_model(source, folder, draft.plan.task)
    with closed_after(loaded):
        signature = loaded.signature
    if source.path is None:
        return replace(draft, model=source, model_file=None, signature=signature)
    file = folder / source.path
    here = source.model_copy(update={"path": file.name})
    return replace(draft, model=here, model_file=file, signature=signature)


def tried(draft: Draft, plan: Plan) -> Compatibility:
    """What the model says of the first rows, with all that was compared before.

    Raises
    ------
    ModelError
        The model cannot be loaded any more.
    """
    assert draft.model is not None
    check_model(draft.model, draft.model_folder)
    loaded = load_model(draft.model, draft.model_folder, plan.task)
    with closed_after(loaded):
        return trial(plan, draft.dataset, loaded)


def without_model(draft: Draft) -> Draft:
    """The same draft with its rows alone."""
    return replace(draft, model=None, model_file=None, signature=None)


def model_kept(draft: Draft, before: Draft | None) -> Draft:
    """A draft of other rows with the model that was there before."""
    if before is None:
        return draft
    return replace(draft, model=before.model, model_file=before.model_file, signature=before.signature)


def warning_of(dataset: Dataset) -> str | None:
    """What is odd about a file that could be read; None if nothing is."""
    columns = list(dataset.frame.columns)
    if dataset.kind == "csv" and len(columns) == 1 and not dataset.conflicting:
        name = str(columns[0])
        shown = f"{name[:40]}…" if len(name) > 40 else name
        return (
            f"'{dataset.source}' was read as one column, '{shown}'. Its columns may be separated by another character: "
            "say which under Read it differently."
        )
    return None


@changes("audit", "set up the audit '{plan.title}'")
def start(person: Person, plan: Plan, draft: Draft, *, project: str = store.MAIN) -> str:
    """Put a plan and its files into the store, in one of its projects; returns the id of the audit.

    Raises
    ------
    RecordError
        The audit cannot be kept.
    ModelError
        The operator does not allow the model here.
    DataError
        The rows are of a database that the operator has not named, or their file is gone.
    """
    databases.check(plan.data)
    if draft.model is not None:
        check_model(draft.model, draft.model_folder)
    files = [path for path in (draft.data_file, draft.model_file) if path is not None]
    refuse_others(person, files)
    data, model = plan.data, draft.model
    if draft.data_file is not None:
        data = data.model_copy(update={"path": store.input_name(draft.data_file.name), "demo": None})
    if model is not None and draft.model_file is not None:
        model = model.model_copy(update={"path": store.input_name(draft.model_file.name)})
    opened: dict[str, BinaryIO] = {}
    try:
        for path in files:
            opened[path.name] = path.open("rb")
        audit = store.create(
            plan.model_copy(update={"data": data, "model": model}), opened, by=person, project=project
        )
    except FileNotFoundError as error:
        raise DataError("The uploaded file is no longer there; choose it again.") from error
    finally:
        for stream in opened.values():
            stream.close()
    if not plan.privacy.rows:
        for path in files:
            _forget(path)
    return audit


def is_ours(file: Path) -> bool:
    """Whether a file is an upload or the copy of one with an audit, and no link out of there."""
    kept = (home() / "uploads", store.root())
    return any(file.resolve().is_relative_to(folder.resolve()) for folder in kept)


def refuse_others(person: Person, files: list[Path]) -> None:
    """Refuse files of an audit that no longer exists for this person, though a draft was begun from it."""
    for path in files:
        if path.is_relative_to(store.root()):
            access.open_audit(person, path.relative_to(store.root()).parts[0])


def _forget(upload: Path) -> None:
    """Remove an upload that nothing needs any more; a file that lies elsewhere is not ours to remove."""
    if upload.parent.parent == home() / "uploads":
        remove_folder(upload.parent)


def _title(path: Path) -> str:
    return f"Audit of {path.stem.replace('_', ' ').replace('-', ' ')}"
