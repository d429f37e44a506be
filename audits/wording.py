"""What was found, as a person would say it: rates first, groups by name, then the doubt.

No adjectives, no cause, no blame.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from fairwitness.audits.metrics.base import Metric, Unit
from fairwitness.audits.metrics.names import CONDITIONAL, labelled
from fairwitness.audits.plan.model import Words
from fairwitness.audits.stats.planning import MoreRows
from fairwitness.audits.stats.verdict import Contrast
from fairwitness.audits.subject.labels import Labels
from fairwitness.audits.units import figure, gap, limit, percent

Word = TypeVar("Word", bound=str)


@dataclass(frozen=True)
class Vocabulary:
    """The words of one audit: the plan's where it gives them, else plain ones made from the labels."""

    people: str
    positive: str
    """As in "people who {positive}"."""
    negative: str
    predicted_positive: str
    favourable: str
    columns: dict[str, str]
    outcome: str = "the outcome"

    @classmethod
    def of(cls, words: Words, labels: Labels, target: str | None) -> Vocabulary:
        """Fill in what the plan leaves out."""
        outcome = target or "the outcome"
        return cls(
            _bare(words.people),
            _bare(words.positive) or f"had {outcome} {labels.positive}",
            _bare(words.negative) or f"had {outcome} {labels.negative}",
            _bare(words.predicted_positive) or f"were predicted {labels.positive}",
            _bare(words.favourable) or f"got the favourable decision ({labels.favourable})",
            words.columns,
            outcome,
        )

    def of_label(self, label: str) -> Vocabulary:
        """The words where one of several labels is set against all others."""
        return replace(
            self,
            positive=f"had {self.outcome} {label}",
            negative=f"had another {self.outcome} than {label}",
            predicted_positive=f"were decided {label}",
            favourable=f"were decided {label}",
        )

    def column(self, name: str) -> str:
        """What a person calls a column."""
        return self.columns.get(name, name)


def listed(names: Sequence[str], most: int = 6) -> str:
    """Names as an enumeration in a sentence."""
    shown = [*names[:most], f"{len(names) - most} more"] if len(names) > most else list(names)
    if not shown:
        return "none"
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"


def tallied(found: Iterable[Word], words: Mapping[Word, tuple[str, str]]) -> str:
    """How many there are of each, in the order of the words of one and of many: "1 holds, 2 got worse", or "none"."""
    numbers = Counter(found)
    said = [(numbers[word], one, many) for word, (one, many) in words.items() if numbers[word]]
    return ", ".join(f"{n} {one if n == 1 else many}" for n, one, many in said) or "none"


def ended(text: str) -> str:
    """A sentence with its full stop, whoever wrote it."""
    text = text.strip()
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _bare(text: str | None) -> str:
    return (text or "").strip().rstrip(".")


_PATTERNS = {
    "selection_rate": "{rates} {people} {favourable}.",
    "base_rate": "The outcome was favourable for {rates} {people}.",
    "true_positive_rate": "Among {people} who {positive}, {rates} {people} {predicted}.",
    "false_positive_rate": "Among {people} who {negative}, {rates} {people} {predicted}.",
    "false_negative_rate": "Among {people} who {positive}, {rates} {people} were missed.",
    "true_negative_rate": "Among {people} who {negative}, {rates} {people} were recognised as such.",
    "precision": "Of those who {predicted}, {rates} {people} {positive}.",
    "false_discovery_rate": "Of those who {predicted}, {rates} {people} {negative}.",
    "negative_predictive_value": "Of those with the other prediction, {rates} {people} {negative}.",
    "false_omission_rate": "Of those with the other prediction, {rates} {people} {positive}.",
    "accuracy": "The decision was right for {rates} {people}.",
}


def rates_sentence(
    metric: str,
    rates: dict[str, float],
    words: Vocabulary,
    known: Metric | None = None,
    *,
    people: bool = True,
) -> str:
    """The figures of some groups in one sentence.

    Parameters
    ----------
    people
        Whether groups are "of A people"; not where one is everybody else: "of the rest people" is no English.

    Examples
    --------
    >>> words = Vocabulary.of(Words(), Labels("1", "0", True), "hired")
    >>> rates_sentence("accuracy", {"A": 0.5, "B": 0.25}, words)
    'The decision was right for 50.0% of A and 25.0% of B people.'
    """
    unit: Unit = "share" if known is None else known.unit
    if unit != "share":
        title = metric.replace("_", " ").capitalize() if known is None else known.title
        return f"{title}: {listed([f'{figure(value, unit)} for {group}' for group, value in rates.items()])}."
    among = ""
    name, label = labelled(metric) or (metric, None)
    if label is not None:
        words = words.of_label(label)
    elif metric.startswith(CONDITIONAL):
        name, among = metric.removeprefix(CONDITIONAL), "Spread over the strata alike, "
    sentence = _PATTERNS.get(name, "{name}: {rates} {people}.").format(
        rates=listed([f"{percent(rate)} of {group}" for group, rate in rates.items()]),
        people=words.people if people else "",
        positive=words.positive,
        negative=words.negative,
        predicted=words.predicted_positive,
        favourable=words.favourable,
        name=name.replace("_", " ").capitalize(),
    )
    sentence = re.sub(" +", " ", sentence).replace(" .", ".")
    if among:
        return among + sentence[0].lower() + sentence[1:]
    return sentence[0].upper() + sentence[1:]


