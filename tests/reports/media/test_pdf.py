"""The PDF of explained texts and pictures: opened again with another library."""

import io

import numpy as np
import pypdf
import pytest

from fairwitness.audits.media.cases import MediaExplanations
from fairwitness.audits.media.explaining import MediaCase
from fairwitness.explainers import explain_images, explain_text
from fairwitness.explainers.media import Effort
from fairwitness.reports.media.pdf import media_pdf

EFFORT = Effort(n_samples=60)


def good(texts):
    return [[0.1, float("good" in text)] for text in texts]


def of_text(text, label="yes"):
    cases = [
        MediaCase("7", text, label, explain_text(good, [text], method=method, effort=EFFORT)[0])
        for method in ("lime", "shap")
    ]
    return MediaExplanations(tuple(cases), "rows.csv", "m.skops", None, 3)


def alts(reader):
    """Alternative texts of the figures, in the tree of tags."""
    waiting, found = [reader.trailer["/Root"]["/StructTreeRoot"]], []
    while waiting:
        node = waiting.pop()
        node = node.get_object() if hasattr(node, "get_object") else node
        if not isinstance(node, dict):
            continue
        if node.get("/S") == "/Figure":
            found.append(str(node.get("/Alt")))
        kids = node.get("/K", [])
        waiting += list(kids) if isinstance(kids, list) else [kids]
    return found


def words(data):
    reader = pypdf.PdfReader(io.BytesIO(data))
    return " ".join(" ".join(page.extract_text().split()) for page in reader.pages), reader


def test_figures_have_alternative_texts_and_tables():
    data = media_pdf(of_text("a good film"))
    text, reader = words(data)
    assert reader.metadata.title == "Why m.skops answers so"
    assert "Text 7" in text
    assert "'good' (+" in text
    assert "Contribution" in text
    assert "R² " in text
    found = alts(reader)
    assert len(found) == 2
    assert all("good +" in alt for alt in found)
    assert media_pdf(of_text("a good film")) == data


@pytest.mark.parametrize(
    "text",
    [
        "我喜欢 good 电影",
        "هذا good فيلم",
        "👍🏽 good 🇩🇪",
        "<script>alert(1)</script> good #set page(fill: red) $x$ \x00\u202e",
        "good " * 300,
    ],
)
def test_any_text_can_be_set(text):
    said, reader = words(media_pdf(of_text(text, label="#panic()")))
    assert "'good'" in said
    assert len(alts(reader)) == 2


def test_pictures():
    images = np.random.default_rng(0).random((2, 12, 12, 3))
    found = explain_images(
        lambda p: p[:, :4].mean(axis=(1, 2, 3)), images, regions=20, hidden=0, effort=EFFORT
    )
    cases = tuple(MediaCase(str(k), images[k], None, one) for k, one in enumerate(found))
    text, reader = words(media_pdf(MediaExplanations(cases, "folder", "m.onnx", None, 0)))
    assert "Picture 1" in text
    assert "more, with smaller contributions" in text
    assert sum(len(page.images) for page in reader.pages) >= 2
    assert len(alts(reader)) == 2
