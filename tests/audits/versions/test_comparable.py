"""What two versions must share, and how a gate to compare is written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest

from fairwitness.audits.subject import Subject
from fairwitness.audits.versions.change import Asked
from fairwitness.audits.versions.comparable import (
    Meaning,
    Wish,
    asked_of,
    meaning_of_subject,
    refuse_different,
    wish_of,
)
from fairwitness.errors import ComparisonError, PlanError, UnknownNameError

GATE = Asked("selection_rate", "difference", "age")
ONE = Meaning("1", "0", "1", True, "a score", {"age": (("old", "young"), (40.0,))}, (GATE,))


class TestRefused:
    @pytest.mark.parametrize(
        ("other", "message"),
        [
            ({"positive": "yes"}, "same positive label. Before: '1'; now: 'yes'"),
            ({"negative": "2"}, "same other label"),
            ({"favourable": "0"}, "same favourable decision"),
            ({"labelled": False}, "same outcome. Before: 'labelled rows'; now: 'no labels'"),
            ({"threshold": "a probability"}, "meaning of the threshold. Before: 'a score'; now: 'a probability'"),
            ({"attributes": {}}, "same attributes. Before: 'age'; now: 'none'"),
            ({"attributes": {"age": (("old", "young"), (50.0,))}}, "bins of 'age'. Before: '40.0'; now: '50.0'."),
            ({"attributes": {"age": (("old",), (40.0,))}}, "same groups of 'age'"),
            ({"gates": ()}, "needs a limit on a rate. The later plan has none"),
        ],
    )  # fmt: skip
    def test_the_difference_is_named(self, other: dict[str, object], message: str) -> None:
        two = replace(ONE, **other)  # type: ignore[arg-type]
        with pytest.raises(ComparisonError) as caught:
            refuse_different(ONE, two, gates=True)
        assert message in str(caught.value)
        with pytest.raises(ComparisonError, match=r"Before: |The earlier plan"):
            refuse_different(two, ONE, gates=True)

    def test_what_may_differ(self) -> None:
        refuse_different(ONE, ONE, gates=True)
        refuse_different(ONE, replace(ONE, gates=()), gates=False)
        refuse_different(ONE, replace(ONE, threshold=""), gates=True)


class TestWishes:
    @pytest.mark.parametrize(
        ("text", "wish"),
        [
            ("selection_rate", Wish()),
            ("precision:ratio", Wish("precision", "ratio")),
            (" accuracy:difference@sex & race ", Wish("accuracy", "difference", ("sex & race",))),
            ("accuracy@age group", Wish("accuracy", "difference", ("age group",))),
        ],
    )
    def test_are_read(self, text: str, wish: Wish) -> None:
        assert wish_of(text) == wish

    @pytest.mark.parametrize("text", ["", "selection_rate<=0.1", "precision:share", "Accuracy", "a b"])
    def test_or_refused(self, text: str) -> None:
        with pytest.raises(PlanError, match="must read like"):
            wish_of(text)

    def test_one_gate_for_each_attribute_and_each_once(self) -> None:
        found = asked_of([Wish(), Wish(attributes=("race",))], ["sex", "race"])
        assert [gate.attribute for gate in found] == ["sex", "race"]

    def test_names_that_are_not_there(self) -> None:
        with pytest.raises(UnknownNameError, match="precision"):
            asked_of([Wish("precison")], ["sex"])
        with pytest.raises(PlanError, match="Did you mean 'sex'"):
            asked_of([Wish(attributes=("sexe",))], ["sex"])


class TestOfSubjects:
    @pytest.mark.parametrize(
        ("roles", "meaning"),
        [
            ({}, ""),
            ({"prediction": None, "score": "s", "threshold": 0.5}, "a score"),
            (
                {"prediction": None, "score": "s", "threshold": 0.5, "score_is_probability": True},
                "a probability",
            ),
            ({"score": "s", "threshold": 0.5}, ""),
        ],
    )
    def test_a_threshold_means_what_it_is_held_against(
        self, subject_of: Callable[..., Subject], hired: pd.DataFrame, roles: dict[str, object], meaning: str
    ) -> None:
        frame = hired.assign(s=hired.a * 0.9)
        assert meaning_of_subject(subject_of(frame, roles=roles)).threshold == meaning

    def test_the_unknown_are_no_group(self, subject_of: Callable[..., Subject], hired: pd.DataFrame) -> None:
        frame = hired.copy()
        frame.loc[3, "sex"] = None
        assert meaning_of_subject(subject_of(frame)).attributes == {"sex": (("f", "m"), None)}
