"""Explained texts and pictures, drawn."""

import re
from xml.etree import ElementTree

import numpy as np
import pytest

from fairwitness.errors import ReportError
from fairwitness.explainers import explain_images, explain_text
from fairwitness.explainers.media import Effort
from fairwitness.reports.media import WIDTH, image_figure, text_figure
from fairwitness.reports.tokens import DARK

EFFORT = Effort(n_samples=200)
SVG = "{http://www.w3.org/2000/svg}"


def good(texts):
    return [0.9 * ("good" in text) - 0.4 * ("<b>bad" in text) for text in texts]


def drawn(text, **options):
    found = explain_text(good, [text], effort=EFFORT, **options)[0]
    figure = text_figure(found, text)
    return found, figure, ElementTree.fromstring(figure.svg)


def test_words_are_marked_by_bar_and_sign():
    _, figure, tree = drawn("a good film with <b>bad ends")
    words = [one.text for one in tree.iter(f"{SVG}text")]
    assert "good" in words
    assert {"+", "−"} <= set(words)
    assert len(list(tree.iter(f"{SVG}rect"))) == 3
    assert "<b>bad" not in figure.svg
    assert figure.title.startswith("'good' (+0.")
    assert "R² 9" in figure.subtitle
    assert {row[1] for row in figure.table.rows[:3]} == {"good", "b", "bad"}
    assert tree.find(f"{SVG}title").text == figure.title
    assert "good +0." in tree.find(f"{SVG}desc").text


@pytest.mark.parametrize(
    "text",
    ["word " * 60 + "good", "x" * 400 + " good", "好 " * 5 + "我喜欢good电影" * 12, "good\n\nline two"],
)
def test_nothing_runs_over_the_edge(text):
    _, _, tree = drawn(text)
    _, _, _, height = map(float, tree.get("viewBox").split())
    for one in tree.iter(f"{SVG}text"):
        length = one.get("textLength")
        if length:
            assert float(one.get("x")) + float(length) <= WIDTH + 1
        assert float(one.get("y")) <= height


def bright(pictures):
    return pictures[:, :8, :8].reshape(len(pictures), -1).mean(axis=1)


def test_regions_are_outlined_hatched_and_numbered():
    rng = np.random.default_rng(0)
    picture = rng.random((24, 32, 3)) * 0.2
    picture[:8, :8] += 0.7
    found = explain_images(lambda p: bright(p[..., 0]), [picture], regions=12, hidden=0, effort=EFFORT)[0]
    figure = image_figure(found, picture, DARK)
    tree = ElementTree.fromstring(figure.svg)
    assert len(list(tree.iter(f"{SVG}circle"))) == 5
    assert next(one.text for one in tree.iter(f"{SVG}text")) == "1+"
    assert "url(#for)" in figure.svg
    assert re.search("href=.data:image/png;base64,", figure.svg)
    assert figure.table.rows[0][1] == found.parts[found.strongest(1)[0]]


def test_another_picture_or_kind_is_refused():
    found = explain_images(bright, [np.zeros((16, 16))], effort=EFFORT)[0]
    with pytest.raises(ReportError, match="must be the one explained"):
        image_figure(found, np.zeros((8, 8)))
    with pytest.raises(ReportError, match="use image_figure"):
        text_figure(found, "a")
