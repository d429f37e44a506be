"""Records in which found subgroups, and explanations put to the test, are told."""

from __future__ import annotations

from tests.reports.records.figures import compas_comparisons, race_estimates
from tests.reports.records.made import record
from tests.reports.records.situations import HOSTILE, full

from fairwitness.audits.record import Record
from fairwitness.audits.record.explanation_quality import ExplanationQuality, QualityMeasure
from fairwitness.audits.record.schema import (
    FoundGroup,
    GroupCondition,
    LeftOutColumn,
    SubgroupSearch,
)


def tested() -> Record:
    """With explanations that were put to the test."""
    measure = QualityMeasure(name="fidelity", better="higher", scale="a share from 0 to 1", figures=())
    quality = ExplanationQuality(
        rows=50,
        confidence=0.95,
        seed=0,
        measures=(measure,),
        telltales=(),
        statement="They follow the model.",
    )
    whole = full()
    return whole.model_copy(
        update={"explanations": whole.explanations.model_copy(update={"quality": quality})}
    )


def found_group(metric: str, conditions: dict[str, str], **over: object) -> FoundGroup:
    name = " and ".join(f"{column} is {value}" for column, value in conditions.items())
    values: dict[str, object] = {
        "metric": metric,
        "name": name,
        "conditions": tuple(GroupCondition(column=c, value=v) for c, v in conditions.items()),
        "searched_n": 120,
        "searched_rate": 0.25,
        "searched_rest": 0.5,
        "n": 130,
        "rate": 0.3,
        "rest_n": 3470,
        "rest": 0.5,
        "gap": 0.2,
        "low": 0.11,
        "high": 0.28,
        "shrinkage": 0.05,
        "p_value": 0.0002,
        "p_adjusted": 0.0004,
        "confirmed": True,
        "reason": None,
        "statement": f"A statement about those where {name}.",
    }
    return FoundGroup.model_validate(values | over)


def subgroups(*groups: FoundGroup, **over: object) -> SubgroupSearch:
    values: dict[str, object] = {
        "metrics": ("selection_rate",),
        "columns": ("age", "priors", "sex"),
        "left_out": (LeftOutColumn(column="name", reason="nearly every row has a value of its own"),),
        "columns_sha256": "56" * 32,
        "depth": 2,
        "min_rows": 50,
        "beam": 50,
        "looked_at": 84,
        "rows_searched": 3607,
        "rows_checked": 3607,
        "seed": 0,
        "confidence": 0.95,
        "method": "beam search, held-out half, mover-clopper-pearson, holm",
        "groups": groups,
        "statement": "Among 84 groups from 3 columns 2 stood out on one half of the rows, and 1 held on the other.",
    }
    return SubgroupSearch.model_validate(values | over)


def searched() -> Record:
    """With a search for undeclared groups: one held, one did not, one could not be checked, one has a hostile name."""
    none = dict.fromkeys(("rate", "gap", "low", "high", "shrinkage", "p_value", "p_adjusted"))
    nobody = "no case in the group on the half of the rows that was not searched"
    return record(
        compas_comparisons(),
        race_estimates(),
        subgroups=subgroups(
            found_group("selection_rate", {"age": "under 25", "sex": "female"}),
            found_group("selection_rate", {"priors": "unknown"}, low=-0.03, p_adjusted=0.4, confirmed=False),
            found_group("accuracy", {"sex": "x"}, n=0, confirmed=False, reason=nobody, **none),
            found_group("selection_rate", {HOSTILE[0]: HOSTILE[4]}),
            notes=("Every row counts once in the search: the weights are not used.",),
        ),
    )
