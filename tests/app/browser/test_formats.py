"""Models of formats whose files name their columns, handed over in a real browser, compared with the data and asked."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.app.browser.steps import give_model, give_rows, settle
from tests.app.every_format import MAKE, PEOPLE

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.filterwarnings("ignore")]


# Those of the others read columns by their order, which the form asks for under More about the rows.
NAMED = ("skops", "pickle", "xgboost", "lightgbm", "catboost", "mlflow")


@pytest.mark.parametrize("name", NAMED)
def test_a_model_is_handed_over_and_answers(
    name: str, open_page, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    made = MAKE[name](tmp_path, request)
    assert made.file is not None
    page = open_page("/new", height=3000)
    give_rows(page, PEOPLE[["a", "b", "happened", "sex"]].to_csv(index=False))
    settle(page)
    give_model(page, (tmp_path / made.file).read_bytes(), made.file)
    if "--run-code" in made.options:
        page.get_by_text("I know who made this file, and agree to run its code").click()
        settle(page)
        page.get_by_role("button", name="Load the model").click()
    page.get_by_role("region", name="The model and the data").wait_for(timeout=60_000)
    settle(page)
    assert page.get_by_text("does not fit").count() == 0
    page.get_by_role("button", name="Try the model on 20 rows").click()
    page.get_by_role("row").filter(has_text="20 answers").wait_for(timeout=60_000)
