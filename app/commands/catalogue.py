"""`fairwitness catalogue`: everything that is registered."""

from __future__ import annotations

import click


@click.command(
    "catalogue", short_help="List the checks, formats, explainers, frameworks and policies there are."
)
def command() -> None:
    """List everything that is registered, the built-in parts and those of other packages alike."""
    from fairwitness import _registry
    from fairwitness.audits import checks
    from fairwitness.audits.frameworks import framework
    from fairwitness.audits.metrics import METRICS, is_of
    from fairwitness.audits.plan.part import TASKS
    from fairwitness.audits.policies import policies
    from fairwitness.reports.base import report_format

    sections = {
        "Checks": {code: check.title() for code, check in checks.registered().items()},
        "Metrics for gates, and the tasks they are of": {
            name: f"{metric.title} ({', '.join(task for task in TASKS if is_of(metric, task))})"
            for name, metric in METRICS.items()
        },
        "Data formats": dict.fromkeys(_registry.names("fairwitness.datasets"), ""),
        "Model formats": dict.fromkeys(_registry.names("fairwitness.models"), ""),
        "Explainers": dict.fromkeys(_registry.names("fairwitness.explainers"), ""),
        "Report formats": {
            name: report_format(name).title for name in _registry.names("fairwitness.reports")
        },
        "Frameworks": {
            name: framework(name).facts().title for name in _registry.names("fairwitness.frameworks")
        },
        "Policies for `init`": {name: policy.decides for name, policy in policies().items()},
    }
    for title, parts in sections.items():
        click.echo(title)
        for name, meaning in parts.items():
            click.echo(f"  {name:<27} {meaning}".rstrip())
        click.echo()
