"""What a record holds of the evidence about the whole: data, performance, explanations, the record itself."""

from __future__ import annotations

from fairwitness.audits.record import RecordContent
from fairwitness.audits.record.schema import Estimate
from fairwitness.reports.frameworks.seen import Seen


def origin(content: RecordContent) -> Seen:
    """What is known of where the data come from."""
    return Seen(
        "part",
        "provenance.data_sha256 names the audited columns by their content. "
        "Who collected them, where and when, is not in a record.",
    )


def profile(content: RecordContent) -> Seen:
    """Rows, features and groups."""
    subject = content.subject
    features = f"{len(subject.features):,} features" if subject.features else "no features"
    text = (
        f"subject: {subject.rows:,} of {subject.rows_read:,} rows read, {features}, "
        f"{len(subject.attributes):,} audited attributes and intersections with their groups."
    )
    return Seen("full" if subject.features else "part", text)


def description(content: RecordContent) -> Seen:
    """What the record says of the system."""
    return Seen(
        "part",
        f"subject: decisions from {content.subject.prediction}; threshold and features where there are any. "
        "Interfaces, forms of release and hardware of the system are not in a record.",
    )


def limitations(content: RecordContent) -> Seen:
    """What was not tested, and what was found."""
    untested = len(content.summary.untested)
    if not untested and not content.findings:
        return Seen("none", "The record names nothing that was left untested, and has no finding.")
    return Seen("part", f"summary.untested: {untested:,} points. findings: {len(content.findings):,}.")


def risks(content: RecordContent) -> Seen:
    """Findings, which a person can make risks of."""
    if not content.findings:
        return Seen("none", "The record has no finding to open a risk for.")
    return Seen(
        "part",
        f"findings: {len(content.findings):,}, each with a remedy. Nothing is weighed or treated here.",
    )


def performance(content: RecordContent) -> Seen:
    """Measures over all rows."""
    found = content.performance.measures
    held = [one for one in found if one.value is not None]
    if not held:
        return Seen("none", "No performance was measured: that needs what really happened for each row.")
    text = f"performance.measures: {', '.join(one.metric for one in held)}."
    absent = [one.metric for one in found if one.value is None]
    return Seen("part", f"{text} No figure for {', '.join(absent)}.") if absent else Seen("full", text)


def uncertainty(content: RecordContent) -> Seen:
    """Intervals of the measures over all rows."""
    held = [one for one in content.performance.measures if one.value is not None]
    if not held:
        return Seen("none", "No performance was measured, so there is no interval.")
    bounded = [one for one in held if _has_interval(one)]
    text = f"performance.measures: {len(bounded)} of {len(held)} have an interval."
    return Seen("full" if len(bounded) == len(held) else "part" if bounded else "none", text)


def baseline(content: RecordContent) -> Seen:
    """Accuracy of the more common answer."""
    if content.performance.baseline is None:
        return Seen("none", "No baseline was measured.")
    return Seen(
        "part", "performance.baseline: always giving the more common answer. No other model was compared."
    )


def calibration(content: RecordContent) -> Seen:
    """Reliability of the scores."""
    places = [i for i, one in enumerate(content.scores) if any(group.reliability for group in one.groups)]
    if not places:
        return Seen(
            "none", "Scores were not held against outcomes: that needs a score declared a probability."
        )
    return Seen("full", f"Reliability of the scores: {', '.join(f'scores[{i}]' for i in places)}.")


def outcomes(content: RecordContent) -> Seen:
    """Decisions beside what happened."""
    if content.performance.confusion is None and content.classes is None:
        return Seen("none", "The record does not set decisions beside outcomes.")
    place = "performance.confusion" if content.performance.confusion else "classes"
    return Seen("part", f"{place}: rows by outcome and decision. Periods and score bands are not told apart.")


def limits(content: RecordContent) -> Seen:
    """Declared limits and their verdicts."""
    if not content.gates:
        return Seen("none", "The plan declares no limit.")
    return Seen(
        "part",
        f"gates: {len(content.gates):,} limits of the plan, each with a verdict; provenance.plan_sha256 names it. "
        "When the plan was written is not in a record.",
    )


def importance(content: RecordContent) -> Seen:
    """What moves the output, over a sample of rows."""
    found = content.explanations.importance
    if found is None:
        return Seen("none", "No model was explained.")
    return Seen(
        "full", f"explanations.importance: {len(found.features):,} features over {found.rows:,} rows."
    )


def cases(content: RecordContent) -> Seen:
    """Explained single cases."""
    found = content.explanations.cases
    if not found:
        return Seen("none", "No single case was explained: the plan asks for none (`explain.cases`).")
    return Seen("full", f"explanations.cases: {len(found):,} explained, by keyed hashes of their ids.")


def fidelity(content: RecordContent) -> Seen:
    """Explanations put to the test."""
    quality, found = content.explanations.quality, content.explanations.importance
    if quality is not None:
        return Seen(
            "full", f"explanations.quality: {len(quality.measures):,} measures over {quality.rows:,} rows."
        )
    if found is not None:
        return Seen("part", "explanations.importance.additivity_residual. Fidelity was not tested.")
    return Seen("none", "No model was explained.")


def energy(content: RecordContent) -> Seen:
    """What the audit itself used: outside of the hash, so the same is said of every record."""
    return Seen(
        "part",
        "energy.phases, which the hash leaves out: what this audit itself used, its questions to the model among them, "
        "where power could be measured or estimated. The system in use was not metered.",
    )


def repeatable(content: RecordContent) -> Seen:
    """What a second run needs."""
    return Seen(
        "part",
        "provenance has the hashes of plan and columns, and the seed: the same three give the same record hash. "
        "A second run is not in a record.",
    )


def versions(content: RecordContent) -> Seen:
    """Hashes of what was audited."""
    return Seen(
        "part",
        "provenance: plan_sha256, data_sha256, seed and version. The hash of a model file and the versions of "
        "libraries stand in subject.model and environment, which the record's hash leaves out.",
    )


def log(content: RecordContent) -> Seen:
    """When this audit ran."""
    return Seen("part", "provenance.created says when this audit ran. A record holds no log of other audits.")


def chain(content: RecordContent) -> Seen:
    """The record's own hash."""
    return Seen("part", "hash: the record is named by its content. It is not chained to other records.")


def _has_interval(one: Estimate) -> bool:
    return one.low is not None and one.high is not None
