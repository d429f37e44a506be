import pandas as pd
import pyarrow as pa
import pyarrow.feather
import pytest

from fairwitness.errors import DataError

TABLE = pa.table({" sex ": ["f", "m", None], "hired": [1, 0, 1]})


@pytest.fixture
def made(tmp_path):
    """Bytes of the table in one of the forms that pyarrow writes."""

    def write(form):
        path = tmp_path / "written"
        if form.startswith("feather"):
            pyarrow.feather.write_feather(TABLE, path, compression=form.split()[1], version=2)
        else:
            opened = pa.ipc.new_file if form == "file" else pa.ipc.new_stream
            with opened(path, TABLE.schema) as writer:
                writer.write_table(TABLE)
        return path.read_bytes()

    return write


@pytest.mark.parametrize("form", ["file", "stream", "feather lz4", "feather zstd", "feather uncompressed"])
@pytest.mark.parametrize("name", ["rows.arrow", "rows.feather", "rows.ipc", "rows.arrows"])
def test_every_form_is_read_whatever_its_name(read, made, form, name):
    dataset = read(made(form), name)
    assert dataset.frame["hired"].tolist() == [1, 0, 1]
    assert dataset.frame["sex"].dropna().tolist() == ["f", "m"]
    assert (dataset.kind, dataset.line(0), len(dataset.sha256)) == ("arrow", 1, 64)


def test_a_pandas_frame_of_categories(read, tmp_path):
    pd.DataFrame({"g": pd.Categorical(["a", "b"])}).to_feather(tmp_path / "x")
    assert read((tmp_path / "x").read_bytes(), "rows.feather").frame["g"].tolist() == ["a", "b"]


@pytest.mark.parametrize("form", ["file", "stream"])
def test_what_is_cut_off_is_refused(read, made, form):
    content = made(form)
    for length in (7, len(content) // 3, len(content) // 2):
        with pytest.raises(
            DataError, match=r"^'rows\.arrow' must be an Arrow file or stream\. It cannot be read"
        ):
            read(content[:length], "rows.arrow")


def test_no_rows(read, tmp_path):
    with pa.ipc.new_file(tmp_path / "x", TABLE.schema) as writer:
        writer.write_table(TABLE.slice(0, 0))
    with pytest.raises(DataError, match=r"must have rows\. 'rows\.arrow' has 0 rows"):
        read((tmp_path / "x").read_bytes(), "rows.arrow")
