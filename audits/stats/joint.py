"""One verdict out of several contrasts of one attribute, such as equalized odds out of two rates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from fairwitness.audits.stats.gaps import Contrast
from fairwitness.audits.stats.measured import Excluded
from fairwitness.errors import PlanError

_DIGITS = 12
"""A level divided among the parts and summed again comes back without what rounding left."""


def joined(contrasts: Sequence[Contrast], metric: str) -> Contrast:
    """Take several contrasts as one: its gap is the widest of theirs.

    There is a disparity where one part has one (Bonferroni over the parts), and it is within only where every
    part is (an intersection-union test, which needs no adjustment). Where some part is not estimable there is
    a disparity or nothing: neither ``within`` nor a gap can be said.

    Parameters
    ----------
    contrasts
        The m parts, of one attribute, kind, form and tolerance, none judged yet. Each is to be made at
        ``alpha / m``: the limits shown then hold for all parts together at ``alpha``, which becomes the
        confidence of the whole.
    metric
        What the whole is called.

    Raises
    ------
    PlanError
        There are no parts, or they are not of one question.

    References
    ----------
    R. L. Berger, Technometrics 24 (1982) 295-300 (intersection-union tests).
    M. Hardt, E. Price and N. Srebro, NeurIPS 29 (2016) (equalized odds); the gap is that of fairlearn's
    ``equalized_odds_difference`` and ``equalized_odds_ratio`` with ``agg="worst_case"``.
    """
    _check(contrasts)
    known = [item for item in contrasts if item.p_disparity is not None]
    missing = [item for item in contrasts if item.p_disparity is None or item.p_within is None]
    whole = replace(
        contrasts[0],
        metric=metric,
        confidence=round(1 - sum(1 - item.confidence for item in contrasts), _DIGITS),
        method=_method(contrasts),
        groups=None,
        rest=None,
        value=None,
        low=None,
        high=None,
        p_disparity=None,
        p_within=None,
        evidence=None,
        excluded=_excluded(contrasts),
        blocks_within=any(item.blocks_within for item in contrasts) or bool(missing),
        reason=_reason(missing),
    )
    if not known:
        return whole
    widest, surest = min(known, key=_width), min(known, key=_doubt)
    return replace(
        whole,
        groups=widest.groups,
        rest=widest.rest,
        value=widest.value,
        low=widest.low,
        high=widest.high,
        part=widest.metric,
        p_disparity=min(1.0, len(contrasts) * min(_there(item.p_disparity for item in known))),
        p_within=None if missing else max(_there(item.p_within for item in known)),
        evidence=surest.evidence,
        evidence_part=None if surest.evidence is None else surest.metric,
        reason=whole.reason or widest.reason,
    )


def _width(item: Contrast) -> tuple[bool, float, float, str]:
    """Smallest for the widest gap; ties do not depend on the order of the parts."""
    value = item.value or 0.0
    size = value if item.kind == "ratio" else -value
    return item.value is None, size, item.p_disparity or 0.0, item.metric


def _doubt(item: Contrast) -> tuple[float, tuple[bool, float, float, str]]:
    """Smallest for the part with the strongest evidence of a disparity."""
    return item.p_disparity or 0.0, _width(item)


def _there(values: Iterable[float | None]) -> list[float]:
    return [value for value in values if value is not None]


def _method(contrasts: Sequence[Contrast]) -> str:
    each = "; ".join(sorted({item.method for item in contrasts}))
    return f"{each}; Bonferroni over {len(contrasts)} parts"


def _reason(missing: Sequence[Contrast]) -> str | None:
    found = sorted(f"{_words(item.metric)}: {item.reason}" for item in missing)
    return "; ".join(found) or None


def _excluded(contrasts: Sequence[Contrast]) -> tuple[Excluded, ...]:
    """Every group that some part does not judge, with the parts that do not, unless all say the same."""
    found: dict[str, list[tuple[str, Excluded]]] = {}
    for item in sorted(contrasts, key=lambda item: item.metric):
        for group in item.excluded:
            found.setdefault(group.group, []).append((_words(item.metric), group))
    return tuple(
        Excluded(name, min(item.trials for _, item in parts), _why(parts, len(contrasts)))
        for name, parts in found.items()
    )


def _why(parts: Sequence[tuple[str, Excluded]], of: int) -> str:
    reasons = {item.reason for _, item in parts}
    if len(parts) == of and len(reasons) == 1:
        return reasons.pop()
    return "; ".join(f"{metric}: {item.reason}" for metric, item in parts)


def _words(metric: str) -> str:
    return metric.replace("_", " ")


def _check(contrasts: Sequence[Contrast]) -> None:
    if not contrasts or len({item.metric for item in contrasts}) < len(contrasts):
        listed = ", ".join(item.metric for item in contrasts) or "none"
        raise PlanError(f"The `contrasts` must be of one or more different metrics. Got {listed} instead.")
    asked = {(item.attribute, item.kind, item.tolerance, item.form, item.reference) for item in contrasts}
    if len(asked) > 1:
        listed = "; ".join(sorted(" ".join(str(word) for word in words) for words in asked))
        raise PlanError(
            "The `contrasts` must have one attribute, kind, tolerance, form and reference. "
            f"Got {listed} instead; join only what asks one question."
        )
