"""How an explanation was made and how far it can be trusted, as a list of facts in plain words."""

from __future__ import annotations

from fairwitness.audits.record import Record
from fairwitness.audits.record.reasons import Certificate, GlobalExplanation
from fairwitness.reports import format as fmt
from fairwitness.reports.language import ENGLISH, Words
from fairwitness.reports.view import Facts


def engine(record: Record, words: Words = ENGLISH) -> Facts:
    """How the model was explained; empty where it was not."""
    found = record.explanations.importance
    if found is None:
        return ()
    first = (
        (words("engine.method"), f"{found.method}, {found.engine}"),
        (words("engine.scale"), words.of("scale_means", found.scale)),
        (words("engine.rows"), words.count(found.rows)),
        (words("engine.background"), _background(found, words)),
        (words("engine.base"), _base(found, words)),
        (words("engine.adds_up"), words("engine.residual", value=words.short(found.additivity_residual, 2))),
    )
    last = (
        (words("engine.says"), words("engine.says_what")),
        (words("engine.not_says"), words("engine.not_says_what")),
    )
    return (*first, *_certified(found, words), *last)


def _base(found: GlobalExplanation, words: Words) -> str:
    value = words.number(found.base_value, 3)
    return words("engine.base_value", value=value, meaning=found.base_value_definition)


def _certified(found: GlobalExplanation, words: Words) -> Facts:
    if found.certificate is None:
        return ()
    said = found.certificate
    facts = [
        (words("engine.why"), words.quote(fmt.sentence(said.reason))),
        (words("engine.second"), second_engine(said, words)),
    ]
    if said.largest_standard_error is not None:
        error = words("engine.error_up_to", value=words.short(said.largest_standard_error, 2))
        facts.append((words("engine.error"), error))
    if said.tolerance is not None:
        facts.append((words("engine.stopped"), _stopped(said, words)))
    versions = ", ".join(f"{name} {version}" for name, version in sorted(said.versions.items()))
    return (*facts, (words("engine.versions"), versions))


def second_engine(said: Certificate, words: Words = ENGLISH) -> str:
    """What a second engine made of a few of the rows, in a sentence."""
    if said.second_engine is None or said.second_engine_difference is None:
        no = words("said.no")
        return f"{no}: {said.no_second_engine}" if said.no_second_engine else no
    text = words(
        "engine.checked",
        n=said.second_engine_rows,
        engine=said.second_engine,
        difference=words.short(said.second_engine_difference, 2),
    )
    error = said.second_engine_standard_error
    return f"{text} ({words('engine.their_errors', value=words.short(error, 2))})" if error else text


def _stopped(said: Certificate, words: Words) -> str:
    reached = words("engine.reached", share=words.pct(said.tolerance, 0))
    if not said.rows_beyond_tolerance:
        return reached
    rest = words("engine.beyond", n=said.rows_beyond_tolerance, samples=words.count(said.n_samples))
    return f"{reached}{rest}"


def _background(found: GlobalExplanation, words: Words) -> str:
    if not found.background_rows:
        return words("said.none")
    digest = found.background_hash[:8]
    return words("engine.drawn", n=found.background_rows, seed=str(found.seed), digest=digest)
