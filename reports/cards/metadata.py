"""The YAML header of a model card, by the metadata rules of the Hugging Face Hub.

The rules are those of `modelcard.md` in the Hub's documentation; `huggingface_hub` reads the header back. A figure that
does not exist is left out, for the Hub takes only values. Licence and training data are for a person to add.
"""

from __future__ import annotations

from typing import Final

import yaml

from fairwitness.audits.record import Record
from fairwitness.audits.record.schema import Estimate, ModelFacts
from fairwitness.reports import view
from fairwitness.reports.format import estimate_interval, metric_title
from fairwitness.reports.gates import GateRow, gate_rows
from fairwitness.reports.plain import plain

_TASKS: Final = {
    "binary": "tabular-classification",
    "multiclass": "tabular-classification",
    "regression": "tabular-regression",
}
_LIBRARIES: Final = {"skops": "sklearn", "torchscript": "pytorch"}
"""The Hub's names of the libraries of model formats, where they are other than ours."""
_NO_LIBRARY: Final = frozenset({"function", "http", "exported", "mlflow"})


def header(record: Record) -> str:
    """The header without its fences."""
    task = _TASKS.get(str(record.plan.get("task", "binary")), _TASKS["binary"])
    model = record.subject.model
    content: dict[str, object] = {}
    if model is not None and (library := _library(model)):
        content["library_name"] = library
    content["pipeline_tag"] = task
    content["tags"] = ["fairwitness", "fairness", "responsible-ai", "audit"]
    if results := _results(record):
        index = {"task": {"type": task}, "dataset": _dataset(record), "metrics": results}
        content["model-index"] = [{"name": plain(record.title) or "model", "results": [index]}]
    content |= _carbon(record)
    return yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=1_000_000)


def _library(model: ModelFacts) -> str:
    """The library that the model is of, by the Hub's name; empty where its format does not tell."""
    if model.format == "pickle":
        return "sklearn" if "scikit-learn" in model.versions else ""
    return "" if model.format in _NO_LIBRARY else plain(_LIBRARIES.get(model.format, model.format))


def _dataset(record: Record) -> dict[str, str]:
    subject = record.subject
    return {"type": plain(subject.source_kind) or "rows", "name": plain(subject.source) or "rows"}


def _results(record: Record) -> list[dict[str, object]]:
    """Figures over all rows, then the gaps that limits were declared for."""
    overall = [_overall(one) for one in record.performance.measures if one.value is not None]
    return overall + [
        _gap(row) for row in gate_rows(record) if row.comparison and row.comparison.value is not None
    ]


def _overall(one: Estimate) -> dict[str, object]:
    interval = estimate_interval(one.low, one.high, one.metric)
    said = "" if interval == "none" else f", {100 * one.confidence:g}% interval {interval}"
    return {"type": plain(one.metric), "value": one.value, "name": f"{plain(metric_title(one.metric))}{said}"}


def _gap(row: GateRow) -> dict[str, object]:
    value = None if row.comparison is None else row.comparison.value
    name = f"{row.name}, {row.gate.kind} between groups: {row.interval}; {row.limit}: {row.word.lower()}"
    return {"type": plain(f"{row.gate.metric}_{row.gate.kind}"), "value": value, "name": plain(name)}


def _carbon(record: Record) -> dict[str, object]:
    """Carbon in grams, if there is a figure: of the audit, which is said, for the Hub expects that of training."""
    energy = record.energy
    if energy.kg_co2e is None:
        return {}
    source = (
        f"{energy.tracker or 'Fairwitness'}: of this audit alone, not of training. Its energy is "
        f"{view.energy_method(record)}; carbon follows from the average intensity of the country's power, so it is "
        "estimated."
    )
    given = {"geographical_location": energy.country, "hardware_used": energy.hardware}
    named = {key: plain(value) for key, value in given.items() if value}
    grams = float(f"{1000 * energy.kg_co2e:.12g}")
    return {"co2_eq_emissions": {"emissions": grams, "source": plain(source), **named}}
