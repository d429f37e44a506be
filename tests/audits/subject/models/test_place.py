import pytest

from fairwitness.audits.plan.model import ModelSource
from fairwitness.audits.subject.models.base import load_model
from fairwitness.errors import ModelError


@pytest.mark.parametrize(
    ("path", "says"),
    [
        (
            "ftp://host/m.onnx",
            r"at a URL that begins with https:// or http://\. Got 'ftp://…'; download the file",
        ),
        ("scoring.py", r"must name the function in a Python file, as 'scoring\.py:predict' does"),
    ],
)
def test_what_is_no_model_file_says_what_to_name(path, says, tmp_path):
    (tmp_path / "scoring.py").write_text("def predict(X): ...")
    with pytest.raises(ModelError, match=says):
        load_model(ModelSource(path=path), tmp_path)
