"""The pytest plugin, by pytest running tests with it: what passes, what fails, and what it says."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import entry_points

import numpy as np
import pytest
from still_meter import StillMeter

from fairwitness.app import pytest_plugin
from fairwitness.app.pytest_plugin import CHOICES, INI, OPTION, Assertions
from fairwitness.audits import run as audit_run
from fairwitness.audits.record import Record
from fairwitness.errors import PlanError, UnknownNameError

WAIVER = {"reason": "Agreed.", "owner": "A. Weber", "until": "2999-12-31"}

pytest_plugins = ("pytester",)

SEX = ["f", "m"] * 1000
SAID = [int(place % 2 == 1 or place % 10 < 6) for place in range(2000)]  # 60% of f, all of m
FEW = {
    "y_pred": [1, 0, 1, 1] * 20,
    "sensitive_features": {"sex": ["f", "f", "m", "m"] * 20},
    "tolerance": 0.3,
}

HEAD = """
SEX = ["f", "m"] * 1000
SAID = [int(place % 2 == 1 or place % 10 < 6) for place in range(2000)]
FEW = ([1, 0, 1, 1] * 20, {"sex": ["f", "f", "m", "m"] * 20})
"""


@pytest.fixture(autouse=True)
def _still(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit_run, "EnergyMeter", StillMeter)


Ran = Callable[..., pytest.RunResult]


@pytest.fixture
def ran(pytester: pytest.Pytester) -> Ran:
    """Run pytest on test functions, with options."""

    def run(body: str, *options: str, ini: str = "") -> pytest.RunResult:
        pytester.makeini(f"[pytest]\nfilterwarnings = error\n{ini}")
        pytester.makepyfile(HEAD + body)
        return pytester.runpytest_inprocess("-rsx", "-p", "no:cacheprovider", *options)

    return run


def test_pytest_finds_the_plugin_by_its_entry_point() -> None:
    (found,) = entry_points(group="pytest11", name="fairwitness")
    assert found.load() is pytest_plugin


def test_within_passes_and_a_disparity_fails_with_the_verdict(ran: Ran) -> None:
    done = ran("""
def test_within(fairwitness):
    record = fairwitness.assert_within(y_pred=SAID, sensitive_features={"sex": SEX}, tolerance=0.5)
    assert record.gates[0].outcome == "pass"

def test_disparity(fairwitness):
    fairwitness.assert_within(y_pred=SAID, sensitive_features={"sex": SEX}, metric="selection_rate", tolerance=0.1)
""")
    done.assert_outcomes(passed=1, failed=1)
    done.stdout.fnmatch_lines(
        [
            ">*fairwitness.assert_within(y_pred=SAID*tolerance=0.1)",
            "E*AssertionError: Disparity: 60.0% of f and 100.0% of m people got *over the limit of*",
            "E*selection_rate*Gap 40.0 points, simultaneous 95% interval * limit: at most 10 points.",
            "E* f * 60.0% * n 1,000",
            "E* m *100.0% * n 1,000",
        ]
    )
    assert "pytest_plugin.py" not in done.stdout.str()


INCONCLUSIVE = """
def test_open(fairwitness):
    fairwitness.assert_within(y_pred=FEW[0], sensitive_features=FEW[1], tolerance=0.4)
"""


@pytest.mark.parametrize(
    ("options", "ini", "outcome"),
    [
        ((), "", {"failed": 1}),
        ((OPTION, "xfail"), "", {"xfailed": 1}),
        ((OPTION, "skip"), "", {"skipped": 1}),
        ((), f"{INI} = skip", {"skipped": 1}),
        ((OPTION, "fail"), f"{INI} = skip", {"failed": 1}),
        ((OPTION, "xfail"), "xfail_strict = true", {"xfailed": 1}),
    ],
)
def test_what_is_inconclusive_does_as_stated(
    options: tuple[str, ...], ini: str, outcome: dict[str, int], ran: Ran
) -> None:
    done = ran(INCONCLUSIVE, *options, ini=ini)
    done.assert_outcomes(**outcome)
    done.stdout.fnmatch_lines(["*Inconclusive: *too few cases to settle whether the gap is over 40 points*"])


def test_a_call_may_say_otherwise(ran: Ran) -> None:
    body = INCONCLUSIVE.replace("tolerance=0.4", "tolerance=0.4, inconclusive='skip'")
    ran(body, OPTION, "fail").assert_outcomes(skipped=1)


def test_a_disparity_fails_whatever_is_open_beside_it(ran: Ran) -> None:
    done = ran(
        """
def test_both(fairwitness):
    groups = {"sex": SEX, "rare": ["x"] * 40 + ["y"] * 1960}
    fairwitness.assert_within(y_pred=SAID, sensitive_features=groups)
