"""Folders of texts and of pictures in which it is known what decides, and models of them, for whole audits."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import skops.io
from PIL import Image
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

FILLER = ["the", "film", "plot", "actor", "scene", "music", "was", "and", "with", "story"]


@dataclass(frozen=True)
class Made:
    """A plan, and the folder that its paths are relative to."""

    root: Path
    plan: dict[str, object]


def scans(root, count):
    """Grey pictures, bright on the left or, of every second, on the right; twice as large as the model reads them."""
    rng, folder = np.random.default_rng(8), root / "scans"
    folder.mkdir(parents=True)
    pixels, side = rng.integers(0, 60, (count, 16, 16)), np.arange(count) % 2
    for place, (picture, right) in enumerate(zip(pixels, side, strict=True)):
        picture[4:12, 8 * right + 1 : 8 * right + 7] += 150
        Image.fromarray(np.kron(picture, np.ones((2, 2))).astype(np.uint8)).save(folder / f"{place}.png")
    labels = np.where(side == 1, "yes", "no")
    frame = pd.DataFrame({"file": [f"{place}.png" for place in range(count)], "ill": labels})
    frame["site"] = np.resize(["n", "n", "s", "s"], count)
    frame.to_csv(folder / "labels.csv", index=False)
    fitted = LogisticRegression(max_iter=500).fit(pixels.reshape(count, -1) / 255, labels)
    skops.io.dump(fitted, root / "model.skops")
    roles = {"target": "ill", "positive": "yes", "sensitive": ["site"]}
    return Made(root, {"data": {"path": "scans"}, "model": {"path": "model.skops"}, "roles": roles})


def reviews(root, count):
    """Texts, every second with a word that decides, and a pipeline that begins with a vectoriser."""
    rng = np.random.default_rng(8)
    root.mkdir(parents=True, exist_ok=True)
    words = np.resize(["splendid", "dreadful"], count)
    texts = [" ".join([*rng.choice(FILLER, 6), word]) for word in words]
    labels = np.where(words == "splendid", "good", "bad")
    frame = pd.DataFrame({"who": [f"p{place}" for place in range(count)], "review": texts, "liked": labels})
    frame["sex"] = np.resize(["f", "f", "m", "m"], count)
    frame.to_csv(root / "reviews.csv", index=False)
    fitted = make_pipeline(TfidfVectorizer(), LogisticRegression()).fit(texts, labels)
    skops.io.dump(fitted, root / "model.skops")
    roles = {"id": "who", "target": "liked", "positive": "good", "sensitive": ["sex"], "features": ["review"]}
    return Made(root, {"data": {"path": "reviews.csv"}, "model": {"path": "model.skops"}, "roles": roles})
