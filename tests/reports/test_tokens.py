"""The palette, computed: contrast, and how far apart the verdicts are for colour-blind sight."""

import itertools
from xml.etree import ElementTree

import numpy as np
import pytest

from fairwitness.reports.tokens import (
    DARK,
    LIGHT,
    SHAPES,
    STATUS_WORDS,
    STATUSES,
    VERDICT_MEANS,
    VERDICT_WORDS,
    VERDICTS,
    mark,
)

THEMES = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda t: t.name)
TEXT = ("ink", "muted", "accent", *VERDICTS)
# Machado, Oliveira and Fernandes (2009), severity 1.0, on linear RGB.
SIGHTS = {
    "normal": np.eye(3),
    "protan": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deutan": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritan": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)


def linear(colour: str) -> np.ndarray:
    rgb = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def contrast(a: str, b: str) -> float:
    one, two = sorted((float(TO_XYZ[1] @ linear(c)) for c in (a, b)), reverse=True)
    return (one + 0.05) / (two + 0.05)


def lab(colour: str, sight: str) -> np.ndarray:
    xyz = TO_XYZ @ np.clip(SIGHTS[sight] @ linear(colour), 0, 1) / np.array([0.95047, 1.0, 1.08883])
    f = np.where(xyz > (6 / 29) ** 3, np.cbrt(xyz), xyz / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def test_contrast_is_computed_as_wcag_does():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@THEMES
@pytest.mark.parametrize("name", TEXT)
@pytest.mark.parametrize("ground", ["bg", "panel"])
def test_text_has_contrast(theme, name, ground):
    assert contrast(getattr(theme, name), getattr(theme, ground)) >= 4.5


@THEMES
@pytest.mark.parametrize("ground", ["bg", "panel"])
def test_graphics_have_contrast(theme, ground):
    assert contrast(theme.axis, getattr(theme, ground)) >= 3


@THEMES
def test_text_on_every_step_of_the_heat_map_has_contrast(theme):
    assert len(theme.bins) == len(theme.bin_ink)
    assert all(contrast(ink, step) >= 4.5 for ink, step in zip(theme.bin_ink, theme.bins, strict=True))
    assert contrast(theme.muted, theme.void) >= 4.5


@THEMES
@pytest.mark.parametrize("sight", SIGHTS)
def test_verdicts_are_apart_for_every_sight(theme, sight):
    points = {v: lab(theme.verdict(v), sight) for v in VERDICTS}
    distance = {
        pair: float(np.linalg.norm(points[pair[0]] - points[pair[1]]))
        for pair in itertools.combinations(VERDICTS, 2)
    }
    assert min(distance.values()) >= 20, distance


def test_white_paper_has_contrast_too():
    assert all(contrast(getattr(LIGHT, name), "#FFFFFF") >= 4.5 for name in TEXT)


def test_every_state_has_a_word_a_meaning_and_a_shape_of_its_own():
    assert set(VERDICT_WORDS) == set(VERDICT_MEANS) == set(VERDICTS)
    assert set(STATUS_WORDS) == set(STATUSES)
    assert set(SHAPES) == {*VERDICTS, *STATUSES}
    assert len(set(SHAPES.values())) == len(SHAPES)


@pytest.mark.parametrize("state", SHAPES)
def test_marks_are_whole_svgs_in_the_colour_asked_for(state):
    assert ElementTree.fromstring(mark(state)).tag.endswith("svg")
    coloured = mark(state, "#123456")
    assert "#123456" in coloured
    assert "'black'" not in coloured.rpartition("</mask>")[2]


@THEMES
def test_states_take_their_colours_from_the_theme(theme):
    assert [theme.verdict(v) for v in VERDICTS] == [getattr(theme, v) for v in VERDICTS]
    assert theme.status("shown") == theme.within
    assert theme.status("person") == theme.accent
