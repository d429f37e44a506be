"""Texts and pictures explained on the page."""

from __future__ import annotations

import base64
import io
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest
import skops.io
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from streamlit.testing.v1 import AppTest
from tests.audits.media.folders import scans

from fairwitness.app import live, store
from fairwitness.audits.media.audited import MediaColumn
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
    assert ready.media == MediaColumn("text", "review")
    cases = ready.item("2", ready.media)
    assert ready.item("2", ready.media) is cases
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
    assert "<svg" not in drawn  # st.html would drop it
    pictures = [
        base64.b64decode(part.split('"')[0]) for part in drawn.split("data:image/svg+xml;base64,")[1:]
    ]
    assert [ElementTree.fromstring(one).get("width") for one in pictures] == ["640", "340"] * 2
    assert all(ElementTree.fromstring(one).get("style") == "color-scheme:light dark" for one in pictures)
    assert all(b"light-dark(#1D2430,#E9E6DF)" in one for one in pictures), "follows a system that turns dark"
    assert drawn.count('alt="The answer is 0.') == 4
    assert drawn.count("<table") == 2
    assert "R²" in drawn
    assert "they add up to the answer" in drawn


def test_a_row_that_is_not_there(ready: live.Ready) -> None:
    with pytest.raises(ExplanationError, match="Got '99' instead"):
        ready.item("99", MediaColumn("text", "review"))


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
    assert live.ready(store.create(plan, files), "h").result(120).media is None


@pytest.mark.filterwarnings("ignore")
def test_a_packed_folder_of_pictures_is_explained_region_by_region(tmp_path: Path) -> None:
    found = scans(tmp_path, 20)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for file in sorted((tmp_path / "scans").iterdir()):
            archive.write(file, f"scans/{file.name}")
    packed.seek(0)
    plan = make_plan({**found.plan, "data": {"path": "inputs/s.zip"}, "model": {"path": "inputs/m.skops"}})
    files = {"s.zip": packed, "m.skops": io.BytesIO((tmp_path / "model.skops").read_bytes())}
    ready = live.ready(store.create(plan, files), "h").result(120)
    assert ready.media == MediaColumn("picture", "file")
    cases = ready.item("2", ready.media)
    for case in cases:
        assert case.label == "yes"
        strongest = case.found.regions == case.found.strongest(1)[0]
        assert strongest[4:12, 1:7].any() or strongest[4:12, 9:15].any()
    app = AppTest.from_function(show, default_timeout=30)
    app.session_state["cases"] = cases
    app.run()
    assert not app.exception
    drawn = "".join(str(one.proto.body) for one in app.get("html"))
    assert drawn.count("data:image/svg+xml;base64,") == 4
    assert "Stability" in drawn
    assert drawn.count("<table") == 2
