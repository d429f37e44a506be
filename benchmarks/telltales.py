"""How often the tell-tales of tampering accuse honest models and honest backgrounds, and what they catch."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from fairwitness.explainers import explain
from fairwitness.explainers.quality.representative import likeness
from fairwitness.explainers.quality.scaffolding import scaffolding

TITLE = "Tell-tales: false alarms and catches"
AUDITED = 400
BACKGROUND = 100
HIDDEN = 3
FITTED = 1_500
Numbers = npt.NDArray[np.float64]
Answer = Callable[[pd.DataFrame], Numbers]


@dataclass(frozen=True)
class People:
    """Rows of numbers, an outcome of 0 or 1, and which column is a group of 0 or 1."""

    name: str
    rows: pd.DataFrame
    outcome: npt.NDArray[np.int64]
    group: str

    def split(self, seed: int) -> tuple[pd.DataFrame, npt.NDArray[np.int64], pd.DataFrame]:
        """Rows and outcomes to fit on, and other rows to audit."""
        order = np.random.default_rng([seed, 1]).permutation(len(self.rows))
        audited, fitted = order[:AUDITED], order[AUDITED : AUDITED + FITTED]
        return self.rows.iloc[fitted], self.outcome[fitted], self.rows.iloc[audited]


def run(repeats: int = 25) -> list[str]:
    """Lines: a table of honest models and attacks, and one of backgrounds."""
    everybody = tuple(data_sets())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        models = [_honest(people, name, repeats) for people in everybody for name in MODELS]
        attacks = [_attacked(people, kind, repeats) for people in everybody for kind in GUARDS]
        backgrounds = [_backgrounds(people, repeats) for people in everybody]
    return [
        f"Each of {repeats} draws fits on up to {FITTED:,} rows and audits {AUDITED} others. Even draws audit "
        "probabilities, odd ones decisions.",
        "",
        "| model, honest | data | fires | inconclusive | clear | largest value |",
        "|---" * 6 + "|",
        *models,
        "",
        "A model that decides by group where a row looks real and by another column elsewhere. Its guard learned rows "
        "of columns drawn apart (LIME), of columns of two rows (SHAP), or with normal noise. Hidden: the draws, of the "
        f"first {HIDDEN}, in which SHAP values here do not put the group's column first.",
        "",
        "| guard | data | fires | inconclusive | clear | median value | hidden |",
        "|---" * 7 + "|",
        *attacks,
        "",
        f"Backgrounds of {BACKGROUND} rows: drawn at random, and the half of twice as many in which the group's column "
        "says least (chosen by the model's output).",
        "",
        "| data | honest, fires | chosen, fires |",
        "|---" * 3 + "|",
        *backgrounds,
    ]


def data_sets() -> Iterator[People]:
    """Synthetic people, and the real ones of the folder FAIRWITNESS_DATA where it is named."""
    yield _synthetic()
    folder = os.environ.get("FAIRWITNESS_DATA")
    if folder:
        yield from (_compas(Path(folder)), _adult(Path(folder)), _german(Path(folder)))


def _synthetic(rows: int = 4_000) -> People:
    random = np.random.default_rng(0)
    columns = random.normal(size=(rows, 3)) @ random.normal(size=(3, 6)) + 0.5 * random.normal(size=(rows, 6))
    frame = pd.DataFrame(columns, columns=[f"c{place}" for place in range(6)])
    frame["group"] = (frame["c0"] + random.normal(size=rows) > 0).astype(float)
    score = frame["group"] + frame["c0"] * frame["c1"] + random.normal(size=rows)
    return People("synthetic", frame, (score > 0.5).to_numpy(dtype=np.int64), "group")


def _compas(folder: Path) -> People:
    table = pd.read_csv(folder / "compas" / "compas-scores-two-years.csv")
    names = ["age", "priors_count", "juv_fel_count", "juv_misd_count", "juv_other_count"]
    frame = table[names].astype(float)
    frame["felony"] = (table["c_charge_degree"] == "F").astype(float)
    frame["male"] = (table["sex"] == "Male").astype(float)
    frame["black"] = (table["race"] == "African-American").astype(float)
    return People("COMPAS", frame, table["two_year_recid"].to_numpy(dtype=np.int64), "black")


def _adult(folder: Path) -> People:
    table = pd.read_csv(folder / "adult" / "adult.data", header=None, skipinitialspace=True).sample(
        8_000, random_state=0
    )
    frame = pd.DataFrame({"age": table[0], "education": table[4], "gain": table[10], "hours": table[12]})
    for name, place in (("class", 1), ("marriage", 5), ("job", 6), ("relation", 7), ("race", 8)):
        frame[name] = pd.factorize(table[place], sort=True)[0]
    frame["male"] = (table[9] == "Male").astype(float)
    rows = frame.astype(float).reset_index(drop=True)
    return People("Adult", rows, (table[14] == ">50K").to_numpy(dtype=np.int64), "male")


def _german(folder: Path) -> People:
    table = pd.read_csv(folder / "german" / "german.data", sep=" ", header=None)
    frame = pd.DataFrame(
        {
            f"a{place}": table[place]
            if pd.api.types.is_numeric_dtype(table[place])
            else pd.factorize(table[place], sort=True)[0]
            for place in range(20)
        }
    ).astype(float)
    frame["male"] = table[8].isin(["A91", "A93", "A94"]).astype(float)
    return People(
        "German credit", frame.drop(columns="a8"), (table[20] == 1).to_numpy(dtype=np.int64), "male"
    )


def _fitted(name: str, rows: pd.DataFrame, outcome: npt.NDArray[np.int64], seed: int) -> Answer:
    from sklearn.ensemble import GradientBoostingClassifier, RandomForestClassifier
    from sklearn.linear_model import LogisticRegression
    from sklearn.neural_network import MLPClassifier
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    made = {
        "forest": lambda: RandomForestClassifier(60, random_state=seed),
        "boosting": lambda: GradientBoostingClassifier(random_state=seed),
        "logistic": lambda: make_pipeline(StandardScaler(), LogisticRegression(max_iter=500)),
        "network": lambda: make_pipeline(
            StandardScaler(), MLPClassifier((16,), max_iter=150, random_state=seed)
        ),
    }
    model = made[name]().fit(rows, outcome)
    if seed % 2:
        return lambda frame: np.asarray(model.predict(frame), dtype=np.float64)
    return lambda frame: np.asarray(model.predict_proba(frame)[:, 1], dtype=np.float64)


GUARDS = ("LIME", "SHAP", "noise")
MODELS = ("forest", "boosting", "logistic", "network")


def _honest(people: People, name: str, repeats: int) -> str:
    found = []
    for seed in range(repeats):
        rows, outcome, audited = people.split(seed)
        found.append(scaffolding(_fitted(name, rows, outcome, seed), audited, seed))
    largest = max(one.value or 0.0 for one in found)
    return f"| {name} | {people.name} | {_tally([one.says for one in found])} | {largest:.3f} |"


def attack(people: People, rows: pd.DataFrame, kind: str, seed: int) -> Answer:
    """Decides by the group's column where a row looks real, and by another column elsewhere.

    Parameters
    ----------
    kind
        How its guard knows rows to be made up: each column drawn by itself ("LIME"), some columns of another row
        ("SHAP"), or normal noise on every number ("noise", as the guard of Slack et al. learns it).
    """
    from sklearn.ensemble import RandomForestClassifier

    random = np.random.default_rng([seed, 2])
    real = rows.to_numpy()
    picks = random.integers(len(real), size=real.shape)
    made_up = np.take_along_axis(real, picks, axis=0)
    if kind == "SHAP":
        donors = real[random.integers(len(real), size=len(real))]
        made_up = np.where(random.random(real.shape) < random.random((len(real), 1)), donors, real)
    if kind == "noise":
        made_up = real + random.normal(size=real.shape) * real.std(axis=0)
    labels = np.repeat([1, 0], len(real))
    guard = RandomForestClassifier(100, min_samples_leaf=2, random_state=seed)
    guard.fit(np.vstack([real, made_up]), labels)
    place = rows.columns.get_loc(people.group)
    other = 0 if place else 1
    middle = float(np.median(real[:, other]))

    def answer(frame: pd.DataFrame) -> Numbers:
        table = frame.to_numpy()
        innocuous = (table[:, other] > middle).astype(float)
        return np.where(guard.predict(table) == 1, table[:, place], innocuous)

    return answer


def _attacked(people: People, kind: str, repeats: int) -> str:
    found, hidden = [], 0
    for seed in range(repeats):
        rows, _, audited = people.split(seed)
        answer = attack(people, rows, kind, seed)
        found.append(scaffolding(answer, audited, seed))
        hidden += seed < HIDDEN and not _first(people, answer, rows, audited)
    middle = float(np.median([one.value or 0.0 for one in found]))
    said = _tally([one.says for one in found])
    return f"| {kind} | {people.name} | {said} | {middle:.3f} | {hidden} of {min(HIDDEN, repeats)} |"


def _first(people: People, answer: Answer, rows: pd.DataFrame, audited: pd.DataFrame) -> bool:
    """Whether SHAP values put the group's column first."""
    background = rows.iloc[:40]
    found = explain(answer, audited.iloc[:20], background=background, n_samples=40, check_rows=0)
    return max(found.importance(), key=lambda one: one.mean).column == people.group


