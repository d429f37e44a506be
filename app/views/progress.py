"""How far a run is, phase by phase."""

from __future__ import annotations

from typing import Final

from fairwitness.app.jobs import PHASES, Job
from fairwitness.app.views import numbers, parts
from fairwitness.reports.format import seconds

NAMES: Final = {
    "load": "Reading the data and the model",
    "predict": "Taking the decisions",
    "check": "Counting, comparing, judging",
    "explain": "Explaining the model",
    "report": "Writing the reports",
}
_GOES_ON: Final = "You may close this page: the run goes on, and the list of audits has it."
CANCELLED: Final = "Nothing that was filled in is lost: correct the form, or run the audit as it is."


def queue(job: Job, at_once: int) -> str:
    """The place of a run that waits, and that it needs nobody to begin."""
    place = job.place or 1
    plural = numbers.words().plural
    before = "It is the next" if place == 1 else f"{plural(place - 1, 'other')} before it"
    runs = f"{plural(at_once, 'audit')} {'runs' if at_once == 1 else 'run'} at a time here"
    return f'<p role="status">Place {place} in the queue. {before}; {runs}.</p>{parts.muted(_GOES_ON)}'


def phases(job: Job, left: float | None = None) -> str:
    """The five phases, with those that are done, the one that runs, and those to come; then the time.

    Parameters
    ----------
    left
        Seconds that it may still take; None where nobody knows.
    """
    rows = "".join(
        f'<li class="{_state(place, job.step)}"{" aria-current=step" if place == job.step else ""}>'
        f'<span class="p" aria-hidden="true"></span>'
        f"<span>{NAMES[name]}</span><span>{_word(place, job.step)}</span></li>"
        for place, name in enumerate(PHASES, start=1)
    )
    said = f"Phase {job.step} of {len(PHASES)}" if job.step else "Starting"
    elapsed = numbers.words().figure(seconds(float(int(job.seconds))).replace(".00", "").replace(".0", ""))
    return (
        f'<p role="status">{said}: {parts.text(NAMES.get(job.phase or "", "the run is being set up"))}.</p>'
        f'<ol class="phases" aria-label="Phases of the run">{rows}</ol>'
        f'<p class="m" style="margin-top:.75rem">{elapsed} so far{_left(left)}. {_GOES_ON}</p>'
    )


def _left(seconds: float | None) -> str:
    """A duration that is an estimate, no finer than it can be known."""
    if seconds is None:
        return ""
    minutes, plural = round(seconds / 60), numbers.words().plural
    if seconds < 45:
        words = "less than a minute"
    elif minutes < 90:
        words = f"about {plural(max(1, minutes), 'minute')}"
    else:
        words = f"about {plural(round(minutes / 60), 'hour')}"
    return f"; {words} left, going by earlier audits here"


def _state(place: int, step: int) -> str:
    return "done" if place < step else "now" if place == step else "next"


def _word(place: int, step: int) -> str:
    return "done" if place < step else "running" if place == step else ""
