from __future__ import annotations

from fairwitness.app.views.partial import so_far
from fairwitness.audits.partial import GateSeen, GroupsSeen, Partial


def test_what_was_seen_is_marked_as_not_sealed_and_inert() -> None:
    said = so_far(
        Partial(
            rows=1989,
            model="<i>Tree</i>",
            groups=(GroupsSeen(attribute="<b>sex", groups=2),),
            gates=(
                GateSeen(id="selection_rate.difference.sex", verdict="disparity", reason="A <u>gap</u>."),
            ),
            checks_done=3,
            checks=20,
            findings=("<script>",),
        )
    )
    assert "Not sealed yet" in said
    assert "1,989" in said
    assert "&lt;b&gt;sex (2 groups)" in said
    assert 'class="v disparity"' in said
    assert "3 of 20 done" in said
    for markup in ("<i>T", "<b>s", "<u>", "<script>"):
        assert markup not in said


def test_what_is_not_known_yet_is_left_out() -> None:
    said = so_far(Partial(rows=7))
    assert "Rows read" in said
    for word in ("Model", "Groups", "Checks", "Findings", "Limits"):
        assert word not in said
