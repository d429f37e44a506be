"""A new audit in four steps: rows, roles, model, what to check. Every step keeps what was entered in the others.

What was entered is kept at every change (`unfinished`): the address names it, so that any tab finds it again.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TypeGuard

import streamlit as st

from fairwitness.app import access, acts, form, form_problems, jobs, ready_made, state, steps, uploads
from fairwitness.app.jobs import Job
from fairwitness.app.steps import Missing, Step
from fairwitness.app.unfinished import Form, Opened
from fairwitness.app.uploads import Draft
from fairwitness.app.views import (
    fields,
    fit,
    gates,
    keeping,
    model,
    numbers,
    options,
    parts,
    plan_panel,
    policies,
    preview,
    roles,
    source,
    stepper,
)
from fairwitness.app.views.project import project_field
from fairwitness.audits.plan import Plan
from fairwitness.errors import FairwitnessError, PlanError

DRAFT, SAID, STARTED, RETRY = "new-draft", "new-said", "new-started", "new-retry"
_CANCELLED = "The run was cancelled. Nothing that you filled in is lost."


def render() -> None:
    """Draw the form: as it was left, or filled from the audit that the address names."""
    access.require(state.person(), "audit")
    again = state.named(state.FROM)
    if again is not None:
        del st.query_params[state.FROM]
        _come_back(again)
    else:
        keeping.find(_put_kept)
    _form()


def _come_back(audit: str) -> None:
    """Take up an audit to change it; one that this form began and that failed leaves the form as it is."""
    job = jobs.status(audit)
    draft = st.session_state.get(DRAFT)
    if _failed(job):
        st.session_state[SAID] = job.error or _CANCELLED
        st.session_state[RETRY] = audit
        if draft is not None and st.session_state.get(STARTED) == audit and draft.is_there:
            return
    keeping.let_go()
    put_draft(uploads.draft_from(audit))


def put_draft(draft: Draft) -> None:
    """Begin the form anew with these rows and this plan; a pasted plan that waited for them is set over them."""
    draft = plan_panel.give_rows(draft)
    st.session_state[DRAFT] = draft
    for name in [str(name) for name in st.session_state if str(name).startswith(("gate.", fields.PREFIX))]:
        del st.session_state[name]
    fields.put(form.values_of(draft.plan, has_model=draft.has_model))


def _put_kept(found: Opened) -> None:
    """Fill the form as it was kept."""
    _clear()
    kept = found.form
    st.session_state[SAID] = found.said
    st.session_state[plan_panel.TEXT] = kept.yaml
    if kept.draft is not None:
        put_draft(kept.draft)
        if kept.model is not None:
            st.session_state[DRAFT] = model.take_up(kept.draft, kept.model)
    st.session_state[plan_panel.WAITS] = form.corrected(kept.values, found.waits)
    fields.put(kept.values)


def _clear() -> None:
    """An empty form."""
    model.forget()
    plan_panel.forget()
    source.forget()
    names = [str(name) for name in st.session_state]
    for name in [name for name in names if name.startswith(("gate.", fields.PREFIX))]:
        del st.session_state[name]
    for name in (DRAFT, SAID, STARTED, RETRY):
        st.session_state.pop(name, None)


def _begin_another() -> None:
    _clear()
    keeping.let_go()
    st.query_params.pop(stepper.ADDRESS, None)


def _held(draft: Draft | None) -> Form:
    """What the form holds, to be kept."""
    kept = None if draft is None else model.given(draft)
    return Form(fields.values(), draft, kept, str(st.session_state.get(plan_panel.TEXT) or ""))


def _form() -> None:
    parts.html("<h1>New audit</h1>" + numbers.note(sealed=False))
    if (said := st.session_state.get(SAID)) is not None:
        parts.html(parts.problem(said))
    keeping.clash(_held(st.session_state.get(DRAFT)), _put_kept)
    current = stepper.here()
    held: Draft | None = st.session_state.get(DRAFT)
    if held is not None:
        gates.turn_to(fields.task())
    plan, problems = _judge(held)
    place = st.container()
    main, aside = st.columns([2.1, 1], gap="large")
    with main, st.container(key="step-body"):
        judged = fields.values()
        draft = _step(current, held, plan, problems)
        stepper.onward(current)
    if draft is not held or fields.values() != judged:  # a field let go of what its list no longer has
        plan, problems = _judge(draft)
    lacks = steps.missing(problems, has_rows=draft is not None, model_waits=model.waits())
    fitting = draft is None or fit.fits(draft, plan)
    marks = steps.marks(
        lacks,
        has_rows=draft is not None,
        has_model=draft is not None and draft.has_model,
        model_fits=fitting,
    )
    with place:
        stepper.stepper(marks, current)
    with aside, st.container(key="step-aside"):
        _run_panel(draft, plan, lacks, current, fitting=fitting)
        plan_panel.plan_panel(plan, draft, put_draft)
    form_now = _held(draft)
    if form_now.draft is not None or form_now.yaml.strip():
        keeping.save(form_now)


def _step(current: Step, draft: Draft | None, plan: Plan | None, problems: dict[str, str]) -> Draft | None:
    """The fields of the step that is open; the draft, with the model that may have come in."""
    if current == "data":
        if draft is None:
            keeping.left_forms(_put_kept)
        source.source_fields(draft, put_draft)
        if draft is not None:
            fields.line("Title", "title")
            preview.preview(draft, put_draft)
            st.button(
                "Begin another audit",
                key="begin-another",
                type="tertiary",
                on_click=state.answering(_begin_another),
            )
        return draft
    if draft is None:
        parts.html(parts.muted("This step is about rows, and there are none yet."))
        return None
    if current == "roles":
        roles.role_fields(draft, problems)
        options.row_fields(draft, problems)
    elif current == "model":
        draft = model.model_fields(draft)
        fit.fit_table(draft, plan)
    else:
        chosen = policies.policy_fields()
        notes = st.container()
        attributes = form.attribute_names(fields.values(), draft.plan)
        gates.gate_fields(attributes, problems, draft.plan.explain.limits, ready_made.reasons(chosen))
        options.check_fields(problems)
        with notes:
            policies.policy_notes(chosen, form.corrected(fields.values(), draft.plan))
    return draft


def _judge(draft: Draft | None) -> tuple[Plan | None, dict[str, str]]:
    """The plan that the fields make, and what is wrong with it by field."""
    if draft is None:
        return None, {}
    try:
        plan = form.plan_of(fields.values(), draft.plan)
    except PlanError:
        return None, form_problems.mistakes(fields.values(), draft.plan)
    plan = plan.model_copy(update={"model": draft.model})
    return plan, form_problems.problems(plan, draft.dataset, has_model=draft.has_model)


def _run_panel(
    draft: Draft | None, plan: Plan | None, lacks: tuple[Missing, ...], current: Step, *, fitting: bool
) -> None:
    ready = draft is not None and plan is not None and not lacks
    into = project_field()
    pressed = st.button("Run the audit", type="primary", key="run", disabled=not ready)
    stepper.lacking(lacks if fitting else (*lacks, steps.unfit()), current)
    if pressed and draft is not None and plan is not None and ready:
        _run(draft, plan, into)


def _run(draft: Draft, plan: Plan, project: str) -> None:
    person = state.person()
    audit = uploads.start(person, plan, draft, project=project)
    try:
        jobs.begin(person, audit)
    except FairwitnessError:
        acts.delete(person, audit)
        raise
    _drop_failed()
    keeping.finish()
    st.session_state.pop(SAID, None)
    st.session_state[STARTED] = audit
    st.switch_page(state.page("Run"), query_params={state.JOB: audit})


def _drop_failed() -> None:
    """Remove the run that this one replaces, so that the list holds no failed tries."""
    failed = st.session_state.pop(RETRY, None)
    if failed is None:
        return
    with suppress(FairwitnessError):
        if _failed(jobs.status(failed)):  # it may have been run again as it is
            acts.delete(state.person(), failed)


def _failed(job: Job | None) -> TypeGuard[Job]:
    return job is not None and job.state in ("failed", "cancelled")
