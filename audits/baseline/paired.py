"""How the gaps of rates changed since the baseline: on the same rows where they are at hand, else from its counts."""

from __future__ import annotations

from fairwitness.audits.baseline.same import refuse_other_groups
from fairwitness.audits.plan.load import make_plan
from fairwitness.audits.plan.model import Plan
from fairwitness.audits.record import Record
from fairwitness.audits.subject import Dataset, LoadedModel, Subject, make_subject
from fairwitness.audits.subject.datasets.condensed import Condensed
from fairwitness.audits.versions.comparable import Wish, meaning_of_record
from fairwitness.audits.versions.document import VersionComparison
from fairwitness.audits.versions.make import Options, compare_pair_of_records, compare_subjects, not_compared
from fairwitness.errors import DataError, PlanError


def change_since(
    baseline: Record, record: Record, dataset: Dataset | Condensed, model: LoadedModel | None, plan: Plan
) -> VersionComparison | None:
    """Compare the audit with its baseline, gate by gate; None where no gate is a gap of counted rates of all groups.

    All gates that both have are compared and not only those that fail, so that the chance of a false "worse" over the
    plan is what `alpha` says.

    Parameters
    ----------
    dataset, model
        What `record` was made from.

    Raises
    ------
    ComparisonError
        The two have other labels, bins or groups.
    """
    refuse_other_groups(baseline, record)
    if plan.task != "binary" or plan.roles.weight is not None or plan.roles.cluster is not None:
        return None
    then, now = meaning_of_record(baseline), meaning_of_record(record)
    shared = [gate for gate in now.gates if gate in then.gates]
    if not shared or then.widened or now.widened or then.labelled != now.labelled:
        return None
    options = Options(tuple(Wish(gate.metric, gate.kind, (gate.attribute,)) for gate in shared))
    earlier = None if isinstance(dataset, Condensed) else _earlier(baseline, dataset)
    if earlier is None or isinstance(dataset, Condensed):
        found = compare_pair_of_records(baseline, record, options)
    else:
        found = compare_subjects(earlier, make_subject(plan, dataset, model), options)
    elsewhere = not_compared(then, now)  # held against the baseline's intervals instead
    return found.model_copy(update={"notes": tuple(note for note in found.notes if note not in elsewhere)})


def _earlier(baseline: Record, dataset: Dataset) -> Subject | None:
    """The baseline's version on these rows, if a column of theirs still holds what it decided.

    That they are the same rows with the same decisions is not taken on trust: their hash must be the baseline's.
    """
    plan = make_plan(baseline.plan, name="The plan of the baseline")
    if plan.roles.prediction is None and plan.roles.score is None:
        return None
    try:
        subject = make_subject(plan, dataset, None)
    except (DataError, PlanError):  # the columns of then are gone
        return None
    return subject if subject.data_sha256 == baseline.provenance.data_sha256 else None
