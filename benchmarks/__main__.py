"""Measure and write RESULTS.md:  python -m benchmarks [NAME ...]"""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks import (
    audit_cold,
    black_box,
    browsers,
    calibration,
    host,
    lime_tables,
    memory,
    results,
    scale,
    speed,
    telltales,
    thresholds,
    tree_backgrounds,
    tree_explanations,
)

RESULTS = Path(__file__).parent / "RESULTS.md"
BENCHMARKS = {
    module.__name__.rpartition(".")[2]: module
    for module in (
        *(speed, scale, memory, audit_cold, host, calibration),
        *(tree_explanations, tree_backgrounds, black_box, lime_tables, telltales),
        *(thresholds, browsers),
    )
}


def main(arguments: list[str] | None = None) -> None:
    """Measure all, or those named, and write their sections; each is kept as soon as it is there."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(BENCHMARKS))
    names = parser.parse_args(arguments).names or list(BENCHMARKS)
    for name in names:
        if name not in BENCHMARKS:
            parser.error(f"There is no benchmark '{name}'. There are {', '.join(BENCHMARKS)}.")
    titles = [module.TITLE for module in BENCHMARKS.values()]
    for name in names:
        module = BENCHMARKS[name]
        print(f"{module.TITLE} ...", flush=True)
        lines = [*module.run(), "", results.measured_with()]
        before = RESULTS.read_text(encoding="utf-8") if RESULTS.exists() else ""
        RESULTS.write_text(results.merged(before, titles, {module.TITLE: lines}), encoding="utf-8")
    print(f"wrote {RESULTS}")


if __name__ == "__main__":
    main()
