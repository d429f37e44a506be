"""The public names, and that all doors give the same record."""

from __future__ import annotations

import inspect
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml
from sklearn.linear_model import LogisticRegression

import fairwitness
from fairwitness.errors import DataError, FairwitnessError, ModelError, PlanError

PLAN: dict[str, object] = {
    "roles": {
        "target": "hired",
        "prediction": "decision",
        "sensitive": ["sex", "race"],
        "intersections": [["sex", "race"]],
    },
    "gates": [{"limit": 0.1}, {"metric": "true_positive_rate", "kind": "ratio", "limit": 0.8}],
    "where": ["income >= 20"],
}


@pytest.fixture(scope="module", autouse=True)
def still() -> Iterator[None]:
    """No energy is metered here."""
    from contextlib import nullcontext

    from fairwitness.audits import run

    class Meter:
        def __init__(self, country: str | None = None) -> None: ...
        def start(self) -> None: ...
        def close(self) -> None: ...
        def result(self) -> Meter:
            return self

        def to_dict(self) -> dict[str, object]:
            return {}

        def phase(self, name: str) -> nullcontext[None]:
            return nullcontext()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(run, "EnergyMeter", Meter)
        yield


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    draw = np.random.default_rng(3)
    rows = 300
    return pd.DataFrame(
        {
            "sex": draw.choice(["f", "m", None], rows, p=[0.45, 0.5, 0.05]),
            "race": draw.choice(["x", "y"], rows),
            "income": draw.normal(50, 12, rows).round(3),
            "hired": draw.integers(0, 2, rows),
            "decision": draw.integers(0, 2, rows),
            "unused": draw.random(rows),
        }
    )


def _audit(frame: pd.DataFrame, folder: Path, name: str = "rows.csv", **over: object) -> fairwitness.Record:
    folder.mkdir(exist_ok=True, parents=True)
    path = folder / name
    if name.endswith("parquet"):
        frame.to_parquet(path)
    else:
        frame.to_csv(path, index=False, sep=";" if "semicolon" in name else ",")
    plan = folder / "plan.yaml"
    plan.write_text(yaml.safe_dump(PLAN | {"data": {"path": name}} | over))
    return fairwitness.audit(plan=plan)


def _from_arrays(frame: pd.DataFrame, plan: object = PLAN) -> fairwitness.Record:
    return fairwitness.audit(
        frame.hired,
        frame.decision,
        sensitive_features=frame[["sex", "race"]],
        features=frame[["income"]],
        plan=plan,
    )


class TestNames:
    def test_each_is_there_and_documented(self) -> None:
        for name in fairwitness.__all__:
            assert getattr(fairwitness, name).__doc__, name
        assert dir(fairwitness) == sorted(fairwitness.__all__)

    @pytest.mark.parametrize("name", [name for name in fairwitness.__all__ if name.islower()])
    def test_each_function_says_what_it_takes_and_gives_and_what_goes_wrong(self, name: str) -> None:
        function = getattr(fairwitness, name)
        said = inspect.getdoc(function) or ""
        assert [part for part in ("Parameters", "Returns", "Raises") if f"{part}\n---" not in said] == []
        assert [
            key for key in inspect.signature(function).parameters if not re.search(rf"\b{key}\b", said)
        ] == []

    def test_another_is_not(self) -> None:
        with pytest.raises(AttributeError, match="no attribute 'nothing'"):
            _ = fairwitness.nothing

    def test_importing_it_loads_nothing_heavy(self) -> None:
        heavy = "{'numpy', 'pandas', 'pydantic', 'scipy', 'sklearn', 'streamlit', 'shap', 'click'}"
        code = f"import sys, fairwitness; print(sorted({heavy} & set(sys.modules)))"
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        assert done.stdout.strip() == "[]"


