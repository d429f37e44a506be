import pandas as pd
import pytest

# Graduate admissions of 1973 in Berkeley's six largest departments: men admitted, men, women admitted, women.
BERKELEY = {
    "A": (512, 825, 89, 108),
    "B": (353, 560, 17, 25),
    "C": (120, 325, 202, 593),
    "D": (138, 417, 131, 375),
    "E": (53, 191, 94, 393),
    "F": (22, 373, 24, 341),
}
ROLES = {"prediction": "p", "positive": 1, "sensitive": ["sex"], "strata": ["dept"]}


@pytest.fixture(scope="module")
def admissions():
    rows = [
        (sex, dept, decided)
        for dept, (mk, m, wk, w) in BERKELEY.items()
        for sex, k, n in (("men", mk, m), ("women", wk, w))
        for decided in [1] * k + [0] * (n - k)
    ]
    return pd.DataFrame(rows, columns=["sex", "dept", "p"])


def test_the_gap_of_berkeley_turns_round(measured, admissions):
    source = measured(admissions, roles=ROLES)
    pooled = source.by_group("selection_rate", "sex")
    alike = source.by_group("conditional_selection_rate", "sex")
    assert pooled.value[0] - pooled.value[1] == pytest.approx(0.1416, abs=5e-4)
    assert alike.value[0] - alike.value[1] == pytest.approx(-0.0430, abs=5e-4)
    # By hand: the mean of the departments' rates, each weighing as many as applied to it.
    size = {dept: m + w for dept, (_, m, _, w) in BERKELEY.items()}
    women = sum(size[dept] * wk / w for dept, (_, _, wk, w) in BERKELEY.items()) / sum(size.values())
    assert alike.value[1] == pytest.approx(women, abs=1e-12)


def test_a_stratum_without_one_of_the_groups_is_left_out(measured, admissions):
    more = pd.concat([admissions, pd.DataFrame({"sex": ["men"] * 50, "dept": ["G"] * 50, "p": [1] * 50})])
    for name in ("conditional_selection_rate",):
        before, after = (measured(frame, roles=ROLES).by_group(name, "sex") for frame in (admissions, more))
        assert after.value == pytest.approx(before.value)
        assert after.trials.tolist() == before.trials.tolist()


def test_what_it_takes(measured, admissions):
    without = measured(admissions, roles={**ROLES, "strata": []})
    assert without.missing("conditional_selection_rate") == "the plan names no strata"
    weighted = measured(admissions.assign(w=1.5), roles={**ROLES, "weight": "w"})
    assert "weights or clusters" in weighted.by_group("conditional_selection_rate", "sex").reasons[0]
