"""One audit, from a plan to a record: the same for the browser, the command and the notebook."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from fairwitness.audits import (
    checks,
    facts,
    frameworks,
    gates,
    language,
    questions,
    summary,
)
from fairwitness.audits.at_hand import subject_of
from fairwitness.audits.checks import Check, CheckNotApplicable, Context
from fairwitness.audits.context import context_of
from fairwitness.audits.energy import EnergyMeter
from fairwitness.audits.energy.budget import beside_budget
from fairwitness.audits.engine import counted
from fairwitness.audits.engine.choice import engine_for
from fairwitness.audits.explanations import limits
from fairwitness.audits.logo import read_logo
from fairwitness.audits.metrics import Metric
from fairwitness.audits.partial import Account, Hear, unheard
from fairwitness.audits.plan.model import Plan
from fairwitness.audits.quoting import as_planned
from fairwitness.audits.record import Record, RecordContent, schema, sha256
from fairwitness.audits.record.explanation_quality import ExplanationQuality
from fairwitness.audits.statements.beside import named
from fairwitness.audits.subject import Dataset, LoadedModel, closed_after, load_model, read_dataset
from fairwitness.audits.subject.datasets.condensed import Condensed
from fairwitness.errors import UnknownNameError

Phase = Literal["load", "predict", "check", "explain", "report"]
Progress = Callable[[Phase], None]


def silent(_phase: Phase) -> None:
    """Nobody watches."""


def now() -> datetime:
    """The time by this machine's clock."""
    return datetime.now(UTC)


@dataclass
class Witness:
    """Who makes the audit: tells how far it is, and meters each phase."""

    meter: EnergyMeter
    progress: Progress = field(default=silent)
    clock: Callable[[], datetime] = field(default=now)
    """When the record is made, which also says whether a waiver has ended."""
    account: Account = field(default_factory=Account)
    """What is seen before the record is sealed."""
    budget_wh: float | None = None
    """What the audit may use of energy."""

    @contextmanager
    def phase(self, name: Phase) -> Iterator[None]:
        """A phase that is announced and metered."""
        self.progress(name)
        try:
            with self.meter.phase(name):
                yield
        except BaseException:
            self.meter.close()  # what cannot be finished must not go on being metered
            raise

    def energy(self) -> schema.Energy:
        """The account so far."""
        return beside_budget(schema.Energy.model_validate(self.meter.result().to_dict()), self.budget_wh)


def start(
    plan: Plan, progress: Progress = silent, more: Iterable[Metric] = (), *, hear: Hear = unheard
) -> Witness:
    """Begin an audit: refuse what can be refused before any data are read, then start the meter.

    Raises
    ------
    UnknownNameError
        A gate's metric, a framework or an ignored check is none that there is; the message has the nearest.
    FrameworkError, StatementError
        The file of a framework, or of statements, cannot be used.
    """
    check_plan(plan, more)
    meter = EnergyMeter(plan.energy.country)
    meter.start()
    return Witness(meter, progress, account=Account(hear), budget_wh=plan.energy.budget_wh)


def check_plan(plan: Plan, more: Iterable[Metric] = ()) -> None:
    """Refuse what can be refused before any data are read; see `start`."""
    questions.declared(plan, more=more)
    frameworks.chosen(plan.frameworks)
    named(plan.statements)
    if plan.report.logo is not None:
        read_logo(plan.report.logo)
    known = checks.registered()
    for code in plan.checks.ignore:
        if code not in known:
            raise UnknownNameError.among(code, known, what="check")


def load(plan: Plan, folder: Path, witness: Witness) -> tuple[Dataset | Condensed, LoadedModel | None]:
    """Read the data and the model that a plan names, as the phase of that name."""
    with witness.phase("load"), as_planned(plan):
        dataset, model = read(plan, folder)
    rows = dataset.rows_read if isinstance(dataset, Condensed) else len(dataset.frame)
    witness.account.read(rows, None if model is None else model.type)
    return dataset, model


def read(plan: Plan, folder: Path) -> tuple[Dataset | Condensed, LoadedModel | None]:
    """The data and the model that a plan names, relative to a folder; what is too big is counted instead."""
    needs_rows = plan.model is not None or plan.roles.cluster is not None
    engine, why = engine_for(plan.data, folder, needs_rows=needs_rows)
    if engine is not None:
        found = counted(plan, folder, engine)
        return replace(found, notes=(*found.notes, *([why] if why else []))), None
    dataset = read_dataset(plan.data, folder, plan.roles.id)
    return dataset, None if plan.model is None else load_model(plan.model, folder, plan.task)


def audit(
    plan: Plan,
    dataset: Dataset | Condensed,
    model: LoadedModel | None,
    witness: Witness,
    more: Iterable[Metric] = (),
) -> Record:
    """Make the record.

    Parameters
    ----------
    more
        Metrics of the caller's own.

    Raises
    ------
    FairwitnessError
        The audit could not be made; the message says what to do.
    """
    with as_planned(plan):
        with witness.phase("predict"):
            subject = subject_of(plan, dataset, model)
        return conclude(lambda: context_of(subject, more), witness)


