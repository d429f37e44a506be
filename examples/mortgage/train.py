"""Train a model on real mortgage decisions, save it with skops, and put the plan of its audit beside it.

python examples/mortgage/train.py            # writes model.skops and audit.yaml here
fairwitness audit examples/mortgage/audit.yaml
"""

from __future__ import annotations

import sys
from pathlib import Path

import skops.io

from fairwitness.app.demo import plan_text, train


def main(folder: Path) -> None:
    """Write model.skops and audit.yaml into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    skops.io.dump(train(seed=0), folder / "model.skops")
    (folder / "audit.yaml").write_text(plan_text(), encoding="utf-8")
    print(f"Wrote model.skops and audit.yaml to {folder}. Now run: fairwitness audit {folder / 'audit.yaml'}")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
