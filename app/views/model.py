"""The part of the form that takes the model: a file or a URL, what is trusted of it, and what its outputs mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import streamlit as st

from fairwitness.app import formats, uploads
from fairwitness.app.unfinished import Model
from fairwitness.app.uploads import Draft
from fairwitness.app.views import fields, numbers, parts
from fairwitness.audits.plan.model import ModelSource
from fairwitness.audits.plan.source import Output
from fairwitness.errors import ConsentError, FairwitnessError, UntrustedTypeError

DRAFT: Final = "new-draft"
_ID, _SAID, _WAITS, _SHOWN = "new-model-id", "new-model-said", "new-model-waits", "new-model-shown"
_CLASSES, _OUTPUT, _URL, _AGREED = "new-classes", "new-output", "new-url", "new-agreed"
_OUTPUTS: Final[dict[Output, str]] = {
    "label": "Labels",
    "probability": "Probabilities",
    "logit": "Logits: a probability before it is squeezed between 0 and 1",
    "number": "Numbers",
}
_MOST_IMPORTS = 60


@dataclass(frozen=True)
class Waiting:
    """A model that is there and not loaded, until somebody has said that it may be."""

    source: ModelSource
    folder: Path
    types: tuple[str, ...] = ()
    """Types to be trusted first, each."""
    imports: tuple[str, ...] = ()
    runs_code: bool = False
    """Whether consent to run its code is asked for."""


def waits() -> bool:
    """Whether a model was given that nobody has agreed to load yet."""
    return isinstance(st.session_state.get(_WAITS), Waiting)


def given(draft: Draft) -> Model | None:
    """The model to keep with the form: the draft's, or one that waits."""
    waiting = st.session_state.get(_WAITS)
    if isinstance(waiting, Waiting):
        file = None if waiting.source.path is None else waiting.folder / waiting.source.path
        return Model(waiting.source, file)
    return None if draft.model is None else Model(draft.model, draft.model_file)


def take_up(draft: Draft, kept: Model) -> Draft:
    """Load the model of a form that was kept; what it says, and what it waits for, stands in its step."""
    st.session_state[_CLASSES] = ", ".join(map(str, kept.source.classes or ()))
    st.session_state[_OUTPUT], st.session_state[_URL] = kept.source.output, kept.source.url or ""
    return _try(draft, kept.source, kept.folder)


def forget() -> None:
    """Nothing is said of, and nothing waits for, a model of another form."""
    for name in (_SAID, _WAITS, _SHOWN, _CLASSES, _OUTPUT, _URL, _AGREED):
        st.session_state.pop(name, None)


def model_fields(draft: Draft) -> Draft:
    """Let the reader choose a model; the draft with it, or as it was where there is none or it was refused."""
    parts.html(
        parts.muted("With a model its decisions can be explained; without one, its predictions are enough.")
    )
    _show_again(draft)
    left, right = st.columns([1.6, 1], gap="large")
    with left:
        draft = _file(draft)
        with st.expander("Every format that can be read"):
            parts.html(parts.listing(formats.model_titles()))
    with right:
        draft = _address(draft)
    if said := st.session_state.get(_SAID):
        parts.html(parts.problem(said))
    waiting = st.session_state.get(_WAITS)
    if isinstance(waiting, Waiting):
        draft = _permission(draft, waiting)
    return _outputs(draft) if draft.has_model or isinstance(waiting, Waiting) else draft


def _show_again(draft: Draft) -> None:
    """Fill the fields from a model that came with the draft, such as one of an audit that is repeated."""
    if st.session_state.get(_SHOWN) == draft.model:
        return
    st.session_state[_SHOWN] = draft.model
    if draft.model is not None:
        st.session_state[_CLASSES] = ", ".join(map(str, draft.model.classes or ()))
        st.session_state[_OUTPUT] = draft.model.output
        st.session_state[_URL] = draft.model.url or ""


def _file(draft: Draft) -> Draft:
    file = st.file_uploader(
        "A model file", type=formats.model_suffixes(), key="new-model",
        help="It is loaded once, to see that it can be. Code of its own never runs without your consent.",
    )  # fmt: skip
    if file is None or st.session_state.get(_ID) == file.file_id:
        return draft
    st.session_state[_ID] = file.file_id
    try:
        path = uploads.spool(file.name, file)
    except FairwitnessError as error:
        st.session_state[_SAID] = str(error)
        return draft
    return _try(draft, ModelSource(path=path.name), path.parent)


def _address(draft: Draft) -> Draft:
    if formats.takes_urls():
        st.session_state.setdefault(_URL, "")
        st.text_input(
            "Or where it answers over HTTP", key=_URL, placeholder="https://models.example/invocations",
            help="Only hosts that whoever runs this server has allowed are asked.",
            persist_state="session",
        )  # fmt: skip
        if st.button("Use the model at this URL", key="use-url"):
            try:
                source = ModelSource(url=str(st.session_state[_URL]).strip() or "http://")
            except ValueError as error:
                st.session_state[_SAID] = str(error)
                return draft
            draft = _try(draft, source, Path())
    if draft.model is not None and draft.signature is not None:
        parts.html(f"<p><b>{parts.text(draft.model.name)}</b>: {parts.text(draft.signature.type)}.</p>")
        if st.button("Take the model away", key="drop-model"):
            st.session_state[_SAID] = st.session_state[_WAITS] = None
            st.session_state[DRAFT] = uploads.without_model(draft)
            st.rerun()
    return draft


