"""The benchmarks run, what they compare is equal, and their results are kept."""

import sys
import time

import numpy as np
import pyarrow.parquet as pq
import pytest
import yaml
from benchmarks import (
    __main__ as main,
)
from benchmarks import (
    audit_cold,
    calibration,
    elsewhere,
    grid,
    lime_tables,
    memory,
    peers,
    power,
    results,
    scale,
    simulation,
    speed,
    telltales,
    thresholds,
    tree_backgrounds,
    tree_explanations,
    tree_peers,
)
from scipy import stats
from sklearn.tree import DecisionTreeClassifier

from fairwitness.audits.counts import Counts
from fairwitness.audits.plan import make_plan
from fairwitness.audits.plan.model import attribute_names
from fairwitness.audits.rates import rates
from fairwitness.audits.stats.verdict import contrast, judge_family

EIGHT = (800, 400, 200, 100, 50, 30, 20, 15)


@pytest.fixture
def _quick_peers(monkeypatch):
    monkeypatch.setattr(peers, "RESAMPLES", 2)
    monkeypatch.setattr(elsewhere, "interpreter", lambda: "it is not asked for")


@pytest.mark.slow
@pytest.mark.parametrize("columns", [["group"], list(speed.GROUPS)])
def test_the_figures_that_are_timed_are_those_of_fairlearn(columns):
    frame = speed.make(3_000)
    found = speed.by_counts(frame, columns)
    reference = speed.by_fairlearn(frame, columns)
    assert set(found.figures) == set(reference)
    assert len(found.figures) == 8
    assert speed.difference(found.figures, reference) < 1e-12
    assert all(item.verdict for item in found.verdicts)
    assert all(None not in limits for limits in found.intervals.values())


@pytest.mark.slow
def test_memory_is_measured_of_a_whole_audit(monkeypatch, tmp_path):
    monkeypatch.setattr(memory, "_ROWS", 2_000)
    assert memory.write_data(tmp_path / "a.csv", 100_000) == 2_000
    took = memory.audited(tmp_path / "a.csv", tmp_path / "out")
    assert 50 < took["mib"] < 1024


@pytest.mark.slow
@pytest.mark.parametrize("threshold", [0.1, 0.5, 0.8])
def test_the_rates_that_are_timed_at_a_threshold_are_those_of_fairlearn(threshold):
    frame = thresholds.make(3_000)
    explorer = thresholds.Explorer.of(thresholds.subject(frame))
    moved = thresholds.move(explorer, threshold)
    assert len(moved.verdicts) == 15
    assert len(moved.rates) == len(thresholds.RATES) * (2 + 5 + 10)
    assert thresholds.difference(moved, thresholds.by_fairlearn(frame, threshold)) < 1e-12


@pytest.mark.slow
def test_thresholds_have_a_row_with_weights_and_one_without():
    rows = [line.strip("| ").split(" | ") for line in thresholds.run(rows=2_000, runs=1) if line[:3] == "| 2"]
    assert [row[:2] for row in rows] == [["2,000", "no"], ["2,000", "yes"]]
    assert float(rows[0][-1]) < 1e-12


@pytest.mark.slow
def test_speed_has_a_row_for_each_job(monkeypatch):
    monkeypatch.setattr(speed, "RESAMPLES", 20)
    monkeypatch.setattr(speed, "aequitas", lambda *_, **__: "not asked for")
    lines = speed.run(rows=2_000, runs=1)
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in lines
        if line.startswith(("| 1", "| 2"))
    ]
    assert [row[:2] for row in rows] == [["2,000", "5"], ["2,000", "40"]]
    assert [row[5] for row in rows] == ["not run: not asked for"] * 2
    assert all(float(row[9]) < 1e-12 for row in rows)
    assert "20 resamples" in lines[-1]


def test_the_two_sides_of_the_bootstrap_have_the_same_shape():
    tables = np.ones((3, 7, 4), dtype=np.int64)
    assert speed._share(tables).tolist() == np.full((3, 7), 0.5).tolist()


def test_the_cold_audit_is_the_whole_command(tmp_path):
    audit_cold.write_data(tmp_path / "d.csv", rows=20)
    command = audit_cold.command(tmp_path / "d.csv", tmp_path / "out")
    assert command[1:4] == ["-m", "fairwitness.app.cli", "audit"]
    assert "json,html,pdf" in command