class TestOneRecord:
    def test_the_same_through_every_way_in(self, frame: pd.DataFrame, tmp_path: Path) -> None:
        plan = PLAN | {"roles": {**PLAN["roles"], "features": ["income"]}}  # type: ignore[dict-item]
        by_path = _audit(frame, tmp_path / "a", roles=plan["roles"])
        by_object = fairwitness.audit(
            plan=fairwitness.load_plan(tmp_path / "a" / "plan.yaml").model_copy(
                update={
                    "data": fairwitness.Plan.model_validate(
                        {"data": {"path": str(tmp_path / "a" / "rows.csv")}}
                    ).data
                }
            )
        )
        by_mapping = fairwitness.audit(plan=plan | {"data": {"path": str(tmp_path / "a" / "rows.csv")}})
        by_arrays = _from_arrays(frame, plan)
        by_keywords = fairwitness.audit(
            frame.hired,
            frame.decision,
            sensitive_features=frame[["sex", "race"]],
            features=frame[["income"]],
            positive=1,
            favourable=1,
            plan=plan,
        )
        assert len({record.hash for record in (by_path, by_object, by_mapping, by_arrays, by_keywords)}) == 1

    def test_names_folders_and_formats_do_not_count(self, frame: pd.DataFrame, tmp_path: Path) -> None:
        first = _audit(frame, tmp_path / "a")
        others = [
            _audit(frame, tmp_path / "b" / "c", "other.csv"),
            _audit(frame, tmp_path / "d", "semicolon.csv"),
            _audit(frame, tmp_path / "e", "rows.parquet"),
            _audit(frame[[*reversed(frame.columns)]], tmp_path / "f"),
            _audit(frame.drop(columns="unused"), tmp_path / "g"),
            _audit(frame.set_axis(range(1000, 1300)), tmp_path / "h"),
            _audit(
                frame,
                tmp_path / "i",
                report={"formats": ["pdf"], "organisation": "x"},
                energy={"country": "DEU"},
            ),
            _audit(frame, tmp_path / "j", data={"path": "rows.csv", "separator": ",", "encoding": "utf-8"}),
            _audit(frame, tmp_path / "k", roles={**PLAN["roles"], "positive": "1", "favourable": 1}),  # type: ignore[dict-item]
        ]
        assert {record.hash for record in others} == {first.hash}
        assert first.subject.source != others[0].subject.source

    @pytest.mark.parametrize(
        "over",
        [
            {"alpha": 0.01},
            {"seed": 1},
            {"title": "Another"},
            {"gates": [{"limit": 0.11}, {"metric": "true_positive_rate", "kind": "ratio", "limit": 0.8}]},
            {"gates": []},
            {"where": ["income >= 21"]},
            {"checks": {"min_group": 31}},
            {"words": {"people": "applicants"}},
            {"roles": {**PLAN["roles"], "favourable": 0}},  # type: ignore[dict-item]
            {"roles": {**PLAN["roles"], "features": ["income"]}},  # type: ignore[dict-item]
        ],
    )
    def test_what_the_plan_says_does_count(
        self, over: dict[str, object], frame: pd.DataFrame, tmp_path: Path
    ) -> None:
        assert _audit(frame, tmp_path / "b", **over).hash != _audit(frame, tmp_path / "a").hash

    @pytest.mark.parametrize("column", ["sex", "race", "hired", "decision"])
    def test_one_value_does_count(self, column: str, frame: pd.DataFrame, tmp_path: Path) -> None:
        changed = frame.copy()
        place = changed.index[changed.income > 20][5]
        known = [value for value in frame[column].dropna().unique() if value != frame.loc[place, column]]
        changed.loc[place, column] = known[0]
        assert _audit(changed, tmp_path / "b").hash != _audit(frame, tmp_path / "a").hash

    def test_a_threshold_does_count(self, frame: pd.DataFrame) -> None:
        def at(threshold: float) -> str:
            return fairwitness.audit(
                frame.hired, y_score=frame.unused, sensitive_features=frame.race, threshold=threshold
            ).hash

        assert at(0.5) == at(0.5) != at(0.50001)

    def test_the_order_of_rows_counts_for_the_hash_and_for_no_verdict(
        self, frame: pd.DataFrame, tmp_path: Path
    ) -> None:
        first, other = _audit(frame, tmp_path / "a"), _audit(frame.iloc[::-1], tmp_path / "b")
        assert first.hash != other.hash
        assert first.estimates == other.estimates
        assert first.comparisons == other.comparisons
        assert first.gates == other.gates


