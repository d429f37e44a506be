"""A policy as the part of a plan's text that it stands for, with its reasons as comments."""

from __future__ import annotations

import textwrap

import yaml

from fairwitness.audits.plan.gate import Gate
from fairwitness.audits.plan.model import Words
from fairwitness.audits.policies.policy import Policy


def policy_text(policy: Policy) -> str:
    """Limits, frameworks, smallest group and words as YAML, each limit under the reason for it."""
    lines = [
        *_comment(f"Policy: {policy.title}, as of {policy.as_of}. {policy.decides} {policy.status}"),
        "gates:                     # limits declared before the data are opened; they decide the exit code",
    ]
    for one in policy.gates:
        lines += [*_comment(one.words, "  "), f"  - {_flow(_gate(one.gate))}"]
    if policy.frameworks:
        lines += ["", "frameworks:"]
    for framework in policy.frameworks:
        lines += [*_comment(framework.why, "  "), f"  - {framework.name}"]
    lines += ["", f"checks: {{min_group: {policy.min_group}}}   # smaller groups are shown and not judged"]
    if policy.words != Words():
        lines += [f"words: {_flow(policy.words.model_dump(exclude_defaults=True))}"]
    return "\n".join(lines) + "\n"


def _gate(gate: Gate) -> dict[str, object]:
    """A limit with its metric, kind and limit spelled out, even where they are the usual ones."""
    stated = {"metric": gate.metric, "kind": gate.kind, "limit": gate.limit}
    return stated | gate.model_dump(mode="json", exclude_defaults=True)


def _comment(text: str, indent: str = "") -> list[str]:
    return textwrap.wrap(text, 110, initial_indent=f"{indent}# ", subsequent_indent=f"{indent}# ")


def _flow(content: dict[str, object]) -> str:
    return yaml.safe_dump(content, default_flow_style=True, sort_keys=False, width=10_000).strip()
