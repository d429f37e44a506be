"""Imports run one way, and the light doors stay light."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
HEAVY = (
    "numpy",
    "pandas",
    "scipy",
    "sklearn",
    "shap",
    "lime",
    "streamlit",
    "altair",
    "codecarbon",
    "typst",
    "numba",
    "ibis",
    "duckdb",
    "pyspark",
    "sqlalchemy",
    "alembic",
)


def loaded_after(statement):
    code = f"{statement}\nimport sys; print([name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.mark.parametrize(
    "statement",
    [
        "import fairwitness",
        "import fairwitness.app.cli",
        "import fairwitness.errors",
        "import fairwitness.app.pytest_plugin",
    ],
)
def test_light_doors_load_nothing_heavy(statement):
    assert loaded_after(statement) == "[]"


def test_the_plan_is_read_without_the_data_stack():
    assert loaded_after("import fairwitness.audits.plan") == "[]"


def test_an_audit_of_predictions_needs_no_explainer():
    statement = "import fairwitness; fairwitness.audit([1,0]*20, [1,1]*20, sensitive_features=['a','b']*20)"
    loaded = loaded_after(statement)
    assert not {"shap", "lime", "streamlit", "altair", "typst", "numba"} & set(eval(loaded))


def test_contracts_hold():
    done = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
