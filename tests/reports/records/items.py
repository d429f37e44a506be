"""A record of explained texts and a picture, by the real explainers."""

from __future__ import annotations

from functools import cache
from typing import Literal

import numpy as np
from tests.reports.records.situations import full

from fairwitness.audits.media.explaining import MediaCase
from fairwitness.audits.media.kept import kept
from fairwitness.audits.record import Record
from fairwitness.audits.record.schema import (
    Explanations,
)
from fairwitness.explainers import explain_images, explain_text
from fairwitness.explainers.media import Effort


@cache
def media() -> Record:
    """A text that nobody can trust and one that paper has no letters for, and a picture, each by two methods."""
    texts = ["a good film <b>bad</b> | *x* #panic() \u202e end", "漢字 good かな 👩‍👩‍👧‍👦"]
    found = [
        [
            MediaCase("", text, "yes", explain_text(_has_good, [text], method=method, effort=_FEW)[0])
            for method in _BOTH
        ]
        for text in texts
    ]
    picture = (np.random.default_rng(1).random((16, 24, 3)) * 255).astype(np.uint8)
    found.append(
        [
            MediaCase(
                "",
                picture,
                None,
                explain_images(_bright, [picture], method=method, regions=9, effort=_FEW)[0],
            )
            for method in _BOTH
        ]
    )
    items = tuple(kept(cases, f"{place}d62a94f0b7c1e538") for place, cases in enumerate(found))
    said = "The model reads texts, 'review', and no other column."
    return Record.of(full().model_copy(update={"explanations": Explanations(items=items, statement=said)}))


_BOTH: tuple[Literal["lime"], Literal["shap"]] = ("lime", "shap")


_FEW = Effort(n_samples=60)


def _has_good(texts: list[str]) -> list[list[float]]:
    return [[0.1, 0.2 + 0.7 * ("good" in text)] for text in texts]


def _bright(pictures: np.ndarray) -> np.ndarray:
    return pictures[:, :8, :8].mean(axis=(1, 2, 3)) / 255
