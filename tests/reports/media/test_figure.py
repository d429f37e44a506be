"""Explained texts and pictures, drawn."""

import base64
import re
from dataclasses import replace
from io import BytesIO
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image

from fairwitness.errors import ReportError
from fairwitness.explainers import explain_images, explain_text
from fairwitness.explainers.media import Effort, ItemExplanation
from fairwitness.reports.media.figure import NARROW, WIDTH, image_figure, text_figure
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


def bright_of_any(pictures):
    return bright(pictures.astype(float))


def test_regions_are_outlined_hatched_and_numbered():
    rng = np.random.default_rng(0)
    picture = rng.random((24, 32, 3)) * 0.2
    picture[:8, :8] += 0.7
    found = explain_images(lambda p: bright(p[..., 0]), [picture], regions=12, hidden=0, effort=EFFORT)[0]
    figure = image_figure(found, picture, DARK)
    tree = ElementTree.fromstring(figure.svg)
    assert len(list(tree.iter(f"{SVG}circle"))) == 5
    assert next(one.text for one in tree.iter(f"{SVG}text")) == "1+"
    assert "url(#for-dark)" in figure.svg
    assert re.search("href=.data:image/png;base64,", figure.svg)
    assert figure.table.rows[0][1] == f"{found.parts[found.strongest(1)[0]]}, top left"


EVIL = "<script>alert(1)</script> good \x00\u202e\ud800 <img src=x onerror=alert(2)> ]]> &lt; \"' --> </svg>"


def inert(figure):
    tree = ElementTree.fromstring(figure.svg)
    tags = {one.tag.removeprefix(SVG) for one in tree.iter()}
    assert tags <= {"svg", "title", "desc", "text", "rect", "path", "g", "defs", "pattern", "image", "circle"}
    names = {name for one in tree.iter() for name in one.attrib}
    assert not [name for name in names if name.casefold().startswith("on")]
    assert not [one for one in "\u202e\x00\ud800" if one in figure.svg + figure.subtitle + figure.alt]
    figure.svg.encode()
    return tree


def test_markup_in_a_text_a_class_or_a_token_is_inert():
    found = explain_text(good, [EVIL], effort=EFFORT)[0]
    tree = inert(text_figure(found, EVIL, label="<script>alert(3)</script>\u202e"))
    said = "".join(one.text for one in tree.iter(f"{SVG}text"))
    assert "<" in said
    assert "</svg>" in said
    odd = replace(found, parts=tuple(f"<script>{k}</script>\x00" for k in range(len(found.parts))))
    inert(text_figure(odd, EVIL))


def test_markup_in_the_name_of_a_class_is_inert_beside_a_picture():
    picture = np.zeros((16, 16))
    found = explain_images(bright, [picture], regions=4, effort=EFFORT)[0]
    odd = replace(found, parts=tuple(f"<script>{k}</script>\x00" for k in range(len(found.parts))))
    figure = image_figure(odd, picture, label="<b>cat</b>")
    inert(figure)
    assert "<script" not in figure.svg
    assert "class '<b>cat</b>'" in figure.subtitle  # text, which whoever sets it escapes


def test_a_text_from_the_right_is_read_from_the_right():
    _, _, tree = drawn("هذا فيلم good جدا")
    at = {one.text: float(one.get("x")) for one in tree.iter(f"{SVG}text") if one.get("textLength")}
    assert at["هذا"] > at["فيلم"] > at["good"] > at["جدا"] > 0


@pytest.mark.parametrize(
    "picture",
    [
        np.linspace(0, 65535, 256).reshape(16, 16).astype(np.uint16),
        np.linspace(-2, 2, 16 * 16 * 2).reshape(16, 16, 2),
        np.zeros((16, 16, 1), np.uint8),
    ],
)
def test_a_picture_of_any_type_is_shown_in_its_own_range(picture):
    found = explain_images(bright_of_any, [picture], regions=4, effort=EFFORT)[0]
    tree = ElementTree.fromstring(image_figure(found, picture).svg)
    data = next(tree.iter(f"{SVG}image")).get("href").partition(",")[2]
    shown = np.asarray(Image.open(BytesIO(base64.b64decode(data))))
    assert shown.shape == (16, 16)
    assert shown.max() == (255 if picture.any() else 0)
    assert len(np.unique(shown)) > 200 or not picture.any()


