import pytest

from fairwitness.errors import ReportError
from fairwitness.reports.paper import fonts


def test_the_folder_holds_the_wanted_faces_and_no_others():
    assert sorted(p.name for p in fonts.folder().iterdir()) == sorted(p.name for p in fonts.files())
    assert all(p.stat().st_size > 50_000 for p in fonts.folder().iterdir())
    assert fonts.folder() is fonts.folder()


def test_latin_greek_cyrillic_and_arabic_are_covered():
    assert {ord(c) for c in "AzéΩЖم−“"} <= fonts.covered()


def test_a_missing_package_or_face_is_named(monkeypatch):
    monkeypatch.setattr(fonts, "FACES", {"no_such_fonts": ("a.ttf",)})
    with pytest.raises(ReportError, match="no_such_fonts"):
        fonts.files.__wrapped__()
    monkeypatch.setattr(fonts, "FACES", {"font_source_sans_pro": ("files/None.ttf",)})
    with pytest.raises(ReportError, match=r"None\.ttf"):
        fonts.files.__wrapped__()
