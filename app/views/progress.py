"""How far a run is, phase by phase."""

from __future__ import annotations

from typing import Final

from fairwitness.app.jobs import PHASES, Job
from fairwitness.app.views import parts
from fairwitness.reports.format import seconds

NAMES: Final = {
    "load": "Reading the data and the model",
    "predict": "Taking the decisions",
    "check": "Counting, comparing, judging",
    "explain": "Explaining the model",
    "report": "Writing the reports",
}
CANCELLED: Final = "Nothing that was filled in is lost: correct the form, or run the audit as it is."


def phases(job: Job) -> str:
    """The five phases, with those that are done, the one that runs, and those to come."""
    rows = "".join(
        f'<li class="{_state(place, job.step)}"{" aria-current=step" if place == job.step else ""}>'
        f'<span class="p" aria-hidden="true"></span>'
        f"<span>{NAMES[name]}</span><span>{_word(place, job.step)}</span></li>"
        for place, name in enumerate(PHASES, start=1)
    )
    said = f"Phase {job.step} of {len(PHASES)}" if job.step else "Starting"
    elapsed = seconds(float(int(job.seconds))).replace(".00", "").replace(".0", "")
    return (
        f'<p role="status">{said}: {parts.text(NAMES.get(job.phase or "", "the run is being set up"))}.</p>'
        f'<ol class="phases" aria-label="Phases of the run">{rows}</ol>'
        f'<p class="m" style="margin-top:.75rem">{elapsed} so far. '
        "You may close this page: the run goes on, and the list of audits has it.</p>"
    )


def _state(place: int, step: int) -> str:
    return "done" if place < step else "now" if place == step else "next"


def _word(place: int, step: int) -> str:
    return "done" if place < step else "running" if place == step else ""
