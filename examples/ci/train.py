"""Make the applicants, and train the model that decides whom to invite, on the columns that features.txt names.

    python train.py            # writes applicants.csv and model.skops here

The applicants are made up. Past invitations, which the model learns, were fewer after a career break, whatever a person
could do; women in these rows had more breaks. How well a person does the job follows from tests and experience alone.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd
import skops.io
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

ROWS = 8_000


def applicants(seed: int = 0) -> pd.DataFrame:
    """Rows to learn from (even ones) and to audit on (odd ones)."""
    draw = np.random.default_rng(seed)
    sex = draw.choice(["women", "men"], ROWS)
    test_score = draw.normal(60, 12, ROWS).round()
    experience = draw.gamma(3, 2, ROWS).round(1)
    break_months = np.where(
        draw.random(ROWS) < np.where(sex == "women", 0.5, 0.1), draw.integers(6, 36, ROWS), 0
    )
    skill = (test_score - 60) / 12 + (experience - 6) / 4 + draw.normal(0, 0.6, ROWS)
    invited = skill - 0.08 * break_months + draw.normal(0, 0.3, ROWS) > 0
    return pd.DataFrame(
        {
            "sex": sex,
            "test_score": test_score,
            "experience": experience,
            "break_months": break_months,
            "invited": invited.astype(int),
            "does_well": (skill > 0).astype(int),
        }
    )


def main(folder: Path) -> None:
    """Write applicants.csv, which the model has not seen, and model.skops."""
    columns = (folder / "features.txt").read_text(encoding="utf-8").split()
    rows = applicants()
    learnt, kept = rows.iloc[::2], rows.iloc[1::2]
    model = make_pipeline(StandardScaler(), LogisticRegression()).fit(learnt[columns], learnt["invited"])
    kept.to_csv(folder / "applicants.csv", index=False)
    skops.io.dump(model, folder / "model.skops")
    print(f"Trained on {', '.join(columns)}. Now run: fairwitness audit audit.yaml")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
