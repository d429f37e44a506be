"""The language of reports: a name or a file, kept outside the hash, and refused in a sentence."""

from pathlib import Path

import pandas as pd
import pytest

from fairwitness.audits import run
from fairwitness.audits.language import chosen, is_file
from fairwitness.audits.plan import make_plan
from fairwitness.audits.record import parse_record
from fairwitness.errors import LanguageError, UnknownNameError


@pytest.mark.parametrize(
    ("name", "file"), [("de", False), ("en", False), ("./nl.yaml", True), ("nl.yaml", True), ("a\\nl", True)]
)
def test_a_path_is_told_from_a_name(name: str, file: bool) -> None:
    assert is_file(name) is file


def test_english_is_what_a_record_says_nothing_about(tmp_path: Path) -> None:
    assert chosen("en") == (None, None)
    assert chosen("de") == ("de", None)
    (tmp_path / "nl.yaml").write_text("language: nl", "utf-8")
    assert chosen(str(tmp_path / "nl.yaml")) == (None, "language: nl")


def test_what_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnknownNameError, match=r"no language named 'De': there are de, en"):
        chosen("De")
    with pytest.raises(LanguageError, match=r"The language file must be a file. There is none at"):
        chosen(str(tmp_path / "gone.yaml"))


def test_an_audit_keeps_it_beside_the_hash(tmp_path: Path, random_decisions: pd.DataFrame) -> None:
    random_decisions.to_csv(tmp_path / "rows.csv", index=False)
    (tmp_path / "nl.yaml").write_text("language: nl", "utf-8")
    given = {
        "data": {"path": "rows.csv"},
        "roles": {"target": "outcome", "prediction": "decision", "sensitive": ["sex"]},
    }
    made = {
        name: run.run_plan(make_plan({**given, "report": {"language": name}}), tmp_path)[0]
        for name in ("en", "de", "nl.yaml")
    }
    assert len({record.hash for record in made.values()}) == 1
    kept = {name: (record.provenance.language, record.provenance.texts) for name, record in made.items()}
    assert kept == {"en": (None, None), "de": ("de", None), "nl.yaml": (None, "language: nl")}
    assert all(parse_record(one.model_dump(mode="json", by_alias=True)) == one for one in made.values())
    assert "language" not in make_plan(given).model_dump(mode="json")["report"]
