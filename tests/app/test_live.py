from __future__ import annotations

import gc
import io

import pytest

from fairwitness.app import live, shelf, store
from fairwitness.audits.plan import make_plan
from fairwitness.errors import ExplanationError, FairwitnessError


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_a_case_is_explained_by_both_methods() -> None:
    import numpy as np
    import pandas as pd
    import skops.io
    from sklearn.linear_model import LogisticRegression

    draw = np.random.default_rng(0)
    frame = pd.DataFrame({"a": draw.normal(size=120), "b": draw.normal(size=120), "g": ["x", "y"] * 60})
    frame["t"] = (frame.a > 0).astype(int)
    model = LogisticRegression().fit(frame[["a", "b"]], frame.t)
    plan = make_plan(
        {
            "data": {"path": "inputs/d.csv"},
            "model": {"path": "inputs/m.skops"},
            "roles": {"target": "t", "sensitive": ["g"]},
            "explain": {"background": 20},
        }
    )
    files = {
        "d.csv": io.BytesIO(frame.to_csv(index=False).encode()),
        "m.skops": io.BytesIO(skops.io.dumps(model)),
    }
    audit = store.create(plan, files)
    ready = live.ready(audit, "h").result(60)
    shap, lime = ready.case("7")
    assert (shap.method, lime.method, shap.id) == ("shap", "lime", "7")
    assert shap.contributions[0].column == "a"
    assert shap.base_value + sum(c.value for c in shap.contributions) == pytest.approx(shap.output)
    assert ready.columns() == ["a", "b"]
    along = ready.along("a")
    assert (along.kind, along.attribute) == ("partial_dependence", "g")
    assert along.curves[0].values[0] < along.curves[0].values[-1]
    assert ready.along("a") is along
    changed = ready.changed_case("7", {"a": 9.0})
    assert changed.output > shap.output
    assert ready.changed_case("7", {}).output == pytest.approx(shap.output)
    assert ready.editor.reply(6, {"a": 9.0}).after.output == pytest.approx(changed.output)
    assert ready.cases.hit(6).name == "7"
    kept = list((store.folder(audit) / store.CASES).glob("*.npz"))
    ready.changed_case("7", {"a": 8.0})
    assert list((store.folder(audit) / store.CASES).glob("*.npz")) == kept
    shelf.forget()  # as after a restart of the server
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            "fairwitness.explainers.base.load_explainer", lambda name: pytest.fail(f"asked {name} again")
        )
        again = live.ready(audit, "h").result(60)
        assert again.case("7") == (shap, lime)
    folder = store.folder(audit)
    assert list((folder / store.CASES).glob("*.npz"))
    store.delete(audit)
    assert not folder.exists()
    assert ready.case("7") == (shap, lime)
    with pytest.raises(ExplanationError, match="Got '0' instead"):
        ready.case("0")
    without = store.create(plan.model_copy(update={"model": None}))
    with pytest.raises(FairwitnessError, match="need the model"):
        live.ready(without, "h").result(60)


@pytest.mark.filterwarnings("ignore")
def test_of_several_labels_one_must_be_named() -> None:
    import pandas as pd
    import skops.io
    from sklearn.tree import DecisionTreeClassifier

    frame = pd.DataFrame({"a": range(60), "g": ["x", "y"] * 30, "t": ["low", "mid", "high"] * 20})
    model = DecisionTreeClassifier(max_depth=2).fit(frame[["a"]], frame.t)
    plan = make_plan(
        {
            "task": "multiclass",
            "data": {"path": "inputs/d.csv"},
            "model": {"path": "inputs/m.skops"},
            "roles": {"target": "t", "sensitive": ["g"], "features": ["a"]},
        }
    )
    files = {
        "d.csv": io.BytesIO(frame.to_csv(index=False).encode()),
        "m.skops": io.BytesIO(skops.io.dumps(model)),
    }
    with pytest.raises(FairwitnessError, match="must state the one whose probability is explained"):
        live.ready(store.create(plan, files), "h").result(60)


def test_what_was_imported_is_not_collected_again_after_every_run_of_a_page() -> None:
    gc.unfreeze()
    live._import_all()
    try:
        assert gc.get_freeze_count() > 100_000
    finally:
        gc.unfreeze()
