"""The form of a new audit as tests use it: files in, fields and sentences out."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from fairwitness.app.web import MAIN

CSV = "hired,decision,points,sex,age\n" + "".join(
    f"{i % 2},{(i // 2) % 2},{i % 9},{'fm'[i % 3 == 0]},{20 + i % 40}\n" for i in range(120)
)


def form(content: str | bytes = CSV, name: str = "people.csv") -> AppTest:
    found = AppTest.from_file(str(MAIN), default_timeout=30)
    found._page_hash = calc_hash("new")
    found.run()
    return upload(found, content, name)


def upload(found: AppTest, content: str | bytes, name: str = "people.csv") -> AppTest:
    data = content.encode() if isinstance(content, str) else content
    found.file_uploader[0].upload(name, data, "text/csv")
    return found.run()


def go(found: AppTest, step: str) -> AppTest:
    """Open one of the four steps."""
    return found.button(key=f"to-{step}").click().run()


def can_run(found: AppTest) -> bool:
    return not found.button(key="run").disabled


def choose(found: AppTest, key: str, to: str) -> None:
    """Choose one of a row of buttons that is no field of the form."""
    next(group for group in found.get("button_group") if group.key == key).set_value(to).run()


def text(found: AppTest) -> str:
    assert not found.exception, found.exception
    return "\n".join(
        element.proto.body for element in found.get("html") if "<style>" not in element.proto.body
    )


def problems(found: AppTest) -> list[str]:
    """What is said to be wrong, beside its field or over the form."""
    return said(found, '<p class="problem" role="alert">')


def lacks(found: AppTest) -> list[str]:
    """What is said to stand in the way of a run, beside the button."""
    return said(found, '<p class="lack">')


def said(found: AppTest, mark: str) -> list[str]:
    return [part.partition("</p>")[0] for part in text(found).split(mark)[1:]]


def value(found: AppTest, field: str) -> object:
    return found.session_state[f"new.{field}"]


def turn(found: AppTest, field: str, to: str) -> None:
    """Choose one of a row of buttons."""
    choose(found, f"new.{field}", to)