class TestArrays:
    def test_plain_lists(self) -> None:
        record = fairwitness.audit([1, 0, 1, 1], [1, 0, 0, 1], sensitive_features=["a", "a", "b", "b"])
        assert record.gates[0].outcome == "not_estimable"
        assert record.subject.target == "y_true"
        assert record.subject.attributes[0].name == "sensitive_feature_0"

    def test_a_missing_value_in_a_list_is_unknown(self) -> None:
        for missing in (None, float("nan"), pd.NA):
            record = fairwitness.audit([1, 0, 1], [1, 0, 0], sensitive_features=["a", "b", missing])
            assert [group.name for group in record.subject.attributes[0].groups] == ["a", "b", "(unknown)"]

    @pytest.mark.parametrize(
        "given",
        [
            {"one": ["a", "b"] * 2, "two": [1, 2, 2, 1]},
            pd.DataFrame({"one": ["a", "b"] * 2, "two": [1, 2, 2, 1]}),
            np.array([["a", "1"], ["b", "2"]] * 2),
            [["a", 1], ["b", 2], ["a", 2], ["b", 1]],
        ],
    )
    def test_several_attributes(self, given: object) -> None:
        record = fairwitness.audit(y_pred=[1, 0, 1, 1], sensitive_features=given)  # type: ignore[arg-type]
        assert len(record.subject.attributes) == 2

    def test_series_give_their_names(self) -> None:
        record = fairwitness.audit(
            pd.Series([1, 0], name="hired"),
            pd.Series([1, 0], name="said"),
            sensitive_features=pd.Series(["a", "b"], name="sex"),
        )
        assert (record.subject.target, record.subject.attributes[0].name) == ("hired", "sex")
        assert record.subject.prediction == "column 'said'"

    def test_gates_may_name_what_the_arrays_bring(self, frame: pd.DataFrame) -> None:
        plan = {"gates": [{"attributes": "race"}], "roles": {"intersections": [["sex", "race"]]}}
        record = fairwitness.audit(
            y_pred=frame.decision, sensitive_features=frame[["sex", "race"]], plan=plan
        )
        assert [gate.attribute for gate in record.gates] == ["race"]
        assert [attribute.name for attribute in record.subject.attributes] == ["sex", "race", "sex & race"]

    def test_the_plans_bins_and_names_are_kept(self, frame: pd.DataFrame) -> None:
        plan = {"roles": {"sensitive": [{"name": "pay", "column": "income", "bins": [40, 60]}]}}
        record = fairwitness.audit(y_pred=frame.decision, sensitive_features=frame.income, plan=plan)
        assert [group.name for group in record.subject.attributes[0].groups] == [
            "under 40",
            "40 to under 60",
            "60 and over",
        ]

    def test_a_model_takes_the_decisions(self, frame: pd.DataFrame) -> None:
        X = frame[["income", "unused"]]
        model = LogisticRegression().fit(X, frame.hired)
        plan = {"explain": {"rows": 4, "background": 4}}
        record = fairwitness.audit(
            frame.hired, sensitive_features=frame[["race"]], features=X, model=model, plan=plan
        )
        assert record.subject.model is not None
        assert record.subject.model.type == "LogisticRegression"
        assert record.explanations.importance is not None
        predicted = fairwitness.audit(frame.hired, model.predict(X), sensitive_features=frame[["race"]])
        assert record.performance.confusion == predicted.performance.confusion

    def test_a_model_object_takes_the_place_of_the_plans(self, frame: pd.DataFrame, tmp_path: Path) -> None:
        frame.to_csv(tmp_path / "rows.csv", index=False)
        model = LogisticRegression().fit(frame[["income"]], frame.hired)
        plan = {
            "data": {"path": str(tmp_path / "rows.csv")},
            "model": {"path": "nowhere.skops"},
            "explain": {"rows": 3, "background": 3},
            "roles": {"target": "hired", "sensitive": ["race"]},
        }
        record = fairwitness.audit(plan=plan, model=model)
        assert record.subject.model is not None
        assert record.subject.model.format == "python"
        with pytest.raises(ModelError, match="does not exist"):
            fairwitness.audit(
                frame.hired,
                sensitive_features=frame[["race"]],
                features=frame[["income"]],
                plan={"model": {"path": "nowhere.skops"}},
            )


