import zipfile

import pytest
from tests.audits.subject.models.networks import exported, linear, scripted

from fairwitness.audits.plan.model import ModelSource
from fairwitness.audits.subject.models import load_model
from fairwitness.audits.subject.models.torch_archive import kind_of
from fairwitness.errors import ModelError

pytestmark = pytest.mark.torch


def load(path):
    return load_model(ModelSource(path=path.name, run_code=True, output="probability"), path.parent)


def test_every_format_is_known_by_its_content(torch, tmp_path):
    network = linear(torch)
    assert kind_of(scripted(torch, network, tmp_path / "a.pt")) == "torchscript"
    assert kind_of(exported(torch, network, tmp_path / "b.pt2")) == "exported"
    torch.save(network.state_dict(), tmp_path / "c.pt")
    assert kind_of(tmp_path / "c.pt") == "weights"
    torch.save(network, tmp_path / "d.pt")
    assert kind_of(tmp_path / "d.pt") == "pickled"
    (tmp_path / "e.pt").write_bytes(b"x")
    assert kind_of(tmp_path / "e.pt") is None


@pytest.mark.parametrize("old", [False, True])
def test_weights_alone_and_whole_pickles_are_refused(torch, tmp_path, old):
    network = linear(torch)
    state = {"epoch": 3, "model": network.state_dict(), "more": [1.5, "x"]}
    for name, given in (("weights.pt", network.state_dict()), ("checkpoint.pth", state)):
        torch.save(given, tmp_path / name, _use_new_zipfile_serialization=not old)
        with pytest.raises(
            ModelError, match=rf"'{name}' holds the weights of a network without .*torch\.jit"
        ):
            load(tmp_path / name)
    torch.save(network, tmp_path / "whole.pt", _use_new_zipfile_serialization=not old)
    with pytest.raises(
        ModelError, match=r"'whole\.pt' holds a network pickled with `torch\.save`.*torch\.export"
    ):
        load(tmp_path / "whole.pt")


def test_a_format_under_the_name_of_another(torch, tmp_path):
    exported(torch, linear(torch), tmp_path / "made.pt2").rename(tmp_path / "a.pt")
    with pytest.raises(ModelError, match=r"'a\.pt' must be TorchScript\..*say `model\.format: exported`"):
        load(tmp_path / "a.pt")
    scripted(torch, linear(torch), tmp_path / "b.pt2")
    with pytest.raises(
        ModelError, match=r"must be a program of torch\.export\..*`model\.format: torchscript`"
    ):
        load(tmp_path / "b.pt2")


def test_what_torch_did_not_write(torch, tmp_path):
    whole = scripted(torch, linear(torch), tmp_path / "whole.pt").read_bytes()
    (tmp_path / "cut.pt").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "text.pt2").write_text("x")
    with zipfile.ZipFile(tmp_path / "other.pt", "w") as archive:
        archive.writestr("a/b", "x")
    for name in ("cut.pt", "text.pt2", "other.pt"):
        with pytest.raises(ModelError, match=rf"'{name}' must be .*\. It is not, or it is not whole\. Save"):
            load(tmp_path / name)