def conclude(make: Callable[[], Context], witness: Witness) -> Record:
    """Let every check look at what `make` gives, and seal what they saw."""
    with witness.phase("check"):
        context = make()
        witness.account.compared(context.plan, context.facts, context.comparisons, witness.clock().date())
        runs, seen = _look(context, "check", witness.account)
    with witness.phase("explain"):
        explained_runs, explained_seen = _look(context, "explain", witness.account)
    runs = {**runs, **explained_runs}
    return seal(
        context, tuple(runs[code] for code in sorted(runs)), [*seen, *explained_seen], witness.clock()
    )


def _look(
    context: Context, phase: str, account: Account
) -> tuple[dict[str, schema.CheckRun], list[checks.Seen]]:
    runs, seen = {}, []
    known = checks.registered()
    for code, check in known.items():
        if check.phase != phase:
            continue
        runs[code], found = _run_one(check, context)
        account.checked(len(known), () if found is None else found.findings)
        if found is not None:
            seen.append(found)
    return runs, seen


def _run_one(check: Check, context: Context) -> tuple[schema.CheckRun, checks.Seen | None]:
    run = schema.CheckRun(code=check.code, title=check.title(), outcome="ran")
    reason = context.plan.checks.ignore.get(check.code)
    if reason is not None:
        return run.model_copy(update={"outcome": "ignored", "reason": reason}), None
    if not check.asks_of(context.plan.task):
        other = f"It is no question of `task: {context.plan.task}`."
        return run.model_copy(update={"outcome": "not_applicable", "reason": other}), None
    try:
        return run, check.look(context)
    except CheckNotApplicable as answer:
        return run.model_copy(update={"outcome": "not_applicable", "reason": str(answer)}), None


def seal(
    context: Context, runs: tuple[schema.CheckRun, ...], seen: list[checks.Seen], made: datetime
) -> Record:
    """The record of what the checks saw, made at a time in UTC."""
    plan = context.plan
    findings = tuple(finding for each in seen for finding in each.findings)
    quality = next((each.quality for each in seen if each.quality), None)
    attributes = [one.name for one in context.facts.attributes]
    held = (
        *gates.hold(plan, context.comparisons, made.date()),
        *limits.hold(plan, quality, attributes, on=made.date()),
    )
    asked = tuple(run for run in runs if checks.registered()[run.code].asks_of(plan.task))
    content = RecordContent(
        title=plan.title,
        plan=facts.canonical_plan(plan),
        subject=context.facts,
        checks=runs,
        estimates=context.estimates,
        comparisons=context.comparisons,
        impact=tuple(table for each in seen for table in each.impact),
        performance=next((each.performance for each in seen if each.performance), schema.Performance()),
        explanations=_explanations(seen, quality),
        scores=tuple(table for each in seen for table in each.scores),
        thresholds=tuple(table for each in seen for table in each.thresholds),
        conditional=tuple(table for each in seen for table in each.conditional),
        individual=next((each.individual for each in seen if each.individual), None),
        classes=next((each.classes for each in seen if each.classes), None),
        subgroups=next((each.subgroups for each in seen if each.subgroups), None),
        findings=findings,
        gates=held,
        summary=summary.summarise(plan, held, context.comparisons, findings, asked),
        energy=schema.Energy(),
        environment=facts.environment(),
        provenance=_provenance(context, made),
    )
    record = Record.of(frameworks.with_controls(content, plan.frameworks))
    return record.with_statements(named(plan.statements))


def _provenance(context: Context, made: datetime) -> schema.Provenance:
    plan = context.plan
    spoken, texts = language.chosen(plan.report.language)
    return schema.Provenance(
        plan_sha256=sha256(facts.canonical_plan(plan)),
        data_sha256=context.data_sha256,
        seed=plan.seed,
        created=made.isoformat(timespec="seconds"),
        version=facts.package_version(),
        organisation=plan.report.organisation,
        language=spoken,
        texts=texts,
        logo=None if plan.report.logo is None else read_logo(plan.report.logo),
    )


def _explanations(seen: list[checks.Seen], quality: ExplanationQuality | None) -> schema.Explanations:
    """What one check says of the outputs, others of the gaps, and one of how good the explanations are."""
    found = next((each.explanations for each in seen if each.explanations), schema.Explanations())
    gaps = tuple(gap for each in seen for gap in each.gaps)
    return found.model_copy(update={"gaps": gaps, "quality": quality})


def run_plan(
    plan: Plan,
    folder: Path,
    progress: Progress = silent,
    clock: Callable[[], datetime] = now,
    *,
    hear: Hear = unheard,
) -> tuple[Record, Witness]:
    """Make the record of a plan, its paths relative to `folder`; the witness can meter the reports too.

    Parameters
    ----------
    clock
        Says when the record is made: to make one anew as of its own day, waivers and all.
    hear
        Is told what has been seen so far, with each step.
    """
    plan = frameworks.located(plan, folder)
    witness = start(plan, progress, hear=hear)
    witness.clock = clock
    dataset, model = load(plan, folder, witness)
    with closed_after(model):
        return audit(plan, dataset, model, witness), witness
