"""What the verdicts promise, simulated: error rates, coverage, power, and the rules in use beside them."""

from __future__ import annotations

from benchmarks import grid, peers, power

TITLE = "Calibration: error rates, coverage and power of the verdicts"
RUNS = 4_000
_COLUMNS = {
    "none difference": "no gap: disparity, difference 0",
    "none ratio": "no gap: disparity, ratio 1",
    "disparity difference": "gap 0.1: disparity",
    "disparity ratio": "ratio 0.8: disparity",
    "within difference": "gap 0.1: within",
    "within ratio": "ratio 0.8: within",
    "simultaneous": "cover, all pairs",
    "pair": "cover, lowest pair",
}
_NAMES = {"selection_rate": "selection", "true_positive_rate": "TPR"}


def run(runs: int = RUNS, beside: peers.Runs | None = None) -> list[str]:
    """Lines: the grid, the power, and the rules in use on a fair model."""
    return [
        "### The rules in use on a fair model",
        "",
        *peers.lines(beside or peers.Runs()),
        "",
        "### Errors and coverage",
        "",
        *_grid(list(grid.cells(runs)), runs),
        "",
        "### Power",
        "",
        *power.lines(runs),
    ]


def _grid(cells: list[grid.Cell], runs: int) -> list[str]:
    figures = [figure for cell in cells for figure in cell.figures.values() if figure is not None]
    failed = sum(not figure.holds for figure in figures)
    allowance = max(figure.allowance for figure in figures if figure.runs == runs)
    header = ["sizes", "metric", "rate", *_COLUMNS.values(), "holds"]
    return [
        f"{runs:,} runs a cell. {len(figures) - failed} of {len(figures)} figures are inside their limits, but for "
        f"{grid.ERRORS} Monte-Carlo standard errors ({100 * allowance:.1f} points at most where every run counts); "
        "one beyond that is marked.",
        "",
        "In percent. Limits: `disparity` at most 5, whether there is no gap or one of exactly the tolerance; `within` "
        "at most 6 at a gap of exactly the tolerance; coverage at least 94. The gap at the tolerance is "
        "made in several ways (the smallest group differs, the largest, every second one, two apart with the rest "
        "half way), and the worst is shown. Groups with fewer than 30 trials are not judged, except where all are "
        "smaller. Half of the rows are positives, so that the trials of a true positive rate are random. Coverage is "
        "of differences and ratios, with and without a gap: of the displayed limits for all pairs at once, and of "
        "the 95 % limits of one pair, the pair with the lowest.",
        "",
        "| " + " | ".join(header) + " |",
        "|---" * len(header) + "|",
        *(_row(cell) for cell in cells),
        "| **worst** | | | " + " | ".join(_extreme(cells, name) for name in _COLUMNS) + " | |",
    ]


def _row(cell: grid.Cell) -> str:
    values = ["none" if cell.figures[name] is None else str(cell.figures[name]) for name in _COLUMNS]
    head = [_sizes(cell.sizes), _NAMES[cell.metric], str(cell.rate)]
    return "| " + " | ".join([*head, *values, "yes" if cell.holds else "**no**"]) + " |"


def _sizes(sizes: tuple[int, ...]) -> str:
    if len(set(sizes)) == 1 and len(sizes) > 2:
        return f"{len(sizes)} \N{MULTIPLICATION SIGN} {sizes[0]}"
    return f"{len(sizes)}: {sizes[0]} to {sizes[-1]}" if len(sizes) > 2 else " + ".join(map(str, sizes))


def _extreme(cells: list[grid.Cell], name: str) -> str:
    worst = grid.worst([cell.figures[name] for cell in cells])
    return "none" if worst is None else str(worst)
