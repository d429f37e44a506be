"""Folders of the server: nothing outside of them is ever named, listed or opened."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwitness.app import data_folders
from fairwitness.errors import DataError


@pytest.fixture
def allowed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "shared"
    (folder / "2026" / ".hidden").mkdir(parents=True)
    for name in (
        "loans.csv",
        "2026/march.parquet",
        "2026/notes.md",
        "2026/.secret.csv",
        "2026/.hidden/x.csv",
    ):
        (folder / name).write_text("a,b\n1,2\n")
    (tmp_path / "private.csv").write_text("a,b\n1,2\n")
    (folder / "out.csv").symlink_to(tmp_path / "private.csv")
    (folder / "inside.csv").symlink_to(folder / "loans.csv")
    (folder / "away").symlink_to(tmp_path)
    (folder / "round.csv").symlink_to(folder / "round.csv")
    monkeypatch.setenv(data_folders.VARIABLE, str(folder))
    return folder


def test_without_a_word_of_the_operator_there_are_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(data_folders.VARIABLE, raising=False)
    assert data_folders.folders() == {}
    with pytest.raises(DataError, match="must be one that whoever runs this server has allowed"):
        data_folders.file_in("shared", "loans.csv")


def test_what_is_no_folder_is_left_out_and_names_stay_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a/data", "b/data"):
        (tmp_path / name).mkdir(parents=True)
    paths = [tmp_path / "a/data", tmp_path / "b/data", tmp_path / "none", "relative", ""]
    monkeypatch.setenv(data_folders.VARIABLE, os.pathsep.join(map(str, paths)))
    assert list(data_folders.folders()) == ["data", "data (2)"]
    assert data_folders.folders()["data (2)"] == (tmp_path / "b/data").resolve()


def test_data_files_are_listed_and_nothing_else(allowed: Path) -> None:
    assert data_folders.listing("shared") == ("2026/march.parquet", "inside.csv", "loans.csv")


def test_folders_deep_down_are_not_walked(allowed: Path) -> None:
    deep = allowed / "1/2/3/4"
    deep.mkdir(parents=True)
    (deep / "x.csv").write_text("a\n1\n")
    (deep.parent / "y.csv").write_text("a\n1\n")
    assert "1/2/3/y.csv" in data_folders.listing("shared")
    assert "1/2/3/4/x.csv" not in data_folders.listing("shared")
    assert data_folders.file_in("shared", "1/2/3/4/x.csv").is_file(), "it can still be named"


def test_a_file_is_found_with_its_links_resolved(allowed: Path) -> None:
    assert data_folders.file_in("shared", " 2026/march.parquet ") == allowed / "2026/march.parquet"
    assert data_folders.file_in("shared", "inside.csv") == allowed / "loans.csv"
    assert data_folders.is_allowed(allowed / "loans.csv")
    assert not data_folders.is_allowed(allowed / "out.csv")


@pytest.mark.parametrize(
    "path",
    [
        "../../etc/passwd",
        "/etc/passwd",
        "../private.csv",
        "out.csv",
        "away/private.csv",
        "2026",
        "",
        ".",
        "round.csv",
        "loans.csv\0",
        "x" * 5000,
        "2026/../../private.csv",
    ],
)
def test_what_leads_out_is_no_file(allowed: Path, path: str) -> None:
    with pytest.raises(DataError, match=r"^The file must be one of the folder 'shared'\.") as caught:
        data_folders.file_in("shared", path)
    assert str(allowed.parent) not in str(caught.value)


def test_the_nearest_file_is_named(allowed: Path) -> None:
    with pytest.raises(DataError, match=r"Did you mean 'loans.csv'\?"):
        data_folders.file_in("shared", "loan.csv")


@given(st.lists(st.sampled_from(["..", ".", "2026", "away", "out.csv", "loans.csv", "/", "etc"]), max_size=6))
def test_no_path_leads_out(parts: list[str]) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        root = Path(name) / "shared"
        (root / "2026").mkdir(parents=True)
        (root / "loans.csv").write_text("a\n1\n")
        (Path(name) / "out.csv").write_text("a\n1\n")
        (root / "away").symlink_to(name)
        patch.setenv(data_folders.VARIABLE, str(root))
        try:
            found = data_folders.file_in("shared", "/".join(parts))
        except DataError:
            return
        assert found.is_relative_to(root.resolve())