def _backgrounds(people: People, repeats: int) -> str:
    fired = [0, 0]
    for seed in range(repeats):
        rows, outcome, _ = people.split(seed)
        answer = _fitted("logistic", rows, outcome, 2 * seed)
        rest = np.random.default_rng([seed, 3]).permutation(len(rows))
        honest = rest[:BACKGROUND]
        wide = rest[: 2 * BACKGROUND]
        # What is shown of the worse-off group is its best half, and of the other its worst.
        score, member = answer(rows.iloc[wide]), rows[people.group].to_numpy()[wide] == 1
        worse = score[member].mean() < score[~member].mean()
        sign = np.where(member == worse, 1.0, -1.0)
        chosen = np.concatenate(
            [
                wide[own][np.argsort(-(sign * score)[own])[: max(own.sum() // 2, 1)]]
                for own in (member, ~member)
            ]
        )
        groups = rows[people.group].astype(int).astype(str).to_numpy(dtype=object)
        for place, drawn in enumerate((honest, chosen)):
            said = likeness(answer, rows, rows.iloc[drawn], groups, groups[drawn])
            fired[place] += any(one.says == "fires" for one in said)
    return f"| {people.name} | {fired[0]} of {repeats} | {fired[1]} of {repeats} |"


def _tally(said: list[str]) -> str:
    return " | ".join(str(said.count(name)) for name in ("fires", "inconclusive", "clear"))
