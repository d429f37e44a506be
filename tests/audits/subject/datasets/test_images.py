import pytest
from PIL import Image

from fairwitness.audits.plan.model import Data
from fairwitness.audits.subject import read_dataset
from fairwitness.errors import DataError


@pytest.fixture
def folder(tmp_path):
    """Three pictures and their labels."""
    root = tmp_path / "faces"
    (root / "more").mkdir(parents=True)
    Image.new("RGB", (40, 30), "red").save(root / "a.png")
    Image.effect_noise((64, 48), 90).convert("RGB").save(root / "b.JPG", "JPEG")
    Image.new("L", (8, 9)).save(root / "more" / "c.gif")
    (root / "labels.csv").write_text("file,sex,label\na.png,f,1\nb.JPG,m,0\nmore/c.gif,f,1\n")
    return root


def read(folder, **data):
    return read_dataset(Data(path=folder.name, **data), folder.parent)


def test_the_rows_of_the_csv_with_the_facts_of_each_picture(folder):
    dataset = read(folder)
    assert list(dataset.frame) == ["file", "sex", "label", "image width", "image height", "image mode"]
    assert dataset.frame["image width"].tolist() == [40, 64, 8]
    assert dataset.frame["image height"].tolist() == [30, 48, 9]
    assert (
        dataset.frame["image mode"].tolist() == ["RGB", "RGB", "L"] or dataset.frame["image mode"][2] in "LP"
    )
    assert (dataset.source, dataset.kind) == ("labels.csv in faces", "images")


def test_the_hash_is_of_the_pictures_too(folder):
    before = read(folder).sha256
    Image.new("RGB", (40, 30), "blue").save(folder / "a.png")
    assert read(folder).sha256 != before


def test_the_column_of_names_is_found_by_what_it_holds(folder):
    (folder / "labels.csv").write_text("sex,face\nf,a.png\nm,b.JPG\n")
    dataset = read(folder)
    assert dataset.frame["image width"].tolist() == [40, 64]
    assert "1 pictures in 'faces' have no line" in dataset.notes[-1]


def test_broken_pictures_are_named(folder):
    for name in ("a.png", "b.JPG"):
        content = (folder / name).read_bytes()
        (folder / name).write_bytes(content[: len(content) // 2])
    with pytest.raises(
        DataError, match=r"2 of 3 cannot be read.*: 'a\.png' \(line 2\), 'b\.JPG' \(line 3\); replace"
    ):
        read(folder)


def test_a_picture_that_would_fill_the_memory_is_named(folder, monkeypatch):
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 100)
    with pytest.raises(DataError, match="2 of 3 cannot be read"):
        read(folder)


@pytest.mark.parametrize(
    ("labels", "says"),
    [
        ("file,sex\nz.png,f\n", "'z.png' in line 2 is not there; put it there"),
        ("file,sex\n../a.png,f\n", "Line 2 leads outside; correct the line"),
        ("file,sex\n/etc/passwd.png,f\n", "Line 2 leads outside"),
        ("file,sex\na.png,f\n,m\n", "Line 3 is blank"),
        ("id,sex\n1,f\n", "must have a column with the names of the pictures"),
        ("file,image mode\na.png,f\n", "must not have a column 'image mode'"),
    ],
)
def test_labels_that_do_not_fit(folder, labels, says):
    (folder / "labels.csv").write_text(labels)
    with pytest.raises(DataError) as caught:
        read(folder)
    assert says in str(caught.value)


def test_a_link_that_leads_outside(folder, tmp_path):
    Image.new("L", (2, 2)).save(tmp_path / "secret.png")
    (folder / "d.png").symlink_to(tmp_path / "secret.png")
    (folder / "labels.csv").write_text("file,sex\nd.png,f\n")
    with pytest.raises(DataError, match="leads outside"):
        read(folder)


def test_none_or_several_tables(folder):
    (folder / "more.csv").write_text("a\n1\n")
    with pytest.raises(DataError, match=r"It holds 'labels\.csv', 'more\.csv'; put one there"):
        read(folder)
    (folder / "more.csv").unlink()
    (folder / "labels.csv").unlink()
    with pytest.raises(DataError, match="It holds none; put one there"):
        read(folder)
