"""Chinese, Japanese and Korean on paper: letters where the extra brings their face, names where it does not."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator

import pypdf
import pytest
import records
from tests.reports.conftest import faces

from fairwitness.reports.base import rendered
from fairwitness.reports.paper import fonts
from fairwitness.reports.paper.printable import printable

NAMES = ("我喜欢", "ひらカタ", "한국어")


@pytest.fixture(scope="module")
def _face() -> Iterator[None]:
    with faces(("mplfonts", "fonts/NotoSansCJKsc-Regular.otf")):
        if not fonts._cjk():
            if os.environ.get("FAIRWITNESS_CI") == "1":
                pytest.fail("The extra `cjk` is not installed, and FAIRWITNESS_CI=1 asks for it.")
            pytest.skip("The extra `cjk` is not installed")
        yield


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.usefixtures("_face")
def test_letters_stay_letters(name: str) -> None:
    assert printable(name) == name


@pytest.mark.usefixtures("_face")
def test_names_stand_in_the_pdf_with_their_face_embedded() -> None:
    record = records.many_groups(3, name=NAMES.__getitem__)
    data = rendered("pdf", record)
    assert data == rendered("pdf", record)
    reader = pypdf.PdfReader(io.BytesIO(data))
    said = "".join(page.extract_text() for page in reader.pages)
    assert all(name in said for name in NAMES)
    used = {str(font) for page in reader.pages for font in _fonts(page)}
    assert any("NotoSansCJKsc" in font for font in used)


def test_without_the_face_letters_have_names() -> None:
    with faces(("no_such_package", "")):
        assert printable("漢한") == "[cjk 6f22][hangul han]"


def _fonts(page: pypdf.PageObject) -> list[object]:
    resources = page["/Resources"].get_object()
    return [font.get_object()["/BaseFont"] for font in resources.get("/Font", {}).values()]