""",
        OPTION,
        "skip",
    )
    done.assert_outcomes(failed=1)
    done.stdout.fnmatch_lines(["*Disparity: *", "*Inconclusive: *"])


@pytest.mark.parametrize("setting", [("-o", f"{INI}=xfial"), ("-o", f"{INI}=")])
def test_a_setting_that_cannot_be_stops_pytest_in_a_sentence(setting: tuple[str, str], ran: Ran) -> None:
    done = ran(INCONCLUSIVE, *setting)
    assert done.ret == pytest.ExitCode.USAGE_ERROR
    done.stderr.fnmatch_lines(
        [f"ERROR: What `{INI}` makes of an inconclusive test must be fail, xfail or skip. Got *"]
    )


def test_bad_input_is_its_own_sentence_at_the_tests_own_line(ran: Ran) -> None:
    done = ran("""
def test_typing_error(fairwitness):
    fairwitness.assert_within(y_pred=SAID, sensitive_features={"sex": SEX}, metric="selection_rat")
""")
    done.assert_outcomes(failed=1)
    done.stdout.fnmatch_lines(
        ["E*UnknownNameError: There is no metric named 'selection_rat'. Did you mean 'selection_rate'?"]
    )
    assert "registry.py" not in done.stdout.str()


class TestAssertions:
    """The same without pytest around it."""

    def test_a_metric_that_needs_outcomes_a_ratio_and_scores(self) -> None:
        found = Assertions().assert_within(
            [1, 0] * 1000, SAID, sensitive_features={"sex": SEX}, metric="accuracy", tolerance=0.9
        )
        assert (found.gates[0].metric, found.gates[0].limit) == ("accuracy", 0.9)
        ratio = Assertions().assert_within(
            y_pred=SAID, sensitive_features={"sex": SEX}, kind="ratio", tolerance=0.5
        )
        assert (ratio.gates[0].kind, ratio.gates[0].outcome) == ("ratio", "pass")
        scores = np.linspace(0, 1, 2000)
        scored = Assertions().assert_within(
            y_score=scores, threshold=0.5, sensitive_features={"sex": SEX}, tolerance=0.1
        )
        assert scored.subject.threshold == 0.5

    def test_the_usual_limits(self) -> None:
        for kind, limit in (("difference", 0.1), ("ratio", 0.8)):
            with pytest.raises(AssertionError, match="Disparity"):
                Assertions().assert_within(y_pred=SAID, sensitive_features={"sex": SEX}, kind=kind)  # type: ignore[arg-type]
            found = Assertions().assert_within(
                y_pred=[1, 0] * 1000, sensitive_features=[*"aabb"] * 500, kind=kind
            )  # type: ignore[arg-type]
            assert found.gates[0].limit == limit

    def test_more_of_the_plan(self) -> None:
        with pytest.raises(AssertionError, match="Not estimable"):
            Assertions().assert_within(**FEW, plan={"checks": {"min_group": 50}})  # type: ignore[arg-type]
        with pytest.raises(PlanError, match="There is no key `check`"):
            Assertions().assert_within(**FEW, plan={"check": {}})  # type: ignore[arg-type]

    def test_what_cannot_be_chosen(self) -> None:
        assert CHOICES == ("fail", "xfail", "skip")
        with pytest.raises(ValueError, match=r"Got 'pass' instead\. There are: 'fail', 'xfail', 'skip'\."):
            Assertions("pass")
        with pytest.raises(
            ValueError, match=r"must be fail, xfail or skip\. Got 'skipped' instead\. Did you mean 'skip'"
        ):
            Assertions().assert_within(**FEW, inconclusive="skipped")  # type: ignore[arg-type]
        with pytest.raises(UnknownNameError):
            Assertions().assert_within(**FEW, metric="nothing")  # type: ignore[arg-type]

    def test_the_limits_of_a_record(self) -> None:
        import fairwitness

        def record(gates: list[dict[str, object]]) -> Record:
            return fairwitness.audit(y_pred=SAID, sensitive_features={"sex": SEX}, plan={"gates": gates})

        Assertions().assert_gates(record([{"limit": 0.5}, {"limit": 0.1, "waiver": WAIVER}]))
        with pytest.raises(AssertionError, match=r"Disparity: (?s:.)*at least 0\.8"):
            Assertions().assert_gates(record([{"limit": 0.5}, {"kind": "ratio"}]))
        with pytest.raises(AssertionError, match="nothing was judged"):
            Assertions().assert_gates(record([]))

    def test_of_many_groups_some_are_shown(self) -> None:
        groups = [f"g{place % 25:02d}" for place in range(2000)]
        said = [int(place % 25 < 12) for place in range(2000)]
        with pytest.raises(AssertionError, match=r"    g19 .*\n    and 5 more$"):
            Assertions().assert_within(y_pred=said, sensitive_features={"group": groups})
