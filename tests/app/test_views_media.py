"""Texts explained on the page."""

from __future__ import annotations

import io

import numpy as np
import pandas as pd
import pytest
import skops.io
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from streamlit.testing.v1 import AppTest

from fairwitness.app import live, store
from fairwitness.audits.plan import make_plan
from fairwitness.errors import ExplanationError

RNG = np.random.default_rng(8)
FILLER = ["the", "film", "plot", "actor", "scene", "music", "was", "story"]


def sentence(word: str) -> str:
    return " ".join([*RNG.choice(FILLER, 5), word])


@pytest.fixture(scope="module")
def ready() -> live.Ready:
    texts = [sentence(word) for word in ("splendid", "dreadful") * 30]
    frame = pd.DataFrame({"review": texts, "liked": ["good", "bad"] * 30, "sex": ["f", "f", "m", "m"] * 15})
    model = make_pipeline(TfidfVectorizer(), LogisticRegression()).fit(texts, frame.liked)
    plan = make_plan(
        {
            "data": {"path": "inputs/d.csv"},
            "model": {"path": "inputs/m.skops"},
            "roles": {"target": "liked", "sensitive": ["sex"], "features": ["review"], "positive": "good"},
            "explain": {"background": 5},
        }
    )
    files = {
        "d.csv": io.BytesIO(frame.to_csv(index=False).encode()),
        "m.skops": io.BytesIO(skops.io.dumps(model)),
    }
    return live.ready(store.create(plan, files), "h").result(120)


def show() -> None:
    import streamlit as st

    from fairwitness.app.views.media import media

    for place, case in enumerate(st.session_state["cases"]):
        media(case, place)


@pytest.mark.filterwarnings("ignore")
def test_the_words_of_a_case_are_marked_with_a_table_beside(ready: live.Ready) -> None:
    assert ready.text_column == "review"
    cases = ready.text("2", "review")
    assert ready.text("2", "review") is cases
    assert [(case.found.method, case.label) for case in cases] == [("lime", "good"), ("shap", "good")]
    for case in cases:
        worst = case.found.strongest(1)[0]
        assert case.found.parts[worst] == "dreadful"
        assert case.found.values[worst] < 0
    app = AppTest.from_function(show, default_timeout=30)
    app.session_state["cases"] = cases
    app.run()
    assert not app.exception
    drawn = "".join(str(one.proto.body) for one in app.get("html"))
    assert drawn.count("<svg") == 2
    assert drawn.count("<table") == 2
    assert "R²" in drawn
    assert "they add up to the answer" in drawn


def test_a_row_that_is_not_there(ready: live.Ready) -> None:
    with pytest.raises(ExplanationError, match="Got '99' instead"):
        ready.text("99", "review")


def test_a_table_has_no_column_of_texts() -> None:
    frame = pd.DataFrame({"a": ["x", "y"] * 20, "b": [1.0, 2.0] * 20, "t": [0, 1] * 20, "g": ["f", "m"] * 20})
    model = LogisticRegression().fit(frame[["b"]], frame.t)
    plan = make_plan(
        {
            "data": {"path": "inputs/d.csv"},
            "model": {"path": "inputs/m.skops"},
            "roles": {"target": "t", "sensitive": ["g"], "features": ["b"]},
            "explain": {"background": 5},
        }
    )
    files = {
        "d.csv": io.BytesIO(frame.to_csv(index=False).encode()),
        "m.skops": io.BytesIO(skops.io.dumps(model)),
    }
    assert live.ready(store.create(plan, files), "h").result(120).text_column is None
