"""One audit, from a plan to a record: the same for the browser, the command and the notebook."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from fairwitness.audits import checks, comparisons, facts, frameworks, gates, questions, summary
from fairwitness.audits.checks import Check, CheckNotApplicable, Context
from fairwitness.audits.energy import EnergyMeter
from fairwitness.audits.measurements import Measurements
from fairwitness.audits.metrics import Metric, is_of
from fairwitness.audits.plan.model import Plan
from fairwitness.audits.record import Record, RecordContent, schema, sha256
from fairwitness.audits.subject import Dataset, LoadedModel, Subject, load_model, make_subject, read_dataset
from fairwitness.audits.tabulate import rows_of, tabulate
from fairwitness.audits.wording import Vocabulary
from fairwitness.errors import UnknownNameError

Phase = Literal["load", "predict", "check", "explain", "report"]
Progress = Callable[[Phase], None]


def _silent(_phase: Phase) -> None:
    """Nobody watches."""


@dataclass
class Witness:
    """Who makes the audit: tells how far it is, and meters each phase."""

    meter: EnergyMeter
    progress: Progress = field(default=_silent)

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
        return schema.Energy.model_validate(self.meter.result().to_dict())


def start(plan: Plan, progress: Progress = _silent) -> Witness:
    """Begin an audit: refuse what can be refused before any data are read, then start the meter.

    Raises
    ------
    UnknownNameError
        A gate's metric, a framework or an ignored check is none that there is; the message has the nearest.
    """
    questions.declared(plan)
    for name in plan.frameworks:
        frameworks.framework(name)
    known = checks.registered()
    for code in plan.checks.ignore:
        if code not in known:
            raise UnknownNameError.among(code, known, what="check")
    meter = EnergyMeter(plan.energy.country)
    meter.start()
    return Witness(meter, progress)


def load(plan: Plan, folder: Path, witness: Witness) -> tuple[Dataset, LoadedModel | None]:
    """Read the data and the model that a plan names, relative to a folder."""
    with witness.phase("load"):
        dataset = read_dataset(plan.data, folder)
        return dataset, None if plan.model is None else load_model(plan.model, folder)


def audit(plan: Plan, dataset: Dataset, model: LoadedModel | None, witness: Witness) -> Record:
    """Make the record.

    Raises
    ------
    FairwitnessError
        The audit could not be made; the message says what to do.
    """
    with witness.phase("predict"):
        subject = make_subject(plan, dataset, model)
    with witness.phase("check"):
        context = _context(subject)
        runs, seen = _look(context, "check")
    with witness.phase("explain"):
        explained_runs, explained_seen = _look(context, "explain")
    runs = {**runs, **explained_runs}
    return _seal(context, tuple(runs[code] for code in sorted(runs)), [*seen, *explained_seen])


def _context(subject: Subject) -> Context:
    measured = Measurements(
        tabulate(subject), rows_of(subject), subject.plan.checks.resamples, subject.plan.seed
    )
    words = Vocabulary.of(subject.plan.words, subject.labels, subject.plan.roles.target)
    return context_of(subject.plan, facts.subject_facts(subject), measured, words, subject)


def context_of(
    plan: Plan,
    known: schema.Subject,
    measured: Measurements,
    words: Vocabulary,
    subject: Subject | None = None,
) -> Context:
    """What the checks look at: every figure that they, or the gates, ask for, and every comparison judged."""
    active = [check for code, check in checks.registered().items() if code not in plan.checks.ignore]
    several = next(iter(measured.tables.counts.values())).labels if plan.task == "multiclass" else ()
    declared = questions.declared(plan, several, measured.more.values())
    questions.check_references(
        declared, {one.name: tuple(g.name for g in one.groups) for one in known.attributes}
    )
    compared = _usable(
        plan, measured, (metric for check in active if check.compares for metric in check.metrics)
    )
    wanted = _usable(plan, measured, (metric for check in active for metric in check.metrics))
    named = [question.metric for question in declared] + [
        name for metric in wanted for name in questions.of_labels(plan, metric.name, several)
    ]
    return Context(
        plan,
        known,
        measured,
        comparisons.estimates(measured, dict.fromkeys(_in_parts(measured, named)), plan.checks),
        comparisons.compare(
            measured, plan, declared, questions.exploratory(plan, compared, several, declared), words
        ),
        words,
        subject,
    )


def _usable(plan: Plan, measured: Measurements, names: Iterable[str]) -> list[Metric]:
    """The metrics of the plan's task that the audit has what they need for, without duplicates."""
    metrics = [measured.metric(name) for name in dict.fromkeys(names)]
    return [
        metric for metric in metrics if is_of(metric, plan.task) and measured.missing(metric.name) is None
    ]


def _in_parts(measured: Measurements, names: Iterable[str]) -> Iterator[str]:
    """Each metric, and for one that only joins others these."""
    for name in names:
        yield from measured.metric(name).parts or (name,)


def _look(context: Context, phase: str) -> tuple[dict[str, schema.CheckRun], list[checks.Seen]]:
    runs, seen = {}, []
    for code, check in checks.registered().items():
        if check.phase != phase:
            continue
        runs[code], found = _run_one(check, context)
        if found is not None:
            seen.append(found)
    return runs, seen


def _run_one(check: Check, context: Context) -> tuple[schema.CheckRun, checks.Seen | None]:
    run = schema.CheckRun(code=check.code, title=check.title(), outcome="ran")
    reason = context.plan.checks.ignore.get(check.code)
    if reason is not None:
        return run.model_copy(update={"outcome": "ignored", "reason": reason}), None
    try:
        return run, check.look(context)
    except CheckNotApplicable as answer:
        return run.model_copy(update={"outcome": "not_applicable", "reason": str(answer)}), None


def _seal(context: Context, runs: tuple[schema.CheckRun, ...], seen: list[checks.Seen]) -> Record:
    plan = context.plan
    findings = tuple(finding for each in seen for finding in each.findings)
    held = gates.hold(plan, context.comparisons)
    canonical = facts.canonical_plan(plan)
    content = RecordContent(
        title=plan.title,
        plan=canonical,
        subject=context.facts,
        checks=runs,
        estimates=context.estimates,
        comparisons=context.comparisons,
        impact=tuple(table for each in seen for table in each.impact),
        performance=next((each.performance for each in seen if each.performance), schema.Performance()),
        explanations=next((each.explanations for each in seen if each.explanations), schema.Explanations()),
        subgroups=next((each.subgroups for each in seen if each.subgroups), None),
        findings=findings,
        gates=held,
        summary=summary.summarise(plan, held, context.comparisons, findings, runs),
        energy=schema.Energy(),
        environment=facts.environment(),
        provenance=schema.Provenance(
            plan_sha256=sha256(canonical),
            data_sha256=context.data_sha256,
            seed=plan.seed,
            created=datetime.now(UTC).isoformat(timespec="seconds"),
            version=facts.package_version(),
        ),
    )
    return Record.of(frameworks.with_controls(content, plan.frameworks))


def run_plan(plan: Plan, folder: Path, progress: Progress = _silent) -> tuple[Record, Witness]:
    """Make the record of a plan, its paths relative to `folder`; the witness can meter the reports too."""
    witness = start(plan, progress)
    dataset, model = load(plan, folder, witness)
    return audit(plan, dataset, model, witness), witness
