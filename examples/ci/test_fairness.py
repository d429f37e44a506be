"""The same limit as a test among others; the fixture comes with Fairwitness."""

from pathlib import Path

import pandas as pd
import skops.io

HERE = Path(__file__).parent


def test_people_who_do_well_are_invited_alike(fairwitness):
    rows = pd.read_csv(HERE / "applicants.csv")
    columns = (HERE / "features.txt").read_text(encoding="utf-8").split()
    said = skops.io.load(HERE / "model.skops").predict(rows[columns])
    fairwitness.assert_within(
        rows["does_well"],
        said,
        sensitive_features=rows[["sex"]],
        metric="true_positive_rate",
        tolerance=0.1,
        positive=1,
    )
