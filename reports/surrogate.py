"""How far LIME's simple model around a case can be trusted, and how it was made, in sentences."""

from __future__ import annotations

from fairwitness.audits.record.reasons import CaseExplanation
from fairwitness.reports.language import ENGLISH, Words

_CLOSELY, _POORLY = 0.8, 0.5


def trust(case: CaseExplanation, words: Words = ENGLISH) -> tuple[str, ...]:
    """Its fit, what another seed would change, and how many rows it rests on; empty where there is no such model."""
    if case.fidelity is None:
        return ()
    said = [
        f"R² {words.pct(case.fidelity, 0)}: near this case the simple model follows the real one {_how(case)}."
    ]
    if case.stability is not None:
        said.append(
            f"With another seed, {words.pct(case.stability, 0)} of its strongest columns stay the same."
        )
    if case.effective_samples is not None:
        rows = words.count(round(case.effective_samples))
        drawn = case.certificate.n_samples if case.certificate else None
        its = f"Its {words.count(drawn)}" if drawn else "Its"
        said.append(
            f"{its} perturbed rows, the nearer ones with more weight, tell as much as {rows} of equal weight."
        )
    return tuple(said)


def made(case: CaseExplanation, words: Words = ENGLISH) -> str | None:
    """How rows were perturbed and weighed; None where no rows were, or an older record does not say."""
    chosen = case.certificate.neighbourhood if case.certificate else None
    if chosen is None:
        return None
    width = "found for this case" if chosen.kernel_width is None else words.short(chosen.kernel_width, 3)
    return f"Perturbed rows: {chosen.perturbation}. Kernel width: {width} ({chosen.kernel_width_definition})."


def _how(case: CaseExplanation) -> str:
    fit = case.fidelity or 0.0
    return (
        "closely"
        if fit >= _CLOSELY
        else "not closely"
        if fit >= _POORLY
        else "poorly: read its weights with care"
    )
