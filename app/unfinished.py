"""Forms of new audits that are not finished: kept at every change, found again in any tab, after any restart.

A form that is kept is data: what each field holds, the plan it began with, and where rows and model came from. Nobody
else sees it. Two tabs that change one form do not overwrite each other: the second to save is told, and chooses.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pydantic_core import to_jsonable_python

from fairwitness.app import sources, store, uploads
from fairwitness.app.access import changes
from fairwitness.app.people import Person
from fairwitness.app.store.drafts import GONE
from fairwitness.app.uploads import Draft
from fairwitness.audits.plan import Plan, make_plan, parse_plan
from fairwitness.audits.plan.model import ModelSource
from fairwitness.audits.plan.template import dump_plan
from fairwitness.errors import FairwitnessError, PlanError, StoreError

Content = dict[str, object]
_FORM: Final = 1
_ASIDE: Final = "gates-aside"
_OTHER: Final = "This form was kept by another version of Fairwitness and cannot be opened by this one."


@dataclass(frozen=True)
class Model:
    """A model that came with a form: loaded again when the form is opened."""

    source: ModelSource
    file: Path | None

    @property
    def folder(self) -> Path:
        """What the path of the source is relative to."""
        return Path() if self.file is None else self.file.parent


@dataclass(frozen=True)
class Form:
    """What a form holds."""

    values: Mapping[str, object]
    draft: Draft | None = None
    """None before there are rows."""
    model: Model | None = None
    """The draft's model, or one that waits for somebody to agree that it is loaded."""
    yaml: str = ""
    """A plan that was begun to be pasted."""


@dataclass(frozen=True)
class Opened:
    """A form that was kept, as it is now."""

    form: Form
    waits: Plan | None = None
    """Of a form whose rows are not there any more: the plan, to be set over them when they are given again."""
    said: str | None = None
    """Why rows are not there, in a sentence."""


def content_of(form: Form) -> Content:
    """A form as JSON can hold it."""
    values = {key: value for key, value in form.values.items() if key != _ASIDE}
    aside = form.values.get(_ASIDE)
    rows = [row for group in aside.values() for row in group] if isinstance(aside, dict) else []
    draft, model = form.draft, form.model
    content: Content = {
        "form": _FORM,
        "values": to_jsonable_python(values | {_ASIDE: rows}),
        "yaml": form.yaml,
        "title": str(form.values.get("title") or "A new audit"),
    }
    if draft is not None:
        place = draft.plan.model_copy(update={"model": None})
        content |= {
            "plan": dump_plan(place),
            "source": draft.dataset.source,
            "data_file": None if draft.data_file is None else str(draft.data_file),
            "reasons": dict(draft.reasons),
        }
    if model is not None:
        content |= {
            "model": model.source.model_dump(mode="json"),
            "model_file": None if model.file is None else str(model.file),
        }
    return content


def opened(person: Person, content: Content) -> Opened:
    """A form from what was kept; its rows are read again, if they may still be seen, and its model is not.

    Raises
    ------
    StoreError
        Another version kept it.
    """
    if content.get("form") != _FORM:
        raise StoreError(_OTHER)
    values = _values(content.get("values"))
    yaml = str(content.get("yaml") or "")
    model = _model(content)
    if "plan" not in content:
        return Opened(Form(values, model=model, yaml=yaml))
    try:
        plan = parse_plan(str(content["plan"]), name="The form")
    except PlanError as error:
        raise StoreError(_OTHER) from error
    file = _path(content.get("data_file"))
    try:
        uploads.refuse_others(
            person, [one for one in (file, model.file if model else None) if one is not None]
        )
        dataset = sources.read_again(plan.data, file)
    except FairwitnessError as error:
        return Opened(Form(values, model=model, yaml=yaml), plan, str(error))
    given = content.get("reasons")
    reasons = {str(role): str(why) for role, why in given.items()} if isinstance(given, dict) else {}
    return Opened(Form(values, Draft(dataset, plan, file, reasons=reasons), model, yaml))


def kept_of(person: Person) -> tuple[store.Draft, ...]:
    """The forms that a person has not finished, the last one changed first."""
    return store.drafts_of(person)


def kept(person: Person, id: str) -> store.Draft:
    """A form of that person; raises `StoreError` if there is none, or it is another's."""
    found = store.draft(id)
    if found.email != person.email:
        raise StoreError(GONE)
    return found


@changes("audit")
def begin(person: Person, content: Content) -> store.Draft:
    """Keep a form from now on."""
    return store.new_draft(person, content)


@changes("audit")
def keep(person: Person, id: str, content: Content, version: int) -> store.Draft:
    """Keep what a form holds now; raises `StoreError` where another tab was quicker, or it is gone."""
    kept(person, id)
    return store.save_draft(id, content, version)


@changes("audit")
def drop(person: Person, id: str) -> None:
    """Throw a form away."""
    kept(person, id)
    store.drop_draft(id)


def _values(held: object) -> dict[str, object]:
    values = {str(key): value for key, value in held.items()} if isinstance(held, dict) else {}
    rows = values.get(_ASIDE)
    if isinstance(rows, list) and rows:
        values[_ASIDE] = {tuple(sorted({str(row["metric"]) for row in rows})): rows}
    else:
        values[_ASIDE] = {}
    for row in _rows(values.get("gates")):
        row.pop("row", None)
    return values


def _rows(held: object) -> list[dict[str, object]]:
    return [row for row in held if isinstance(row, dict)] if isinstance(held, list) else []


def _model(content: Content) -> Model | None:
    held, file = content.get("model"), _path(content.get("model_file"))
    if held is None or (file is not None and not uploads.is_ours(file)):
        return None
    source = make_plan({"model": held}, name="The form").model
    return None if source is None else Model(source, file)


def _path(held: object) -> Path | None:
    return Path(str(held)) if held else None


def data_of(content: Content) -> str:
    """What a list says of a form's rows."""
    return str(content.get("source") or "no rows yet")
