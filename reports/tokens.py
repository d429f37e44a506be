"""Colours, words and shapes that the page, the HTML file and the PDF share.

The four verdict colours are at least 26 apart in CIELAB, for normal sight and for simulated protan, deutan and
tritan sight; a test computes it, and the contrasts, so that no change of a colour goes unseen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from fairwitness.audits.record.schema import Outcome, Verdict

Status = Literal["shown", "partly", "stated", "person", "not_applicable"]
"""What a record can show for one requirement, and whether people beside it stated the rest."""

VERDICTS: Final[tuple[Verdict, ...]] = ("disparity", "within", "inconclusive", "not_estimable")
STATUSES: Final[tuple[Status, ...]] = ("shown", "partly", "stated", "person", "not_applicable")


@dataclass(frozen=True)
class Theme:
    """The colours of one theme, as ``#RRGGBB``.

    ``ink`` and ``muted`` are text; ``accent`` is for links and marks without a verdict; ``axis`` for reference lines;
    ``rule``, ``band`` and ``void`` are decoration and never carry meaning alone.
    """

    name: Literal["light", "dark"]
    bg: str
    panel: str
    ink: str
    muted: str
    rule: str
    axis: str
    accent: str
    band: str
    void: str
    disparity: str
    within: str
    inconclusive: str
    not_estimable: str
    bins: tuple[str, ...]
    """Steps of a heat map, from the lowest to the highest."""
    bin_ink: tuple[str, ...]
    """Colour of text on each step."""

    def verdict(self, verdict: Verdict) -> str:
        """Colour of a verdict."""
        return {
            "disparity": self.disparity,
            "within": self.within,
            "inconclusive": self.inconclusive,
            "not_estimable": self.not_estimable,
        }[verdict]

    def status(self, status: Status) -> str:
        """Colour of what a record can show for a requirement."""
        return {
            "shown": self.within,
            "partly": self.inconclusive,
            "stated": self.ink,
            "person": self.accent,
            "not_applicable": self.muted,
        }[status]


LIGHT: Final = Theme(
    name="light",
    bg="#FBFAF7",
    panel="#F3F0E8",
    ink="#1D2430",
    muted="#596273",
    rule="#DAD5C8",
    axis="#7D838D",
    accent="#1F4E79",
    band="#E4EAEE",
    void="#E9E5DB",
    disparity="#7F1D1D",
    within="#006B9E",
    inconclusive="#8A6400",
    not_estimable="#55585F",
    bins=("#ECEFF0", "#D3DEE6", "#B3C7D6", "#8FAFC6", "#3F6C93", "#1F4E79"),
    bin_ink=("#1D2430",) * 4 + ("#FBFAF7",) * 2,
)
DARK: Final = Theme(
    name="dark",
    bg="#14181F",
    panel="#1D232D",
    ink="#E9E6DF",
    muted="#A9B0BC",
    rule="#343C49",
    axis="#767F8D",
    accent="#8FC1F0",
    band="#223142",
    void="#262D38",
    disparity="#FF8A73",
    within="#5BB8F5",
    inconclusive="#F2D35E",
    not_estimable="#A9B0BC",
    bins=("#222C38", "#2A3F54", "#325573", "#6C9AC0", "#8FB8DA", "#B9D6EE"),
    bin_ink=("#E9E6DF",) * 3 + ("#14181F",) * 3,
)

VERDICT_WORDS: Final[dict[Verdict, str]] = {
    "disparity": "Disparity",
    "within": "Within",
    "inconclusive": "Inconclusive",
    "not_estimable": "Not estimable",
}
VERDICT_MEANS: Final[dict[Verdict, str]] = {
    "disparity": "the gap is over the limit",
    "within": "the gap is inside the limit",
    "inconclusive": "the data settle neither",
    "not_estimable": "there is nothing to compute",
}
STATUS_WORDS: Final[dict[Status, str]] = {
    "shown": "Shown",
    "partly": "Partly",
    "stated": "Stated",
    "person": "A person",
    "not_applicable": "Not applicable",
}
OUTCOME_WORDS: Final[dict[Outcome, str]] = {
    "pass": "Passed",
    "fail": "Failed",
    "inconclusive": "Inconclusive",
    "not_estimable": "Not estimable",
    "muted": "Muted",
}

_TICK = (
    "<mask id='k'><rect width='16' height='16' fill='white'/>"
    "<path d='M4.5 8.3 7 10.8 11.6 5.5' fill='none' stroke='black' stroke-width='2.2'/></mask>"
)
SHAPES: Final[dict[Verdict | Status, str]] = {
    "disparity": "<path d='M8 .5 15.5 8 8 15.5 .5 8Z'/>",
    "within": _TICK + "<circle cx='8' cy='8' r='7.5' mask='url(#k)'/>",
    "inconclusive": (
        "<circle cx='8' cy='8' r='6.5' fill='none' stroke='black' stroke-width='2'/>"
        "<path d='M8 2a6 6 0 0 1 0 12Z'/>"
    ),
    "not_estimable": (
        "<rect x='2' y='2' width='12' height='12' fill='none' stroke='black' stroke-width='2' stroke-dasharray='3 2'/>"
        "<path d='M5 8h6' stroke='black' stroke-width='2'/>"
    ),
    "shown": _TICK + "<rect x='1' y='1' width='14' height='14' rx='2' mask='url(#k)'/>",
    "partly": (
        "<rect x='2' y='2' width='12' height='12' fill='none' stroke='black' stroke-width='2'/><path "
        "d='M2 14V2l12 12Z'/>"
    ),
    "stated": "<path d='M.5 1.5h15V11h-7l-4 4.5V11h-4Z'/>",
    "person": "<circle cx='8' cy='4.4' r='3.6'/><path d='M1.5 15.5a6.5 6.2 0 0 1 13 0Z'/>",
    "not_applicable": "<path d='M2 8h12' stroke='black' stroke-width='2.4'/>",
}
"""One shape per state, told apart without colour: SVG children on a 16 x 16 grid, drawn in black."""


def mark(state: Verdict | Status, colour: str = "black") -> str:
    """A state's shape as a whole SVG in one colour: for a CSS mask (black), an image, or inline.

    Inline, several marks on a page may share the mask's id: its content is always the same.
    """
    shape = SHAPES[state]
    if colour != "black":
        head, mask, tail = shape.rpartition("</mask>")
        shape = head + mask + tail.replace("stroke='black'", f"stroke='{colour}'")
    return f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16' fill='{colour}'>{shape}</svg>"
