"""A progress bar of phases on a terminal."""

from __future__ import annotations

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

PHASES = {
    "load": "Reading the data",
    "predict": "Taking the decisions",
    "check": "Checking",
    "explain": "Explaining the model",
    "report": "Writing the reports",
}


class PhaseBar:
    """One bar over all phases, on standard error."""

    def __init__(self) -> None:
        columns = (
            SpinnerColumn(),
            TextColumn("{task.description:<22}"),
            BarColumn(),
            TextColumn("{task.completed}/{task.total}"),
            TimeElapsedColumn(),
        )
        self._progress = Progress(*columns, console=Console(stderr=True), transient=True)
        self._task = self._progress.add_task("Starting", total=len(PHASES))
        self._progress.start()

    def show(self, phase: str) -> None:
        """A phase begins."""
        self._progress.update(
            self._task, description=PHASES.get(phase, phase), completed=list(PHASES).index(phase)
        )

    def close(self) -> None:
        """Clear the bar."""
        self._progress.stop()