BAD = [
    (fairwitness.audit, DataError, "Got neither"),
    (lambda: fairwitness.audit([1, 0], [1, 0]), DataError, "whose groups should be compared"),
    (
        lambda: fairwitness.audit([1, 0], [1, 0, 1], sensitive_features=["a", "b"]),
        DataError,
        "2 rows of `y_true`. Got 3",
    ),
    (
        lambda: fairwitness.audit([1, 0], [1, 0], sensitive_features=["a"]),
        DataError,
        "`sensitive_features` must have one value",
    ),
    (lambda: fairwitness.audit([], [], sensitive_features=[]), DataError, "at least one row"),
    (lambda: fairwitness.audit(1, [1], sensitive_features=["a"]), DataError, "shape (rows,)"),
    (lambda: fairwitness.audit([[1, 0]], [1], sensitive_features=["a"]), DataError, "shape (1, 2)"),
    (lambda: fairwitness.audit([1, 0], [1, 0], sensitive_features="a"), DataError, "shape"),
    (
        lambda: fairwitness.audit([1, 0], [1, 0], sensitive_features=np.zeros((2, 1, 1))),
        DataError,
        "(2, 1, 1)",
    ),
    (
        lambda: fairwitness.audit([1, 0], [1, 0], sensitive_features=["a", "b"], plan=3),
        PlanError,
        "Got a int",
    ),
    (
        lambda: fairwitness.audit([1, 0], [1, 0], sensitive_features=["a", "b"], plan={"gate": []}),
        PlanError,
        "gates",
    ),
    (lambda: fairwitness.audit([1, 0], sensitive_features=["a", "b"]), DataError, "what was decided"),
    (lambda: fairwitness.audit([1, 0], sensitive_features=["a", "b"], model=3), ModelError, "with `predict`"),
    (
        lambda: fairwitness.audit([1, 0, 2], [1, 0, 2], sensitive_features=["a", "b", "a"]),
        DataError,
        "two labels",
    ),
    (lambda: fairwitness.audit([1, 0], [1, 0], sensitive_features=[None, None]), DataError, "known values"),
    (
        lambda: fairwitness.audit([1, 0], y_score=[0.1, 0.9], sensitive_features=["a", "b"]),
        DataError,
        "threshold",
    ),
    (
        lambda: fairwitness.audit(
            [1, 0], y_score=[0.1, np.nan], threshold=0.5, sensitive_features=["a", "b"]
        ),
        DataError,
        "y_score",
    ),
    (
        lambda: fairwitness.audit(
            [1, 0], [1, 0], sensitive_features=pd.DataFrame([["a", "b"]] * 2, columns=["s", "s"])
        ),
        DataError,
        "Got 's' twice",
    ),
    (
        lambda: fairwitness.audit(
            pd.Series([1, 0], name="s"),
            [1, 0],
            sensitive_features=pd.Series([0, 1], name="s"),
        ),
        DataError,
        "given twice",
    ),
    (
        lambda: fairwitness.audit([1, 0], [1, 0], sensitive_features=["a", "b"], features=[1, 2]),
        DataError,
        "data frame",
    ),
]


@pytest.mark.parametrize(("call", "error", "message"), BAD)
def test_what_cannot_be_audited_is_said_in_a_sentence(
    call: object, error: type[FairwitnessError], message: str
) -> None:
    with pytest.raises(error) as caught:
        call()  # type: ignore[operator]
    assert message in str(caught.value)
    assert str(caught.value).rstrip().endswith((".", "?"))


def test_a_record_can_be_saved_and_read_back(frame: pd.DataFrame, tmp_path: Path) -> None:
    record = _from_arrays(frame)
    again = fairwitness.load_record(record.save(tmp_path))
    assert again == record
    assert json.loads(record.to_json())["schema"] == "fairwitness/record/1"
    assert len(record.to_frame()) == len(record.estimates)


class TestCompare:
    def test_two_versions_on_the_same_rows(self, frame: pd.DataFrame) -> None:
        found = fairwitness.compare(
            frame.decision,
            frame.hired,
            y_true=frame.hired,
            sensitive_features=frame[["race"]],
            gates=["accuracy"],
        )
        assert isinstance(found, fairwitness.VersionComparison)
        assert (found.form, found.gates[0].after, found.exit_code) == ("paired", 0.0, 0)

    def test_two_records(self, frame: pd.DataFrame) -> None:
        one, two = (_from_arrays(part) for part in (frame, frame.iloc[:250]))
        found = fairwitness.compare(one, two)
        assert (found.form, found.a.record_sha256, found.b.record_sha256) == ("unpaired", one.hash, two.hash)
        assert [gate.id for gate in found.gates] == [gate.id for gate in one.gates]
