"""A new audit: choose a file, correct what was guessed, declare limits, run."""

from __future__ import annotations

from contextlib import suppress
from typing import TypeGuard

import streamlit as st

from fairwitness.app import form, jobs, state, store, uploads
from fairwitness.app.jobs import Job
from fairwitness.app.uploads import Draft
from fairwitness.app.views import fields, fit, gates, model, options, parts, preview, roles
from fairwitness.audits.plan import Plan
from fairwitness.errors import FairwitnessError, PlanError

DRAFT, SAID, STARTED, RETRY = "new-draft", "new-said", "new-started", "new-retry"
_CANCELLED = "The run was cancelled. Nothing that you filled in is lost."


def render() -> None:
    """Draw the form: as it was left, or filled from the audit that the address names."""
    again = st.query_params.get(state.FROM)
    if again is not None:
        del st.query_params[state.FROM]
        _come_back(again)
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
    put_draft(uploads.draft_from(audit))


def put_draft(draft: Draft) -> None:
    """Begin the form anew with these rows and this plan."""
    st.session_state[DRAFT] = draft
    for name in [str(name) for name in st.session_state if str(name).startswith(("gate.", fields.PREFIX))]:
        del st.session_state[name]
    fields.put(form.values_of(draft.plan, has_model=draft.has_model))


def _form() -> None:
    parts.html("<h1>New audit</h1>")
    if (said := st.session_state.get(SAID)) is not None:
        parts.html(parts.problem(said))
    draft = preview.data_fields(st.session_state.get(DRAFT), put_draft)
    if draft is None:
        return
    draft = model.model_fields(draft)
    fields.line("Title", "title")
    judged = fields.values()
    plan, problems = _judge(draft)
    roles.role_fields(draft, problems)
    gates.gate_fields(form.attribute_names(fields.values(), draft.plan), problems, draft.plan.explain.limits)
    options.option_fields(draft, problems)
    if fields.values() != judged:  # a field let go of a value that its list no longer has
        plan, problems = _judge(draft)
    fit.fit_table(draft, plan)
    if plan is not None:
        preview.plan_text(plan)
    _run_button(draft, plan, problems)


def _judge(draft: Draft) -> tuple[Plan | None, dict[str, str]]:
    """The plan that the fields make, and what is wrong with it by field."""
    try:
        plan = form.plan_of(fields.values(), draft.plan)
    except PlanError as error:
        return None, {"form": str(error)}
    plan = plan.model_copy(update={"model": draft.model})
    return plan, form.problems(plan, draft.dataset, has_model=draft.has_model)


def _run_button(draft: Draft, plan: Plan | None, problems: dict[str, str]) -> None:
    if "form" in problems:
        parts.html(parts.problem(problems["form"]))
    pressed = st.button("Run the audit", type="primary", key="run")
    if problems and pressed:
        parts.html(parts.problem(f"The audit was not started: {' '.join(dict.fromkeys(problems.values()))}"))
    if pressed and plan is not None and not problems:
        _run(draft, plan)


def _run(draft: Draft, plan: Plan) -> None:
    audit = uploads.start(plan, draft)
    try:
        jobs.begin(state.person(), audit)
    except FairwitnessError:
        store.delete(audit)
        raise
    _drop_failed()
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
            store.delete(failed)


def _failed(job: Job | None) -> TypeGuard[Job]:
    return job is not None and job.state in ("failed", "cancelled")
