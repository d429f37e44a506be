"""Words that every report explains, in the terms of its own record."""

from __future__ import annotations

from fairwitness.audits.record import Record
from fairwitness.reports import format as fmt

MEASURES = {
    "selection_rate": "the share of people who get the favourable decision ({favourable})",
    "base_rate": "the share of people whose outcome is favourable ({favourable})",
    "true_positive_rate": "among people whose outcome is positive ({positive}), the share predicted so",
    "false_negative_rate": "among people whose outcome is positive ({positive}), the share not predicted so",
    "false_positive_rate": "among people whose outcome is not positive ({negative}), the share predicted positive",
    "true_negative_rate": "among people whose outcome is not positive ({negative}), the share not predicted positive",
    "precision": "among people predicted positive, the share whose outcome is positive ({positive})",
    "false_discovery_rate": "among people predicted positive, the share whose outcome is not positive ({negative})",
    "negative_predictive_value": "among people not predicted positive, the share whose outcome is not "
    "positive ({negative})",
    "false_omission_rate": "among people not predicted positive, the share whose outcome is positive ({positive})",
    "accuracy": "the share of people whose prediction is their outcome",
    "mean_score": "the mean of the scores",
}
GENERAL = (
    (
        "Attribute",
        "A property of people whose groups are compared, such as sex or age; sensitive means that a law "
        "or the plan protects it.",
    ),
    ("Comparison", "One measure compared between the groups of one attribute."),
    (
        "Declared",
        "Asked for with a limit in the plan, before the results were seen. Everything else is exploratory.",
    ),
    ("Disparity", "The gap is larger than the limit, beyond what chance explains."),
    ("Favourable", "The decision or outcome that is good for the person."),
    ("Inconclusive", "The data show neither that the gap is over the limit nor that it is inside it."),
    ("Interval", "The values that fit the data. A wider one means that less is known."),
    ("Limit", "The largest gap, or the smallest ratio, that the plan accepts."),
    ("Not estimable", "There is nothing to compute a figure from, so none is given."),
    ("Not judged", "Shown, and left out of verdicts: the group is too small, or unknown."),
    ("Points", "Percentage points: from 20% to 30% is 10 points."),
    ("Positive", "The outcome that the model looks for; it need not be good."),
    ("Record", "The attached file with every number at full precision, the plan, and the hash of both."),
    ("Within", "The gap is shown to be smaller than the limit. It need not be nothing."),
)


def glossary(record: Record) -> list[list[str]]:
    """Words with their meaning, by the alphabet: those of every report, and the measures of this one."""
    subject = record.subject
    names = {"positive": subject.positive, "negative": subject.negative, "favourable": subject.favourable}
    metrics = dict.fromkeys(e.metric for e in record.estimates if e.metric in MEASURES)
    measures = [(f"{fmt.metric_title(m)} ({m})", _sentence(MEASURES[m], names)) for m in metrics]
    entries = [*GENERAL, *measures]
    if record.explanations.importance or record.explanations.cases:
        entries.append(
            ("Contribution", "What one column adds to, or takes from, the model's output for one row (SHAP).")
        )
    if record.explanations.items:
        entries.append(
            (
                "Contribution",
                "What one word, or one region of a picture, adds to the model's output by being there.",
            )
        )
    return [list(entry) for entry in sorted(entries, key=lambda entry: entry[0].casefold())]


def _sentence(meaning: str, names: dict[str, str]) -> str:
    for key, name in names.items():
        meaning = meaning.replace("{" + key + "}", name)
    return meaning[0].upper() + meaning[1:] + "."