@pytest.mark.parametrize("metric", grid.METRICS)
@pytest.mark.parametrize(
    ("sizes", "gap"), [((300, 300), 0.1), (EIGHT, 0.25), ((25,) * 4, 0.6), ((60, 60, 60), 0.0)]
)
def test_many_runs_at_once_are_judged_as_each_alone(sizes, gap, metric):
    true = np.full(len(sizes), 0.3)
    true[0] += gap
    drawn = simulation.draw(sizes, true, metric, 40, np.random.default_rng(0))
    seen = set()
    for kind, tolerance in (("difference", 0.0), ("difference", 0.2), ("ratio", 0.8), ("ratio", 0.3)):
        called = simulation.disparity(drawn, kind, tolerance), simulation.within(drawn, kind, tolerance)
        for run, flags in enumerate(zip(*called, strict=True)):
            verdict = _judged(drawn.successes[run], drawn.trials[run], kind, tolerance, drawn.min_group)
            assert (verdict == "disparity", verdict == "within") == flags
            seen.add(verdict)
    assert len(seen) >= 2


def _judged(successes, trials, kind, tolerance, min_group):
    n = np.zeros((len(trials), 3, 2), dtype=np.int64)
    n[:, 1, 1], n[:, 1, 0] = successes, trials - successes
    found = rates(Counts("group", tuple(map(str, range(len(trials)))), n), "true_positive_rate")
    (judged,) = judge_family([contrast(found, kind=kind, tolerance=tolerance, min_group=min_group)])
    return judged.verdict


def test_the_gap_of_every_design_is_exactly_the_tolerance():
    for sizes in grid.SIZES:
        for rate in grid.RATES:
            for kind, limit in grid.TOLERANCE.items():
                for true in grid.designs(sizes, rate, kind):
                    gap = np.ptp(true) if kind == "difference" else true.min() / true.max()
                    assert gap == pytest.approx(limit, abs=1e-12)
                    assert true.min() > 0
                    assert true.max() < 1


def test_a_figure_fails_only_beyond_chance():
    assert grid.Figure(0.060, 0.05, 4_000).holds
    assert not grid.Figure(0.063, 0.05, 4_000).holds
    assert grid.Figure(0.93, 0.94, 4_000, at_most=False).holds
    assert not grid.Figure(0.92, 0.94, 4_000, at_most=False).holds
    assert "fails" in str(grid.Figure(0.5, 0.05, 4_000))
    failing, near = grid.Figure(0.2, 0.05, 4_000), grid.Figure(0.3, 0.05, 5)
    assert grid.worst([None, near, failing]) is failing


@pytest.mark.usefixtures("_quick_peers")
def test_the_usual_rule_alarms_more_often_than_the_verdict():
    lines = peers.lines(peers.Runs(ours=200, fairlearn=1, aequitas=1))
    table = [line.strip("|").split("|") for line in lines if line.startswith("| ")]
    found = {cells[0].strip(): cells[-1].strip() for cells in table}
    assert float(found["four-fifths rule on the point estimates"]) > 80
    assert all(float(share) <= 8 for rule, share in found.items() if "Fairwitness `disparity`" in rule)
    assert any("it is not asked for" in line for line in lines)


def test_four_fifths_in_whole_numbers():
    drawn = simulation.Draw(
        np.array([[3, 6], [3, 6]]), np.array([[5, 8], [6, 8]]), np.array([0.6, 0.75]), min_group=0
    )
    # 3/5 of 6/8 is exactly four fifths, which floats put below 0.8.
    assert peers.four_fifths(drawn).tolist() == [False, True]


def test_rows_of_a_fair_model_have_the_rates_they_claim():
    score, label = peers.rows((4_000, 1_000), 20, np.random.default_rng(0))
    assert score.mean() == pytest.approx(peers.RATE, abs=0.01)
    assert score[label == 1].mean() == pytest.approx(peers.FOUND, abs=0.01)


def test_the_adjusted_score_test_keeps_its_size():
    critical = power.adjusted((60, 20))
    assert critical > 1.95
    for rate in (0.02, 0.1, 0.5):
        assert power.two_groups((60, 20), (rate, rate), critical).score <= 0.05 + 1e-9


def test_fisher_as_scipy_has_it():
    sizes, rates = (12, 7), (0.2, 0.6)
    power_of = 0.0
    for x in range(13):
        for y in range(8):
            table = [[x, 12 - x], [y, 7 - y]]
            p = min(stats.fisher_exact(table, alternative=side).pvalue for side in ("less", "greater"))
            chance = stats.binom.pmf(x, 12, rates[0]) * stats.binom.pmf(y, 7, rates[1])
            power_of += chance * (p <= 0.025)
    assert power.fisher(sizes, rates) == pytest.approx(power_of, abs=1e-10)