def statement(
    contrast: Contrast,
    rates: dict[str, float],
    words: Vocabulary,
    planned: MoreRows | None = None,
    known: Metric | None = None,
    *,
    declared: bool = True,
) -> str:
    """What a comparison found, in words.

    Parameters
    ----------
    rates
        The value of every group that has one; where several metrics are joined, of the one that is shown.
    planned
        What would settle an inconclusive verdict.
    known
        The metric that is shown; a share if left out.
    declared
        Whether a gate declares the limit; else it is called a yardstick, because nobody set it.
    """
    name = contrast.metric.replace("_", " ")
    if contrast.verdict == "not_estimable":
        reason = contrast.reason or "there is nothing to compute it from"
        return f"The {name} by {contrast.attribute} cannot be compared: {ended(reason)}"
    pair, size = shown_pair(contrast)
    shown = rates_sentence(
        shown_metric(contrast),
        {group: rates[group] for group in pair},
        words,
        known,
        people=shown_rest(contrast) is None,
    )
    line = "limit" if declared else "yardstick"
    unit: Unit = "share" if known is None else known.unit
    if contrast.verdict == "disparity":
        return f"{shown} {_over(contrast, size, line, unit)}"
    if contrast.verdict == "within":
        return f"{shown} {_inside(contrast, line, unit)}{_left_out(contrast)}"
    if planned is not None and planned.rows is None:
        return f"{shown} {more_rows(planned)}"
    doubt = f"There are too few cases to settle whether {_limit_question(contrast, unit)}."
    return f"{shown} {doubt}{_alone(contrast)}" + (f" {more_rows(planned)}" if planned else "")


def shown_metric(contrast: Contrast) -> str:
    """The metric that a sentence names: of several joined ones, that of the pair it names."""
    part = contrast.evidence_part if _shows_evidence(contrast) else contrast.part
    return part or contrast.metric


def _alone(contrast: Contrast) -> str:
    """Why a verdict is open although its interval lies on one side of the limit: the gates share the risk of error."""
    low, high = contrast.low, contrast.high
    if low is None or high is None:
        return ""
    inside = high < contrast.tolerance if contrast.kind == "difference" else low > contrast.tolerance
    beyond = low > contrast.tolerance if contrast.kind == "difference" else high < contrast.tolerance
    return " Taken alone it would be settled; over all limits together it is not." if inside or beyond else ""


def _left_out(contrast: Contrast) -> str:
    """The groups that a reassuring verdict does not speak of."""
    named = listed([f"{item.group} (n {item.trials:,})" for item in contrast.excluded], most=3)
    return f" Not judged: {named}." if contrast.excluded else ""


def shown_pair(contrast: Contrast) -> tuple[tuple[str, ...], float | None]:
    """The pair of groups that a sentence names, and their gap.

    That is the widest pair, unless only another pair is surely beyond the limit.
    """
    if contrast.evidence is not None and _shows_evidence(contrast):
        return contrast.evidence.groups, contrast.evidence.value
    return contrast.groups or (), contrast.value


def shown_rest(contrast: Contrast) -> int | None:
    """Which of the pair that a sentence names, 0 or 1, is everybody else than the other; None if neither."""
    named = contrast.evidence if _shows_evidence(contrast) else contrast
    return None if named is None else named.rest


def _shows_evidence(contrast: Contrast) -> bool:
    return contrast.verdict == "disparity" and contrast.evidence is not None and not _surely_over(contrast)


def _surely_over(contrast: Contrast) -> bool:
    if contrast.low is None or contrast.high is None:
        return False
    return (
        contrast.low > contrast.tolerance
        if contrast.kind == "difference"
        else contrast.high < contrast.tolerance
    )


def more_rows(planned: MoreRows) -> str:
    """How many more rows would settle a verdict, in a sentence."""
    if not planned.rows:
        return ended(planned.reason[0].upper() + planned.reason[1:])
    rows = _round_up(planned.rows)
    noun = "row" if rows == 1 else "rows"
    where = (
        f"of {listed(planned.groups)}" if len(planned.groups) < 4 else f"over {len(planned.groups)} groups"
    )
    together = " together" if len(planned.groups) > 1 else ""
    return f"About {rows:,} more {noun} {where}{together} would settle it at these rates (power 0.8)."


def _round_up(rows: int) -> int:
    """Two significant digits: the figure is a plan, not a measurement."""
    step: int = 10 ** max(len(str(rows)) - 2, 0)
    return -(-rows // step) * step


def _over(contrast: Contrast, size: float | None, line: str, unit: Unit) -> str:
    if contrast.kind == "ratio":
        share = _share(contrast.tolerance)
        return f"The smaller rate is less than {share} of the larger, beyond what chance explains."
    over = f"over the {line} of {limit(contrast.tolerance, unit)}"
    return f"The gap of {gap(size or 0.0, unit)} is {over}, beyond what chance explains."


def _inside(contrast: Contrast, line: str, unit: Unit) -> str:
    if contrast.kind == "ratio":
        inside = f"the smaller rate is shown to be at least {_share(contrast.tolerance)} of the larger."
        clear = contrast.high is not None and contrast.high < 1
        return f"There is a real difference, and {inside}" if clear else inside[0].upper() + inside[1:]
    inside = f"inside the {line} of {limit(contrast.tolerance, unit)}"
    if contrast.low is not None and contrast.low > 0:
        return f"They differ by {gap(contrast.value or 0.0, unit)}: a real difference, {inside}."
    return f"The gap is shown to be {inside}."


def _limit_question(contrast: Contrast, unit: Unit) -> str:
    if contrast.kind == "ratio":
        return f"the smaller rate is at least {_share(contrast.tolerance)} of the larger"
    return f"the gap is over {limit(contrast.tolerance, unit)}"


def _share(ratio: float) -> str:
    return f"{100 * ratio:.10g}%"
