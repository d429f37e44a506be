"""`fairwitness explain` of texts and pictures."""

from html import unescape

import numpy as np
import pandas as pd
import pytest
import skops.io
from click.testing import CliRunner
from PIL import Image
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from fairwitness.app.commands.explain import command
from fairwitness.errors import ExplanationError, FairwitnessError

RNG = np.random.default_rng(8)
FILLER = ["the", "film", "plot", "actor", "scene", "music", "was", "and", "with", "story"]


def sentence(word):
    found = [*RNG.choice(FILLER, 7), word]
    RNG.shuffle(found)
    return " ".join(found)


TEXTS = [sentence("splendid") for _ in range(40)] + [sentence("dreadful") for _ in range(40)]
LABELS = ["good"] * 40 + ["bad"] * 40


@pytest.fixture(scope="module")
def reviews(tmp_path_factory):
    folder = tmp_path_factory.mktemp("reviews")
    frame = pd.DataFrame({"who": [f"p{k}" for k in range(80)], "review": TEXTS, "liked": LABELS})
    frame.loc[3, "review"] = None
    frame.to_csv(folder / "reviews.csv", index=False)
    model = make_pipeline(TfidfVectorizer(), LogisticRegression()).fit(TEXTS, LABELS)
    skops.io.dump(model, folder / "model.skops")
    return folder


@pytest.fixture(scope="module")
def scans(tmp_path_factory):
    """Grey pictures, bright on the left or on the right, twice as large as the model reads them."""
    folder = tmp_path_factory.mktemp("scans")
    pixels, side = RNG.integers(0, 60, (60, 16, 16)), np.arange(60) % 2
    for picture, right in zip(pixels, side, strict=True):
        picture[4:12, 8 * right + 1 : 8 * right + 7] += 150
    for place, picture in enumerate(pixels):
        Image.fromarray(np.kron(picture, np.ones((2, 2))).astype(np.uint8)).save(folder / f"{place}.png")
    pd.DataFrame({"file": [f"{k}.png" for k in range(60)], "side": side}).to_csv(
        folder / "labels.csv", index=False
    )
    fitted = LogisticRegression(max_iter=500).fit(pixels.reshape(60, -1) / 255, side)
    skops.io.dump(fitted, folder.parent / "scans.skops")
    return folder


def explained(*args):
    return CliRunner(catch_exceptions=False).invoke(command, [str(arg) for arg in args])


def of_reviews(reviews, *more):
    return explained("--data", reviews / "reviews.csv", "--model", reviews / "model.skops", *more)


def test_texts_and_their_page(reviews, tmp_path):
    out, pdf = tmp_path / "why.html", tmp_path / "why.pdf"
    found = of_reviews(
        *(reviews, "--text", "review", "--case", "2,45", "--samples", "200", "--out", out, "--pdf", pdf)
    )
    assert pdf.read_bytes().startswith(b"%PDF-")
    assert found.output.splitlines()[-2:] == [str(out), str(pdf)]
    assert found.exit_code == 0, found.output
    assert found.output.count("by LIME") == found.output.count("by SHAP") == 2
    assert "R2 of the simple model" in found.output
    first = found.output.split("2 by LIME")[1].splitlines()[1]
    assert "splendid" in first
    assert "for 'good'" in found.output
    assert "for 'bad'" in found.output
    page = unescape(out.read_text("utf-8"))
    assert page.count("<figure>") == 4
    assert "<table>" in page
    assert "'splendid' (+0." in page
    assert "R² 0." in page
    assert "Stability" in page
    assert str(reviews) not in page


def test_a_few_texts_are_drawn_where_none_is_named_and_the_same_again(reviews):
    args = ("--text", "review", "--rows", "3", "--samples", "50", "--method", "lime", "--seed", "4")
    found = of_reviews(reviews, *args)
    assert found.output.count("by LIME") == 3
    assert "by SHAP" not in found.output
    assert of_reviews(reviews, *args).output == found.output
    assert of_reviews(reviews, *args[:-1], "5").output != found.output


def test_ids_and_the_label_that_is_asked_for(reviews):
    found = of_reviews(
        reviews, "--text", "review", "--id", "who", "--case", "p1", "--label", "bad", "--method", "shap"
    )
    assert "p1 by SHAP" in found.output
    assert "for 'bad'" in found.output
    assert "splendid" in found.output.splitlines()[2]
    assert "-0." in found.output.splitlines()[2]


def test_pictures_and_their_page(scans, tmp_path):
    out = tmp_path / "why.html"
    found = explained(
        *("--data", scans, "--model", scans.parent / "scans.skops", "--pictures", "--case", "1,2"),
        *("--samples", "200", "--out", out),
    )
    assert found.exit_code == 0, found.output
    values = [float(line.split()[-1]) for line in found.output.splitlines() if "region" in line]
    assert max(values) > 0.005  # a region of one colour is hidden too
    page = out.read_text("utf-8")
    assert page.count("<figure>") == 4
    assert page.count("data:image/png") == 8
    ids = [part.split('"')[0] for part in page.split('<pattern id="')[1:]]
    assert len(ids) == len(set(ids)) == 16


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--text", "revue"), "Did you mean 'review'"),
        (("--text", "review", "--case", "99"), "Got '99' instead"),
        (("--text", "review", "--case", "4"), "Case '4' must have a text in 'review'"),
        (("--text", "review", "--label", "god"), "Did you mean 'good'"),
        (("--pictures", "--model-shape", "8x8"), "must be a folder of pictures"),
    ],
)
def test_what_cannot_be_explained(reviews, more, said):
    with pytest.raises(FairwitnessError, match=said):
        of_reviews(reviews, *more)


def test_rows_that_stay_private_are_not_explained(reviews, tmp_path):
    plan = tmp_path / "plan.yaml"
    plan.write_text(
        f"data: {{path: {reviews / 'reviews.csv'}}}\nmodel: {{path: {reviews / 'model.skops'}}}\n"
        "privacy: {rows: false}\nroles: {target: liked}\n"
    )
    with pytest.raises(ExplanationError, match="rows stay private"):
        explained(plan, "--text", "review")


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--text", "review", "--pictures"), "texts or pictures at a time"),
        (("--text", "review", "--json"), "not as JSON"),
        (("--out", "x.html"), "belong to"),
        (("--text", "review", "--model-shape", "8by8"), "sizes with an x"),
    ],
)
def test_options_that_do_not_go_together(reviews, more, said):
    found = of_reviews(reviews, *more)
    assert found.exit_code == 2
    assert said in found.output


def test_without_the_option_it_says_which(reviews, scans):
    more = ("--positive", "good", "--features", "review", "--where", "review is known")
    with pytest.raises(ExplanationError, match="Explain single rows by `--text review`"):
        of_reviews(reviews, "--target", "liked", *more)
    with pytest.raises(ExplanationError, match="Explain single rows by `--pictures`"):
        explained("--data", scans, "--model", scans.parent / "scans.skops", "--target", "side")