@pytest.mark.usefixtures("_quick_peers")
def test_the_calibration_has_a_row_for_each_cell(monkeypatch):
    monkeypatch.setattr(grid, "SIZES", ((60, 60), (5,) * 4))
    monkeypatch.setattr(power, "PAIRS", ((50, 50),))
    monkeypatch.setattr(power, "SIZES", (50,))
    lines = calibration.run(runs=50, beside=peers.Runs(50, 1, 1))
    rows = [line for line in lines if "| selection |" in line or "| TPR |" in line]
    assert len(rows) == 2 * len(grid.RATES) * len(grid.METRICS)
    assert any(line.startswith("| 4 \N{MULTIPLICATION SIGN} 5 | TPR |") for line in rows)
    assert any(line.startswith("| **worst** |") for line in lines)


def test_aequitas_that_cannot_be_had_is_said(monkeypatch):
    monkeypatch.setattr(elsewhere, "interpreter", elsewhere.interpreter.__wrapped__)
    monkeypatch.setattr(elsewhere.sys, "executable", "false")
    answer = elsewhere.aequitas("rule", score=[[0]], label=[[0]], group=["a"])
    assert answer == f"{elsewhere.AEQUITAS} could not be installed: no message"


def test_one_section_is_measured_again_and_the_others_stay():
    before = results.merged("", ["A", "B"], {"A": ["one"], "B": ["two", "", "### b", "", "three"]})
    after = results.merged(before, ["A", "B"], {"A": ["new"]})
    assert results.sections(after) == {"A": "new", "B": "two\n\n### b\n\nthree"}
    assert after.index("## A") < after.index("## B")
    assert results.merged(after, ["B"], {}).count("\n## ") == 1
    assert results.merged(after, ["A", "B"], {}) == after


def test_one_benchmark_by_name(monkeypatch, tmp_path):
    class Quick:
        TITLE = "Quick"
        run = staticmethod(lambda: ["figure"])

    monkeypatch.setattr(main, "RESULTS", tmp_path / "RESULTS.md")
    monkeypatch.setattr(main, "BENCHMARKS", {"quick": Quick, "other": Quick})
    main.main(["quick"])
    assert "## Quick\n\nfigure\n\nMeasured on " in (tmp_path / "RESULTS.md").read_text(encoding="utf-8")
    with pytest.raises(SystemExit):
        main.main(["slow"])


def test_the_folders_of_scale_share_their_rows(tmp_path):
    folders = scale.write_parts(tmp_path, (300, 1_000))
    rows = {size: pq.read_table(folder).num_rows for size, folder in folders.items()}
    assert rows == {300: 300, 1_000: 1_000}
    small, large = (pq.read_table(folder) for folder in folders.values())
    assert large.slice(0, 300).equals(small)
    assert not large.slice(300, 300).equals(small)
    score, decided = (large[name].to_numpy() for name in ("score", "p"))
    assert ((score >= scale.THRESHOLD) == decided).all()
    assert {name: sorted(set(large[name].to_pylist())) for name in scale.GROUPS} == {
        name: sorted(values) for name, values in scale.GROUPS.items()
    }


@pytest.mark.parametrize("histogram", [False, True])
def test_the_group_by_alone_reads_the_columns_of_the_plan(tmp_path, histogram):
    folder = scale.write_parts(tmp_path, (500,))[500]
    assert scale.bare(folder, histogram=histogram).seconds > 0
    read = make_plan(yaml.safe_load(scale.plan(folder, histogram=histogram)))
    assert (read.roles.prediction is None) == histogram
    assert attribute_names(read.roles) == list(scale.GROUPS)


def test_a_process_is_measured_by_itself():
    held = bytearray(200 << 20)
    small = scale.took([sys.executable, "-S", "-c", "pass"])
    large = scale.took([sys.executable, "-S", "-c", "held = bytearray(150 << 20)"])
    assert small.mib < 100 < 150 <= large.mib < len(held) / 2**20
    with pytest.raises(scale.ChildError, match="exit code 3"):
        scale.took([sys.executable, "-c", "raise SystemExit(3)"])
    with pytest.raises(scale.ChildError, match="ZeroDivisionError"):
        scale.took([sys.executable, "-c", "1 / 0"])


def test_scale_says_what_another_row_costs(monkeypatch, tmp_path):
    def audit(data, _, *, histogram):
        return scale.Took(1.0 + int(data.name) * (2e-3 if histogram else 1e-3), 100.0 + histogram)

    monkeypatch.setattr(scale, "bare", lambda data, *, histogram: scale.Took(int(data.name) * 1e-3, 50.0))
    monkeypatch.setattr(scale, "audit", audit)
    lines = scale.run(sizes=(100, 1_000), runs=1)
    assert "| 1,000 | decisions | 1.00 | 2.00 | 2.0 | 50 | 100 |" in lines
    assert "From 100 to 1,000 rows another row costs 1000000 ns, with the histogram 2000000 ns." in lines
    assert any("2.0 times the group-by alone" in line and "3.0 times that same" in line for line in lines)


