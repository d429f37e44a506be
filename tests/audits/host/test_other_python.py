"""A model saved by another Python, with other versions of everything, audited from here."""

import os
import subprocess

import numpy as np
import pandas as pd
import pytest

from fairwitness.audits.host import HostOptions, start_host

OTHERS = list(filter(None, os.environ.get("FAIRWITNESS_OTHER_PYTHONS", "").split(os.pathsep)))
SAVE = """
import sys, joblib, numpy as np, pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import RandomForestClassifier
from sklearn.impute import SimpleImputer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder
X = pd.read_csv("rows.csv")
text = make_pipeline(SimpleImputer(strategy="most_frequent"), OneHotEncoder())
model = make_pipeline(ColumnTransformer([("b", text, ["b"])], remainder="passthrough"), RandomForestClassifier(5))
joblib.dump(model.fit(X, ["no", "yes"] * 30), "model.joblib")
np.save("expected.npy", model.predict_proba(X))
"""


@pytest.mark.slow
@pytest.mark.skipif(
    not OTHERS, reason="FAIRWITNESS_OTHER_PYTHONS names no other Python that has scikit-learn"
)
@pytest.mark.parametrize("python", OTHERS or ["none"])
def test_the_same_numbers_as_where_it_was_saved(python, tmp_path):
    pd.DataFrame({"a": np.arange(60.0) % 13, "b": ["x", None, "z"] * 20}).to_csv(
        tmp_path / "rows.csv", index=False
    )
    subprocess.run([python, "-c", SAVE], cwd=tmp_path, check=True)
    hosted = start_host("pickled", [tmp_path / "model.joblib"], {}, HostOptions("model", python=python))
    found = hosted.predict_proba(pd.read_csv(tmp_path / "rows.csv"))
    hosted.close()
    np.testing.assert_array_equal(found, np.load(tmp_path / "expected.npy"))
    assert {"python", "scikit-learn", "pandas", "numpy"} <= set(hosted.signature.runs_with)
