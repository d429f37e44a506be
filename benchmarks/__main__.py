"""Run every benchmark and write RESULTS.md:  python -m benchmarks"""

from __future__ import annotations

import os
import platform
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from benchmarks import audit_cold, error_rates, fairness_metrics

RESULTS = Path(__file__).parent / "RESULTS.md"
PACKAGES = ("numpy", "pandas", "scipy", "fairlearn", "shap", "codecarbon", "typst")


def main() -> None:
    """Measure, and write the table down."""
    parts = [
        "# Results",
        "",
        "Made by `make bench` (`python -m benchmarks`). Trust the ratios: both sides ran in the same minutes "
        "on the same machine.",
        "",
        f"{datetime.now(UTC):%d %B %Y}, Python {platform.python_version()}, {os.cpu_count()} cores, "
        + ", ".join(f"{name} {version(name)}" for name in PACKAGES)
        + ".",
    ]
    for benchmark in (fairness_metrics, audit_cold, error_rates):
        print(f"{benchmark.TITLE} ...", flush=True)
        parts += ["", f"## {benchmark.TITLE}", "", *benchmark.run()]
    RESULTS.write_text("\n".join(parts) + "\n", encoding="utf-8")
    print(f"wrote {RESULTS}")


if __name__ == "__main__":
    main()
