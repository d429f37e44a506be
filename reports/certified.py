"""How an explanation was made and how far it can be trusted, as a list of facts in plain words."""

from __future__ import annotations

from fairwitness.audits.record import Record
from fairwitness.audits.record.reasons import Certificate, GlobalExplanation
from fairwitness.reports import format as fmt
from fairwitness.reports.view import Facts

ENGINES = {
    "fairwitness.trees.path_dependent": "exact, from the paths in the trees",
    "fairwitness.trees.interventional": "exact, from the trees and the whole background",
    "fairwitness.linear": "exact, from the coefficients",
    "fairwitness.coalitions": "by questions to the model",
    "fairwitness.lime": "a simple model around each row",
}
SCALES = {
    "probability": "probability, from 0 to 1",
    "margin": "margin: what the model adds up before it makes a probability of it, such as log-odds",
    "score": "the number that the model gives",
}


def engine(record: Record) -> Facts:
    """How the model was explained; empty where it was not."""
    found = record.explanations.importance
    if found is None:
        return ()
    first = (
        ("Method", f"{found.method}, {found.engine}"),
        ("Scale", SCALES.get(found.scale, found.scale)),
        ("Rows explained", fmt.count(found.rows)),
        ("Background", _background(found.background_rows, found.seed, found.background_hash)),
        ("Base value", f"{fmt.number(found.base_value, 3)}, {found.base_value_definition}"),
        ("Adds up", f"largest residual {found.additivity_residual:.2g}"),
    )
    last = (
        ("Says", "what moves the output of the model"),
        ("Does not say", "what causes the outcome"),
    )
    return (*first, *_certified(found), *last)


def _certified(found: GlobalExplanation) -> Facts:
    if found.certificate is None:
        return ()
    said = found.certificate
    facts = [
        ("Why this engine", fmt.sentence(said.reason)),
        ("Checked by a second engine", second_engine(said)),
    ]
    if said.largest_standard_error is not None:
        facts.append(
            (
                "Sampling error",
                f"up to {said.largest_standard_error:.2g} (standard error of one contribution)",
            )
        )
    if said.tolerance is not None:
        facts.append(("Sampling stopped", _stopped(said)))
    versions = ", ".join(f"{name} {version}" for name, version in sorted(said.versions.items()))
    return (*facts, ("Versions", versions))


def second_engine(said: Certificate) -> str:
    """What a second engine made of a few of the rows, in a sentence."""
    if said.second_engine is None or said.second_engine_difference is None:
        return f"no: {said.no_second_engine}" if said.no_second_engine else "no"
    rows = fmt.plural(said.second_engine_rows, "row")
    text = f"{said.second_engine} on {rows}; largest difference {said.second_engine_difference:.2g}"
    error = said.second_engine_standard_error
    return f"{text} (their sampling errors are up to {error:.2g})" if error else text


def _stopped(said: Certificate) -> str:
    reached = f"at {fmt.pct(said.tolerance, 0)} of the spread of a row's contributions"
    if not said.rows_beyond_tolerance:
        return reached
    rows = fmt.plural(said.rows_beyond_tolerance, "row")
    return f"{reached}, or at {fmt.count(said.n_samples)} coalitions, where {rows} did not get there"


def _background(rows: int, seed: int, digest: str) -> str:
    return f"{fmt.plural(rows, 'row')}, seed {seed}, hash {digest[:8]}" if rows else "none"
