"""What the tests of model formats share: people, and an audit by file beside one of the library's own answers."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from tests.audits.conftest import StillMeter

import fairwitness
from fairwitness._registry import names
from fairwitness.audits import run
from fairwitness.audits.plan.model import ModelSource
from fairwitness.audits.record import Record
from fairwitness.audits.subject.models import LoadedModel, load_model

QUICK = {"PERF001", "FAIR001", "FAIR005", "FAIR009"}


@pytest.fixture(scope="session")
def people() -> pd.DataFrame:
    """300 rows of numbers and text, and what happened."""
    draw = np.random.default_rng(11)
    rows = 300
    frame = pd.DataFrame(
        {
            "sex": draw.choice(["f", "m"], rows),
            "income": draw.normal(3, 1, rows).round(3),
            "age": draw.integers(20, 70, rows),
            "job": draw.choice(["cook", "nurse", "pilot"], rows),
        }
    )
    push = frame.income - 3 + (frame.job == "pilot") + 0.02 * (frame.age - 45) + draw.normal(0, 0.7, rows)
    return frame.assign(
        outcome=np.where(push > 0.4, "yes", "no"),
        grade=np.select([push < 0, push < 1], ["low", "middle"], "high"),
        amount=(10 + push).round(2),
    )


@pytest.fixture
def load(tmp_path: Path) -> Callable[..., LoadedModel]:
    """Load a file of the test's own folder as the plan would."""

    def loaded(name: str, task: str = "binary", **given: object) -> LoadedModel:
        return load_model(ModelSource.model_validate({"path": name, **given}), tmp_path, task)

    return loaded


@pytest.fixture
def audited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Record]:
    """The record of an audit from files: of a model, or of a column of its predictions."""
    monkeypatch.setattr(run, "EnergyMeter", StillMeter)

    def made(
        frame: pd.DataFrame,
        target: str = "outcome",
        task: str = "binary",
        keep: set[str] = QUICK,
        **plan: object,
    ) -> Record:
        frame.to_csv(tmp_path / "people.csv", index=False)
        roles = {"target": target, "sensitive": ["sex"], **plan.pop("roles", {})}  # type: ignore[dict-item]
        if task == "binary":
            roles["positive"] = "yes"
        ignored = dict.fromkeys(sorted({*names("fairwitness.checks")} - keep), "not asked here")
        content = {
            "task": task,
            "data": {"path": "people.csv"},
            "roles": roles,
            "checks": {"ignore": ignored},
        }
        content |= {"gates": []} if task != "binary" else {}
        path = tmp_path / "audit.yaml"
        path.write_text(json.dumps(content | plan))
        return fairwitness.audit(plan=path)

    return made


@pytest.fixture
def same_audit(audited: Callable[..., Record]) -> Callable[..., None]:
    """Assert that auditing the file gives the numbers of auditing what the library itself predicted."""

    def check(
        frame: pd.DataFrame,
        features: list[str],
        model: dict[str, object],
        told: tuple[object, object | None],
        **more: object,
    ) -> None:
        labels, scores = told
        own = frame.assign(decision=labels, **({} if scores is None else {"score": scores}))
        roles = {"prediction": "decision", **({} if scores is None else {"score": "score"})}
        by_file = audited(frame, roles={"features": features}, model=model, **more)
        pd.testing.assert_frame_equal(by_file.to_frame(), audited(own, roles=roles, **more).to_frame())

    return check
