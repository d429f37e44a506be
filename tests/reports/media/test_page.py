"""The page of explained texts and pictures holds what it shows, and nothing in it acts."""

import re
from html.parser import HTMLParser

import numpy as np
import pytest

from fairwitness.audits.media.cases import MediaExplanations
from fairwitness.audits.media.explaining import MediaCase
from fairwitness.explainers import explain_images, explain_text
from fairwitness.explainers.media import Effort
from fairwitness.reports.media.page import facts, media_page

EVIL = "<script>alert(1)</script> good </svg></style> <img src=x onerror=alert(2)>"
EFFORT = Effort(n_samples=60)


def good(texts):
    return [[0.1, float("good" in text)] for text in texts]


def of_texts(text=EVIL, label="<script>yes</script>", name="<b>1</b>"):
    cases = [
        MediaCase(name, text, label, explain_text(good, [text], method=method, effort=EFFORT)[0])
        for method in ("lime", "shap")
    ]
    return MediaExplanations(tuple(cases), "<i>rows.csv</i>", "<u>m.skops</u>", "ab" * 32, 3)


class Seen(HTMLParser):
    def __init__(self, page):
        super().__init__()
        self.tags, self.names, self.linked = [], [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.names += [name for name, _ in attrs]
        self.linked += [value for name, value in attrs if name in ("href", "src")]


def test_nothing_of_a_text_a_label_or_a_name_acts():
    seen = Seen(media_page(of_texts()).decode())
    assert not {"script", "img", "b", "i", "u", "iframe", "a:href"} & set(seen.tags)
    assert not [name for name in seen.names if name.startswith("on")]
    assert set(seen.linked) == {"#main"}


def test_it_says_how_it_was_computed_and_how_far_to_trust_it():
    page = media_page(of_texts("a good film", "yes", "7")).decode()
    said = dict(facts(of_texts("a good film")))
    assert said["Questions to the model"] == f"{61 + 9}"
    assert re.fullmatch(r"numpy [\d.]+", said["Versions"])
    assert page.count("<h2>Text 7</h2>") == 1
    assert "they add up to the answer" in page
    assert re.search(r"R² [\d.]+\. Stability [\d.]+\. Questions: 61\.", page)
    assert page.count("<caption>") == 2
    assert page.count('role="img"') == 4


@pytest.mark.parametrize("count", [1, 3])
def test_pictures_carry_patterns_of_their_own(count):
    images = np.random.default_rng(0).random((count, 12, 12))
    found = explain_images(lambda p: p[:, :4].mean(axis=(1, 2)), images, regions=9, hidden=0, effort=EFFORT)
    cases = tuple(MediaCase(str(k), images[k], None, one) for k, one in enumerate(found))
    page = media_page(MediaExplanations(cases, "folder", "m.onnx", None, 0)).decode()
    ids = re.findall(r'<pattern id="([^"]+)"', page)
    assert len(ids) == len(set(ids)) == 4 * count
    assert set(re.findall(r"url\(#([^)]+)\)", page)) <= set(ids)
    assert "none: it is no file" in page
