"""A page says what it leaves out."""

from __future__ import annotations

from itertools import pairwise

from fairwitness.reports.language import ENGLISH
from fairwitness.reports.room import ROOMS, Room


def test_with_room_for_all_nothing_is_said_and_nothing_cut():
    assert ROOMS[0].notice(ENGLISH) == ""
    assert ROOMS[0].cut("a" * 100_000) == "a" * 100_000


def test_each_step_holds_less_than_the_one_before_and_says_how_much():
    for before, after in pairwise(ROOMS):
        assert (after.rows, after.letters, after.figures) < (before.rows, before.letters, before.figures)
        assert f"first {after.rows:,} rows" in after.notice(ENGLISH)


def test_a_hash_is_never_cut():
    assert min(room.letters for room in ROOMS) > 64


def test_a_long_text_ends_in_an_ellipsis():
    assert Room(letters=5).cut("abcdef") == "abcd…"
    assert Room(letters=5).cut("abcde") == "abcde"