def test_another_picture_or_kind_is_refused():
    found = explain_images(bright, [np.zeros((16, 16))], effort=EFFORT)[0]
    with pytest.raises(ReportError, match="must be the one explained"):
        image_figure(found, np.zeros((8, 8)))
    with pytest.raises(ReportError, match="use image_figure"):
        text_figure(found, "a")


def of_values(values, answer=1.0):
    parts = tuple(f"w{place}" for place in range(len(values)))
    spans = np.array([(3 * place, 3 * place + 2) for place in range(len(values))])
    found = ItemExplanation(parts, np.array(values), 0.0, answer, 0, "shap", spans=spans)
    return text_figure(found, " ".join(parts), label="")


def test_small_values_keep_two_digits_and_none_are_no_finding():
    small = of_values([0.000123, 0.00004])
    assert small.title == "'w0' (+0.0001) and 'w1' (0.0000) move the answer most."
    assert small.table.rows[0][2] == "+0.00012"
    assert of_values([3e-9, -1e-8]).title == "Nothing moves the answer."
    assert of_values([3e-9, -1e-8]).table.rows[0][2] == "0.000"
    assert of_values([3e-9, -1e-8], answer=1e-8).title.startswith("'w1'")


def test_a_number_has_no_class():
    assert of_values([0.5]).subtitle.startswith("SHAP: answer 1.00.")


def test_what_is_within_chance_is_not_in_the_title():
    found = ItemExplanation(
        ("a", "b"),
        np.array([0.5, 0.3]),
        0.0,
        1.0,
        0,
        "lime",
        standard_errors=np.array([0.1, 0.2]),
        spans=np.array([(0, 1), (2, 3)]),
    )
    assert text_figure(found, "a b").title == "'a' (+0.50) moves the answer most."


def test_a_phone_gets_a_drawing_of_its_width():
    text = "a good film " * 12
    found, _, _ = drawn(text)
    figures = (text_figure(found, text, across=across) for across in (WIDTH, NARROW))
    boxes = (ElementTree.fromstring(one.svg).get("viewBox") for one in figures)
    wide, narrow = ([float(number) for number in box.split()] for box in boxes)
    assert (wide[2], narrow[2]) == (WIDTH, NARROW)
    assert narrow[3] > wide[3]


def test_no_style_that_a_page_would_have_to_allow():
    picture = np.random.default_rng(0).random((12, 12))
    found = explain_images(lambda p: p.mean(axis=(1, 2)), [picture], regions=4, effort=EFFORT)[0]
    assert "style=" not in image_figure(found, picture).svg
    assert "style=" not in drawn("a good film")[1].svg


@pytest.mark.parametrize(
    ("corner", "said"),
    [
        ((0, 0), "top left"),
        ((0, 8), "top right"),
        ((4, 4), "centre"),
        ((8, 4), "bottom centre"),
        ((4, 8), "middle right"),
    ],
)
def test_regions_are_called_by_where_they_are(corner, said):
    regions = np.zeros((12, 12), int)
    regions[corner[0] : corner[0] + 4, corner[1] : corner[1] + 4] = 1
    found = ItemExplanation(("rest", "one"), np.array([0.1, 0.9]), 0.0, 1.0, 0, "shap", regions=regions)
    assert image_figure(found, np.zeros((12, 12))).table.rows[0][1] == f"one, {said}"


def test_a_region_too_small_to_be_drawn_is_in_the_table():
    found = ItemExplanation(
        ("a", "gone"), np.array([0.1, 0.9]), 0.0, 1.0, 0, "shap", regions=np.zeros((6, 6), int)
    )
    figure = image_figure(found, np.zeros((6, 6)))
    assert figure.table.rows[0][1] == "gone"
    assert figure.svg.count("<circle") == 1