def _try(draft: Draft, source: ModelSource, folder: Path) -> Draft:
    """Load it once, to see that it can be; what was there before stays if it cannot."""
    st.session_state[_SAID] = st.session_state[_WAITS] = None
    try:
        source = _described(source)
        with st.spinner("Loading the model ..."):
            found = uploads.with_model(draft, source, folder)
    except UntrustedTypeError as error:
        st.session_state[_WAITS] = Waiting(source, folder, error.types)
        return draft
    except ConsentError as error:
        st.session_state[_WAITS] = Waiting(source, folder, imports=error.imports, runs_code=True)
        return draft
    except FairwitnessError as error:
        st.session_state[_SAID] = str(error)
        return draft
    st.session_state[DRAFT], st.session_state[_SHOWN] = found, found.model
    if draft.plan.roles.prediction is None and draft.plan.roles.score is None:
        fields.put({"decision": "model"})
    return found


def _permission(draft: Draft, waits: Waiting) -> Draft:
    """Ask what has to be known before the model is loaded."""
    with st.container(key="new-permission"):
        agreed = _consent(waits) if waits.runs_code else _trust(waits)
        if not st.button("Load the model", key="load-model"):
            return draft
        if not agreed:
            st.session_state[_SAID] = f"'{waits.source.name}' was not loaded: tick what you agree to first."
            st.rerun()
        draft = _try(draft, _permitted(waits), waits.folder)
        st.rerun()
    return draft


def _permitted(waits: Waiting) -> ModelSource:
    if waits.runs_code:
        return waits.source.model_copy(update={"run_code": True})
    return waits.source.model_copy(update={"trust": (*waits.source.trust, *waits.types)})


def _trust(waits: Waiting) -> bool:
    name = parts.text(waits.source.name)
    parts.html(
        f"<p><b>{name}</b> holds types that are not on the list of known ones. A type can do anything when it is "
        "loaded. Trust one only if you know who wrote it and where it comes from; if you do not, audit a column of "
        "the model's predictions instead.</p>"
    )
    ticked = [
        st.checkbox(f"I know this type and trust it: {parts.markdown(one)}", key=f"trust-{place}-{one}")
        for place, one in enumerate(waits.types)
    ]
    return all(ticked)


def _consent(waits: Waiting) -> bool:
    name = parts.text(waits.source.name)
    parts.html(
        f"<p><b>{name}</b> brings code of its own, which runs as soon as it is loaded. Here it runs in a process of "
        f"its own, shut in as far as this machine can: {parts.text(_shut_in())}. Agree only if you know who made the "
        "file.</p>"
    )
    if waits.imports:
        with st.expander(f"What the file says it imports ({len(waits.imports)})"):
            parts.html(parts.listing(_cut(waits.imports)))
            parts.html(parts.muted("For your information: no list tells whether a file is harmless."))
    return st.checkbox("I know who made this file, and agree to run its code", key=_AGREED)


def _shut_in() -> str:
    """How well, in words."""
    from fairwitness.audits.host import capabilities

    return capabilities().sentence()


def _cut(names: Sequence[str]) -> tuple[str, ...]:
    rest = len(names) - _MOST_IMPORTS
    return (*names[:_MOST_IMPORTS], *((f"and {numbers.words().count(rest)} more",) if rest > 0 else ()))


def _outputs(draft: Draft) -> Draft:
    """What the file may not say: the labels behind its outputs, and what the outputs are."""
    with st.expander("What its outputs mean, where the file does not say"):
        left, middle, right = st.columns([1.2, 1.2, 1], vertical_alignment="bottom", gap="large")
        st.session_state.setdefault(_CLASSES, "")
        left.text_input(
            "Labels behind its outputs, in its order", key=_CLASSES, placeholder="no, yes",
            persist_state="session",
        )  # fmt: skip
        middle.selectbox(
            "Its outputs are", list(_OUTPUTS), index=None, key=_OUTPUT,
            format_func=lambda kind: _OUTPUTS[kind], placeholder="As its file says", persist_state="session",
        )  # fmt: skip
        if right.button("Load it again", key="reload-model"):
            draft = _again(draft)
            st.rerun()
    return draft


def _again(draft: Draft) -> Draft:
    waits = st.session_state.get(_WAITS)
    if isinstance(waits, Waiting):
        return _try(draft, waits.source, waits.folder)
    return _try(draft, draft.model, draft.model_folder) if draft.model is not None else draft


def _described(source: ModelSource) -> ModelSource:
    """The source with what the fields say of its outputs; raises `PlanError` where that cannot be."""
    from fairwitness.audits.plan import make_plan

    named = [name.strip() for name in str(st.session_state.get(_CLASSES) or "").split(",") if name.strip()]
    content = source.model_dump(mode="json") | {
        "classes": named or None,
        "output": st.session_state.get(_OUTPUT),
    }
    found = make_plan({"model": content}, name="The form").model
    assert found is not None
    return found
