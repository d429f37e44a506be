"""Files and subjects made on the spot."""

import pytest

from fairwitness.audits.plan import make_plan
from fairwitness.audits.plan.model import Data
from fairwitness.audits.subject import Dataset, from_object, make_subject, read_dataset


@pytest.fixture
def read(tmp_path):
    """Reads a file of some content, as a plan's `data` would."""

    def made(content, name="rows.csv", **data):
        (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_dataset(Data(path=name, **data), tmp_path)

    return made


@pytest.fixture
def subject_of():
    """A subject of a frame and roles; whose sensitive attribute is `group` unless they say another."""

    def made(frame, model=None, where=(), **roles):
        plan = make_plan({"roles": {"sensitive": ["group"], **roles}, "where": where})
        return make_subject(
            plan, Dataset(frame, "rows.csv", "csv"), None if model is None else from_object(model)
        )

    return made
