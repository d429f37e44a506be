"""The logo of an organisation: read once, made small, and refused in a sentence."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image
from pydantic import ValidationError

from fairwitness.audits import run
from fairwitness.audits.logo import SIZE, read_logo
from fairwitness.audits.plan import make_plan
from fairwitness.audits.record import parse_record
from fairwitness.errors import PlanError

pytestmark = pytest.mark.usefixtures("still_meter")


def picture(path: Path, size: tuple[int, int] = (900, 300), **more: object) -> Path:
    Image.new("RGB", size, (0, 80, 120)).save(path, **more)  # type: ignore[arg-type]
    return path


@pytest.mark.parametrize("end", ["png", "jpg", "gif", "webp"])
def test_every_kind_becomes_a_small_png(tmp_path: Path, end: str) -> None:
    made = Image.open(io.BytesIO(read_logo(picture(tmp_path / f"logo.{end}"))))
    assert made.format == "PNG"
    assert made.size[0] == 432
    assert made.size[1] == SIZE[1]


def test_what_else_the_file_holds_stays_behind(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x010E] = "secret place"
    assert b"secret" in picture(tmp_path / "a.jpg", exif=exif).read_bytes()
    assert b"secret" not in read_logo(tmp_path / "a.jpg")


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        (
            "logo.svg",
            b"<svg xmlns='http://www.w3.org/2000/svg'/>",
            "'logo.svg' is no such picture. Export it as PNG.",
        ),
        ("logo.png", b"", "'logo.png' is no such picture"),
        ("logo.png", b"name,age\nAda,36\n", "'logo.png' is no such picture"),
        ("logo.bmp", b"BM" + bytes(60), "'logo.bmp' is no such picture"),
    ],
)
def test_what_is_no_picture_is_refused(tmp_path: Path, name: str, content: bytes, sentence: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(PlanError, match=r"`report.logo` must be a PNG, JPEG, GIF or WebP picture") as refused:
        read_logo(tmp_path / name)
    assert sentence in str(refused.value)
    assert str(tmp_path) not in str(refused.value)


def test_a_picture_cut_off_one_that_is_a_bomb_and_none_at_all(tmp_path: Path) -> None:
    noise = Image.fromarray(np.random.default_rng(0).integers(0, 255, (200, 200, 3), dtype=np.uint8))
    noise.save(tmp_path / "cut.png")
    (tmp_path / "cut.png").write_bytes((tmp_path / "cut.png").read_bytes()[:9_000])
    with pytest.raises(PlanError, match=r"'cut\.png' cannot be read"):
        read_logo(tmp_path / "cut.png")
    Image.new("1", (12_000, 12_000)).save(tmp_path / "bomb.png")
    with pytest.raises(PlanError, match=r"'bomb\.png' cannot be read"):
        read_logo(tmp_path / "bomb.png")
    with pytest.raises(PlanError, match=r"There is none at 'gone\.png'"):
        read_logo(tmp_path / "gone.png")


def test_an_audit_keeps_it_beside_the_hash(tmp_path: Path, random_decisions: pd.DataFrame) -> None:
    random_decisions.to_csv(tmp_path / "rows.csv", index=False)
    picture(tmp_path / "logo.png")
    given = {
        "data": {"path": "rows.csv"},
        "roles": {"target": "outcome", "prediction": "decision", "sensitive": ["sex"]},
    }
    plain, _ = run.run_plan(make_plan(given), tmp_path)
    marked, _ = run.run_plan(make_plan({**given, "report": {"logo": "logo.png"}}), tmp_path)
    assert plain.hash == marked.hash
    assert plain.provenance.logo is None
    assert marked.provenance.logo == read_logo(tmp_path / "logo.png")
    assert parse_record(marked.model_dump(mode="json", by_alias=True)) == marked
    with pytest.raises(PlanError, match=r"There is none at 'gone\.png'"):
        run.run_plan(make_plan({**given, "report": {"logo": "gone.png"}}), tmp_path)


@pytest.mark.parametrize("bad", ["PHN2Zz4=", "no Base64", "iVBORw0KGgo" + "A" * 600_000])
def test_a_record_holds_no_other_bytes(tmp_path: Path, bad: str) -> None:
    from fairwitness.audits.record.schema import Provenance

    values = {"plan_sha256": "", "data_sha256": "", "seed": 0, "created": "", "version": ""}
    with pytest.raises(ValidationError):
        Provenance.model_validate({**values, "logo": bad})
