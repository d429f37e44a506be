"""Options become a plan, and win over the one in a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from fairwitness.app.commands.lists import split
from fairwitness.app.commands.options import parse_gate, plan_from
from fairwitness.errors import PlanError


@pytest.mark.parametrize(
    ("text", "gate"),
    [
        ("selection_rate<=0.1", {"metric": "selection_rate", "kind": "difference", "limit": 0.1}),
        (" accuracy:ratio >= .8 ", {"metric": "accuracy", "kind": "ratio", "limit": 0.8}),
        ("precision:ratio=0.8", {"metric": "precision", "kind": "ratio", "limit": 0.8}),
        ("precision=0.05", {"metric": "precision", "kind": "difference", "limit": 0.05}),
        (
            "selection_rate@race & sex<=1e-1",
            {"metric": "selection_rate", "kind": "difference", "limit": 0.1, "attributes": ["race & sex"]},
        ),
        ("f1:ratio@age>=0.5", {"metric": "f1", "kind": "ratio", "limit": 0.5, "attributes": ["age"]}),
        (
            "precision[big cat]@race/ethnicity~rest<=0.2",
            {
                "metric": "precision[big cat]",
                "kind": "difference",
                "limit": 0.2,
                "attributes": ["race/ethnicity"],
                "against": "rest",
            },
        ),
        (
            "mean_error@sex~Men<=2500",
            {
                "metric": "mean_error",
                "kind": "difference",
                "limit": 2500.0,
                "attributes": ["sex"],
                "against": "reference",
                "reference": "Men",
            },
        ),
    ],
)
def test_gates(text: str, gate: dict[str, object]) -> None:
    assert parse_gate(text) == gate


@pytest.mark.parametrize(
    "text",
    [
        "",
        "selection_rate",
        "selection_rate<0.1",
        "selection_rate<=",
        "<=0.1",
        "a:ratio<=0.8",
        "a:difference>=0.8",
        "a<=--",
    ],
)
def test_what_is_no_gate(text: str) -> None:
    with pytest.raises(PlanError):
        parse_gate(text)


@pytest.mark.parametrize(
    ("text", "names"), [(None, None), ("", []), ("a", ["a"]), (" a , b,, c ", ["a", "b", "c"])]
)
def test_lists(text: str | None, names: list[str] | None) -> None:
    assert split(text) == names


def test_every_option_reaches_the_plan() -> None:
    flags: dict[str, object] = {
        "data": "rows.csv",
        "separator": ";",
        "encoding": "cp1252",
        "engine": "spark",
        "target": "t",
        "prediction": "p",
        "score": "s",
        "score_is_probability": True,
        "threshold": 0.5,
        "positive": "yes",
        "favourable": "no",
        "sensitive": "a,b",
        "intersections": "a&b",
        "weight": "w",
        "id_": "i",
        "features": "x,y",
        "where": ("x > 1",),
        "model": "m.skops",
        "gates": ("accuracy<=0.2",),
        "alpha": 0.1,
        "seed": 3,
        "frameworks": "nyc_ll144",
        "country": "DEU",
        "title": "T",
        "formats": "json,pdf",
        "include_cases": "7,8",
    }
    plan, folder = plan_from(None, flags)
    assert folder == Path()
    dumped = plan.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    sensitive = dumped["roles"].pop("sensitive")
    assert [attribute["name"] for attribute in sensitive] == ["a", "b"]
    assert dumped == {
        "title": "T",
        "alpha": 0.1,
        "seed": 3,
        "frameworks": ["nyc_ll144"],
        "energy": {"country": "DEU"},
        "data": {"path": "rows.csv", "separator": ";", "encoding": "cp1252", "engine": "spark"},
        "model": {"path": "m.skops"},
        "where": [{"column": "x", "is": ">", "value": 1}],
        "report": {"formats": ["json", "pdf"]},
        "explain": {"cases": ["7", "8"]},
        "gates": [{"metric": "accuracy", "limit": 0.2}],
        "roles": {
            "target": "t",
            "prediction": "p",
            "score": "s",
            "score_is_probability": True,
            "threshold": 0.5,
            "positive": "yes",
            "favourable": "no",
            "intersections": [["a", "b"]],
            "weight": "w",
            "features": ["x", "y"],
            "id": "i",
        },
    }


def test_without_options_a_plan_stays_as_it_is(tmp_path: Path) -> None:
    from fairwitness.audits.plan import load_plan

    file = tmp_path / "plan.yaml"
    file.write_text(
        "data: {path: x.csv, separator: ';'}\nwhere: [a >= 1, b in x]\nroles: {sensitive: [{name: s, bins: [1, 2]}]}\n"
    )
    plan, folder = plan_from(file, {"where": (), "gates": (), "alpha": None})
    assert plan == load_plan(file)
    assert folder == tmp_path


def test_paths_of_options_are_seen_from_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "plans").mkdir()
    file = tmp_path / "plans" / "plan.yaml"
    file.write_text("data: {path: a.csv, separator: ';', format: csv}\nmodel: {path: m.bin, format: skops}\n")
    monkeypatch.chdir(tmp_path)
    plan, folder = plan_from(Path("plans/plan.yaml"), {"data": "b.parquet", "model": "n.skops"})
    assert (folder / str(plan.data.path)).resolve() == tmp_path / "b.parquet"
    assert (plan.data.format, plan.data.separator) == (None, ";")
    assert plan.model is not None
    assert (folder / plan.model.path).resolve() == tmp_path / "n.skops"
    assert plan.model.format is None


def test_a_lower_limit_must_say_that_it_is_a_ratio():
    with pytest.raises(PlanError, match="a ratio from below"):
        parse_gate("selection_rate>=0.1")
