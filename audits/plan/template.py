"""A commented ``audit.yaml`` for a person to correct."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping

import yaml

from fairwitness.audits.plan.guess import Guess
from fairwitness.audits.plan.model import Plan, Roles, Task

_HEAD = """\
# An audit plan for Fairwitness. Check every line marked GUESS, then run:  fairwitness audit {name}
# All keys and their meaning:  fairwitness schema
"""


def dump_plan(plan: Plan) -> str:
    """A plan as YAML that reads back as the same plan; what is left at its default is left out."""
    content = plan.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    if "gates" in content:  # what a limit is when left out depends on the kind
        content["gates"] = [gate.model_dump(mode="json", exclude_none=True) for gate in plan.gates]
    content["where"] = [str(condition) for condition in plan.where]
    if not content["where"]:
        del content["where"]
    return yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=100)


def commented_plan(
    guess: Guess, data: Mapping[str, str], *, name: str = "audit.yaml", checked: str | None = None
) -> str:
    """The text of a plan with guessed roles, each with the reason for the guess beside it.

    Parameters
    ----------
    data
        What names the data, by the keys of `data` that it stands under.
    checked
        Limits and frameworks as YAML, such as those of a policy; the usual limit if left out.
    """
    parts = [_HEAD.format(name=name), "title: Audit", _task(guess), "data:"]
    parts += [f"  {key}: {_scalar(value)}" for key, value in data.items()]
    parts += ["", "roles:"]
    parts += [_role(role, getattr(guess.roles, role), guess) for role in _EXPLAINED]
    parts += _sensitive(guess)
    gates = textwrap.dedent(_GATES[guess.task]) + _FRAMEWORKS if checked is None else checked
    rest = textwrap.dedent(_REST).format(gates=gates.rstrip())
    parts += ["", *rest.splitlines()]
    return "\n".join(parts) + "\n"


_EXPLAINED = {
    "target": "what really happened; without it only selection rates are measured",
    "prediction": "the decision to audit",
    "score": "or a score to audit, with a threshold: at least that is a positive prediction",
    "score_is_probability": "whether the score is declared a probability",
    "threshold": "a score of at least this is a positive prediction",
    "positive": "the label that true and false positive rates speak of",
    "favourable": "the decision that is good for the person; the positive label if left out",
    "weight": "sample weights",
    "id": "what names a row; each may stand once",
}
_REST = """\
    # model:
    #   path: model.skops      # to explain the decisions, or to take them from the model

    {gates}

    alpha: 0.05                # the chance, over all gates together, of each of the two errors
    seed: 0
    # where: ["age >= 18"]     # rows to audit
    # statements: statements.yaml   # what named people state; `fairwitness statements` begins one
    # explain: {{gaps: [true_positive_rate]}}   # gaps to share out among the columns, beside that of selection rates
    # energy: {{country: DEU, budget_wh: 5}}   # where the computing is done, to turn energy into carbon
"""


_FRAMEWORKS = """\
# frameworks: [eu_ai_act_high_risk]        # or your own: [./ours.yaml]; `fairwitness catalogue` lists them
"""
_GATES: dict[Task, str] = {
    "binary": """\
        gates:                     # limits declared before the data are opened; they decide the exit code
          - {metric: selection_rate, kind: difference, limit: 0.10}
          # - {metric: true_positive_rate, kind: difference, limit: 0.10}
          # - {metric: selection_rate, kind: ratio, limit: 0.80}
        """,
    "multiclass": """\
        gates:                     # limits declared before the data are opened; they decide the exit code
          - {metric: selection_rate, kind: difference, limit: 0.10}        # of every label
          # - {metric: "true_positive_rate[LABEL]", kind: difference, limit: 0.10}
          # - {metric: recall_macro, kind: difference, limit: 0.10}
        """,
    "regression": """\
        gates: []                  # limits, in the unit of the number; without one nothing is judged, such as:
        #  - {metric: mean_prediction, kind: difference, limit: 1000}
        #  - {metric: mean_absolute_error, kind: difference, limit: 500}
        """,
}


def _task(guess: Guess) -> str:
    """What is decided; a comment where that is two labels, as it is if left out."""
    if guess.task == "binary":
        return "# task: multiclass                      # or regression; one of two labels is decided if left out"
    reason = f" GUESS: {_one_line(guess.reasons['task'])}" if "task" in guess.reasons else ""
    return f"task: {guess.task}".ljust(40) + f"# what is decided; binary is one of two labels.{reason}"


def _role(role: str, value: object, guess: Guess) -> str:
    meaning = _EXPLAINED[role]
    default = Roles.model_fields[role].default
    if value is None or value == default:
        shown = "false" if value is False else "..."
        return f"  # {role}: {shown}".ljust(40) + f"# {meaning}"
    reason = f" GUESS: {_one_line(guess.reasons[role])}" if role in guess.reasons else ""
    return f"  {role}: {_scalar(value)}".ljust(40) + f"# {meaning}.{reason}"


def _sensitive(guess: Guess) -> list[str]:
    if not guess.roles.sensitive:
        return [
            "  sensitive: []                         # whose groups should be compared? Name at "
            "least one column."
        ]
    lines = ["  sensitive:                            # whose groups are compared"]
    for attribute in guess.roles.sensitive:
        reason = _one_line(guess.reasons[f"sensitive: {attribute.name}"])
        lines += [f"    - {_scalar(attribute.name)}".ljust(40) + f"# GUESS: {reason}"]
    others = [
        name
        for name in guess.suggested_sensitive
        if name not in {attribute.name for attribute in guess.roles.sensitive}
    ]
    return [*lines, *(f"    # - {_scalar(name)}" for name in others)]


def _scalar(value: object) -> str:
    style = '"' if isinstance(value, str) and not value.isprintable() else None
    text = yaml.safe_dump(value, allow_unicode=True, width=10_000, default_style=style)
    return text.strip().removesuffix("...").strip()


def _one_line(text: str) -> str:
    return " ".join(text.split())
