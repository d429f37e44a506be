"""Train the demo's model, and make its audit once, in the store."""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from fairwitness.app import store
from fairwitness.audits.keys import home
from fairwitness.audits.plan import parse_plan

if TYPE_CHECKING:
    import pandas as pd
    from sklearn.pipeline import Pipeline

AUDIT = "demo-mortgage"
MODEL = "model.skops"
SEED = 0


def plan_text() -> str:
    """The demo's plan as YAML, with comments."""
    return (files("fairwitness.app.demo") / "mortgage.yaml").read_text(encoding="utf-8")


def train(frame: pd.DataFrame | None = None, seed: int = SEED) -> Pipeline:
    """Fit the demo's model: gradient boosting on what an application says, without race or sex.

    Parameters
    ----------
    frame : DataFrame, optional
        Applications with the columns of ``loanapp``; the demo's own rows if left out.
    seed : int
        The same seed gives the same model.
    """
    from sklearn.ensemble import GradientBoostingClassifier
    from sklearn.impute import SimpleImputer
    from sklearn.pipeline import make_pipeline

    from fairwitness.audits.subject.datasets.demo import FEATURES

    rows = applications() if frame is None else frame
    impute = SimpleImputer(strategy="median").set_output(transform="pandas")
    boost = GradientBoostingClassifier(n_estimators=60, max_depth=3, random_state=seed)
    return make_pipeline(impute, boost).fit(rows[list(FEATURES)], rows["approve"])


def applications() -> pd.DataFrame:
    """The demo's rows."""
    from fairwitness.audits.plan.model import Data
    from fairwitness.audits.subject.datasets import read_dataset

    return read_dataset(Data(demo="mortgage"), Path()).frame


def model_bytes() -> bytes:
    """The trained model as a .skops file."""
    from fairwitness.audits.subject.models.skops_io import dumps

    return bytes(dumps(train()))


def make_demo() -> str:
    """Train the model and make its audit in the store; returns the audit's id."""
    from fairwitness.audits.run import run_plan
    from fairwitness.reports.prepare import warm_up
    from fairwitness.reports.write import write_reports

    text = plan_text().replace(f"path: {MODEL}", f"path: {store.INPUTS}/{MODEL}")
    plan = parse_plan(text, name="mortgage.yaml")
    audit = store.create(plan, {MODEL: BytesIO(model_bytes())}, audit=AUDIT, demo=True)
    folder = store.folder(audit)
    warm_up(plan.report.formats)
    record, witness = run_plan(plan, folder)
    write_reports(record, plan.report.formats, folder, witness)
    store.settle(audit)
    return audit


def ensure_demo(say: Callable[[str], object]) -> str | None:
    """Make the demo audit on the first start of an installation; a person who deleted it does not get it back.

    One that came in from another installation stays, with what people made of it there.
    """
    marker = home() / "demo-made"
    if marker.exists():
        return None
    audit = None
    if not (store.root() / AUDIT / store.RECORD).is_file():
        say("Making the demo audit: a model trained on mortgage decisions (once, about 20 seconds) ...")
        audit = make_demo()
    marker.parent.mkdir(parents=True, exist_ok=True)
    marker.touch()
    return audit
