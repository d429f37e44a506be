"""A ready-made answer to "what should be checked?": limits, frameworks and words for one kind of decision.

Every limit says in a sentence why it is there and where it comes from, with clause and date. A policy is data: what it
gives a plan can be changed like anything else in the plan.
"""

from __future__ import annotations

from datetime import date
from importlib.resources import files
from typing import Annotated, Final, Literal, cast

import yaml
from pydantic import Field, StringConstraints

from fairwitness import _registry
from fairwitness.audits.metrics import is_of, metric_named
from fairwitness.audits.plan.gate import Gate
from fairwitness.audits.plan.model import Plan, Words
from fairwitness.audits.plan.part import Part

GROUP: Final = "fairwitness.policies"
Sentence = Annotated[str, StringConstraints(min_length=8, max_length=600)]
Basis = Literal["law", "guidance", "practice"]
BASES: Final[dict[Basis, str]] = {
    "law": "The law sets this limit.",
    "guidance": "Guidance sets this limit; no law does.",
    "practice": "No law sets this limit; it is a convention.",
}


class Source(Part):
    """The text that a limit was drawn from."""

    citation: Annotated[str, StringConstraints(min_length=4, max_length=160)]
    """With the clause."""
    dated: str = Field(pattern=r"^\d{4}(-\d\d(-\d\d)?)?$")
    """Year, month or day of the text; for a duty, the day from which it applies."""
    confidence: Literal["confirmed", "memory"] = "confirmed"
    """`memory`: not confirmed in a source that was read."""


class ExplainedGate(Part):
    """A limit, why it is there, and on whose word."""

    gate: Gate
    basis: Basis
    why: Sentence
    source: Source

    @property
    def words(self) -> str:
        """Reason, kind of basis and source, as one paragraph."""
        doubt = ", from memory" if self.source.confidence == "memory" else ""
        return f"{self.why} {BASES[self.basis]} Source: {self.source.citation} ({self.source.dated}{doubt})."


class ExplainedFramework(Part):
    """A framework to set the evidence beside, and why."""

    name: str
    why: Sentence


class Policy(Part):
    """Limits, frameworks and words for one kind of decision, as of a day."""

    id: str = Field(pattern="^[a-z][a-z0-9_]{1,40}$")
    title: Annotated[str, StringConstraints(min_length=3, max_length=60)]
    decides: Sentence
    """What kind of decision it is for."""
    as_of: date
    """Day on which the texts are known."""
    status: Sentence
    """What the law asks and what it does not, on that day."""
    gates: Annotated[tuple[ExplainedGate, ...], Field(min_length=1)]
    frameworks: tuple[ExplainedFramework, ...] = ()
    min_group: int = Field(30, ge=0)
    """Groups with fewer cases are shown and not judged."""
    words: Words = Words()
    advice: tuple[Sentence, ...] = ()
    """What to look to when roles are chosen."""

    def applied(self, plan: Plan) -> Plan:
        """The same plan with this policy's limits, frameworks and words; everything else stays as it is.

        No country of computing is given: only who runs the audit knows it. Words that the plan has stay.
        """
        people = self.words.people if plan.words.people == Words().people else plan.words.people
        return plan.model_copy(
            update={
                "gates": tuple(one.gate for one in self.gates),
                "frameworks": tuple(one.name for one in self.frameworks),
                "checks": plan.checks.model_copy(update={"min_group": self.min_group}),
                "words": plan.words.model_copy(update={"people": people}),
            }
        )

    def lacks(self, plan: Plan) -> tuple[str, ...]:
        """What the plan's roles do not have for its limits: a sentence for each, none if all can be answered."""
        said = []
        for one in self.gates:
            metric = metric_named(one.gate.metric)
            if not is_of(metric, plan.task):
                said.append(
                    f"“{metric.title}” is asked of decisions between yes and no, and this is another kind."
                )
            elif _needs_labels(one.gate.metric) and plan.roles.target is None:
                said.append(
                    f"“{metric.title}” compares decisions with what really happened, and no column says what did."
                )
        return tuple(said)

    def is_taken(self, plan: Plan) -> bool:
        """Whether a plan has exactly these limits and frameworks."""
        return plan.gates == tuple(one.gate for one in self.gates) and set(plan.frameworks) == {
            one.name for one in self.frameworks
        }


def policies() -> dict[str, Policy]:
    """Every registered policy by its name."""
    return {name: cast(Policy, part) for name, part in _registry.load_all(GROUP).items()}


def policy(name: str) -> Policy:
    """The policy of that name; raises `UnknownNameError` with the nearest one."""
    return cast(Policy, _registry.load(GROUP, name))


def read_policy(name: str) -> Policy:
    """A policy that comes with the product, from its file."""
    text = files("fairwitness.audits.policies").joinpath(f"{name}.yaml").read_text("utf-8")
    return Policy.model_validate(yaml.safe_load(text))


def _needs_labels(metric: str) -> bool:
    found = metric_named(metric)
    return any("labels" in metric_named(name).needs for name in found.parts or (metric,))