def test_an_audit_that_fails_is_said(monkeypatch):
    def refused(*_, **__):
        raise scale.ChildError("the plan is wrong")

    monkeypatch.setattr(scale, "audit", refused)
    assert scale.run(sizes=(100,), runs=1) == ["Not measured: the plan is wrong"]


@pytest.mark.slow
def test_trees_are_explained_as_by_the_other_side(monkeypatch):
    monkeypatch.setattr(tree_explanations, "adult", lambda: None)
    effort = tree_explanations.Effort(sizes=(20,), runs=1, fitted=500)
    lines = tree_explanations.run(effort, tree_explanations.CASES[1:2])
    cells = [cell.strip() for cell in lines[-1].strip("|").split("|")]
    assert cells[:3] == ["synthetic", "HistGradientBoosting 200", "20"]
    assert float(cells[6]) > 0
    assert cells[8] in {"holds", "missed"}
    assert float(cells[9]) < 1e-6


def test_a_library_that_is_not_there_is_named():
    def fit(X, y):
        raise ModuleNotFoundError("No module named 'xgboost'", name="xgboost")

    case = tree_explanations.Case("x", fit, "numpy", 1)
    effort = tree_explanations.Effort(sizes=(5,), runs=1, fitted=5)
    (line,) = tree_explanations.lines(case, np.zeros((5, 1)), np.zeros(5), effort)
    assert line.startswith("| x | not run: xgboost is not installed |")


@pytest.mark.slow
def test_a_background_is_explained_as_by_shap(monkeypatch):
    monkeypatch.setattr(tree_backgrounds, "CASES", tree_backgrounds.CASES[3:4])
    effort = tree_backgrounds.Effort(rows=(5,), backgrounds=(8,), fitted=300, runs=1)
    cells = [cell.strip() for cell in tree_backgrounds.run(effort)[-1].strip("|").split("|")]
    assert cells[:2] == ["forest 200 x depth 10", "5 x 8"]
    assert float(cells[3]) > 0
    assert cells[-2] in {"holds", "missed"}
    assert float(cells[-1]) < 1e-6


def test_a_library_that_takes_too_long_is_stopped_and_said(monkeypatch):
    def prepare(model, background):
        return lambda rows: time.sleep(60)

    slow = tree_peers.Peer("numpy", "numpy", prepare)
    gone = tree_peers.Peer("gone", "not-a-package-of-anybody", prepare)
    monkeypatch.setattr(tree_backgrounds, "PEERS", (slow, gone))
    small = tree_backgrounds.Case("one", lambda X, y: DecisionTreeClassifier(max_depth=2).fit(X, y))
    monkeypatch.setattr(tree_backgrounds, "CASES", (small,))
    effort = tree_backgrounds.Effort(rows=(5, 6), backgrounds=(8,), fitted=100, patience=0.2)
    told, *_, first, second = tree_backgrounds.run(effort)
    assert "gone not installed" in told
    assert first.startswith("| one | 5 x 8 |")
    for line in (first, second):
        assert "| > 0 | - | < 0." in line
        assert "| holds | - |" in line


@pytest.mark.slow
def test_lime_is_set_beside_lime(monkeypatch):
    for name, value in {"SAMPLES": 400, "TURNS": 1, "OURS": 2, "SEEDS": 10, "AGREEING": 3}.items():
        monkeypatch.setattr(lime_tables, name, value)
    monkeypatch.setattr(lime_tables, "CASES", lime_tables.CASES[3:])
    cells = [cell.strip() for cell in lime_tables.run(3)[-1].strip("|").split("|")]
    assert cells[0].startswith("one-hot")
    assert float(cells[4]) >= 0  # how fast it is depends on the machine, and is no test
    assert float(cells[6].rstrip("%")) > 60


@pytest.mark.slow
def test_a_scaffold_decides_by_group_where_rows_are_real(monkeypatch):
    monkeypatch.delenv("FAIRWITNESS_DATA", raising=False)
    (people,) = telltales.data_sets()
    rows, outcome, audited = people.split(0)
    assert not set(rows.index) & set(audited.index)
    assert len(outcome) == len(rows) == telltales.FITTED
    answer = telltales.attack(people, rows, "LIME", 0)
    assert (answer(audited) == audited[people.group]).mean() > 0.9
    random = np.random.default_rng(0)
    apart = audited.apply(lambda column: random.permutation(column.to_numpy()))
    assert (answer(apart) == apart[people.group]).mean() < 0.7
