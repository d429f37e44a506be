"""What the formats of boosted trees share: without their libraries, and with files that somebody tampered with."""

import json
import random
import re
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from fairwitness.audits.plan.model import ModelSource
from fairwitness.audits.subject.models.boosters import Column, encoded, meaning_of, reason
from fairwitness.errors import ModelError

BLOCKED = """
import sys
from importlib.abc import MetaPathFinder

class Blocked(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("xgboost", "lightgbm", "catboost"):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Blocked())
"""
LOAD = """
import json, sys
from pathlib import Path
import pandas as pd
from fairwitness.audits.plan.model import ModelSource
from fairwitness.audits.subject.models import load_model
from fairwitness.errors import FairwitnessError

X = pd.DataFrame({"income": [1.0, 2.5, None], "age": [30, 40, 50], "job": ["cook", "pilot", "nurse"]})
for name in json.loads(sys.argv[2]):
    try:
        model = load_model(ModelSource(path=name), Path(sys.argv[1]))
        model.answer(X[list(model.expects)] if set(model.expects or ()) <= set(X) else X)
        print(json.dumps("ok"), flush=True)
    except FairwitnessError as error:
        print(json.dumps(str(error)), flush=True)
"""


def run(code, folder, names):
    return subprocess.run(
        [sys.executable, "-c", code, str(folder), json.dumps(names)],
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )


def saved(kind, people, folder):
    X = people[["income", "age", "job"]].assign(job=people.job.astype("category"))
    y = (people.outcome == "yes").astype(int)
    if kind == "txt":
        lightgbm = pytest.importorskip("lightgbm")
        model = lightgbm.LGBMClassifier(n_estimators=3, num_leaves=6, verbose=-1, min_data_per_group=5).fit(
            X, y
        )
        model.booster_.save_model(folder / f"m.{kind}")
    elif kind == "cbm":
        catboost = pytest.importorskip("catboost")
        quiet = {"iterations": 2, "depth": 2, "verbose": 0, "allow_writing_files": False}
        catboost.CatBoostClassifier(**quiet).fit(X[["income", "age"]], y).save_model(str(folder / "m.cbm"))
    else:
        xgboost = pytest.importorskip("xgboost")
        model = xgboost.XGBClassifier(
            n_estimators=3, max_depth=3, enable_categorical=True, max_cat_to_onehot=1
        )
        model.fit(X, y).save_model(folder / f"m.{kind}")
    return (folder / f"m.{kind}").read_bytes()


@pytest.mark.parametrize(("kind", "package"), [("json", "xgboost"), ("txt", "lightgbm"), ("cbm", "catboost")])
def test_a_library_that_is_not_installed_is_named_with_what_installs_it(kind, package, people, tmp_path):
    saved(kind, people, tmp_path)
    done = run(BLOCKED + LOAD, tmp_path, [f"m.{kind}"])
    said = json.loads(done.stdout)
    assert f"'m.{kind}' is a" in said
    assert said.endswith(
        f"needs the package {package} to be read. It is not installed: `pip install fairwitness[boosters]`."
    )


def tampered(data, draw):
    """The file with its end missing, bytes changed, or numbers replaced by others."""
    changed = bytearray(data)
    how = draw.choice(["cut", "bytes", "numbers", "numbers", "lost", "twice"])
    place = draw.randrange(len(changed))
    if how == "cut":
        return bytes(changed[:place])
    if how == "bytes":
        for _ in range(draw.choice([1, 3, 10])):
            changed[draw.randrange(len(changed))] = draw.randrange(256)
    elif how == "numbers":
        for _ in range(draw.choice([1, 3])):
            start, end = draw.choice([found.span() for found in re.finditer(rb"\d+", bytes(changed))])
            changed[start:end] = draw.choice([b"-1", b"0", b"99999", b"2147483647", b"7", b"1e9"])
    elif how == "lost":
        del changed[place : place + 30]
    else:
        changed[place:place] = changed[place : place + 30]
    return bytes(changed)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["json", "ubj", "txt"])
def test_a_file_that_was_tampered_with_ends_in_a_sentence_and_never_the_process(kind, people, tmp_path):
    data, draw = saved(kind, people, tmp_path), random.Random(7)
    names = [f"t{number}.{kind}" for number in range(120)]
    for name in names:
        (tmp_path / name).write_bytes(tampered(data, draw))
    done = run(LOAD, tmp_path, names)
    said = [json.loads(line) for line in done.stdout.splitlines() if line.startswith('"')]
    assert done.returncode == 0
    assert len(said) == len(names)
    assert sum(sentence != "ok" for sentence in said) > len(names) / 3
    assert all("\n" not in sentence and str(tmp_path) not in sentence for sentence in said)


def test_an_objective_is_what_the_file_says_unless_it_predicts_a_number():
    table = {"odds": "probability", "line": "number", "order": "rank"}

    def meaning(objective, output=None):
        return meaning_of(objective, table, ModelSource(path="m.json", output=output))

    assert (meaning("odds"), meaning("odds", "number"), meaning("line")) == (
        "probability",
        "number",
        "number",
    )
    assert meaning("line", "logit") == "logit"
    assert meaning("mine", "label") == "label"
    for objective, output, says in (
        ("mine", None, "not known here"),
        ("odds", "label", "leave it out"),
        ("order", "number", "ranks"),
    ):
        with pytest.raises(ModelError, match=says):
            meaning(objective, output)


def test_codes_follow_the_file_whatever_type_the_column_has():
    column = Column("grade", ("1", "2", "10"), coded=True)
    for values in ([10, 1, None], ["10", "1", None], pd.Categorical([10, 1, None]), [10.0, 1.0, np.nan]):
        found = encoded(pd.DataFrame({"grade": values}), [column], 1, refuses_others=True)
        np.testing.assert_array_equal(found[:, 0], [2, 0, np.nan])


def test_what_a_library_says_is_shown_without_its_paths():
    said = "[19:28:45] /workspace/src/c_api/c_api.cc:1513: Invalid model\nStack trace: /usr/lib/x"
    assert reason(ValueError(said)) == "Invalid model"
