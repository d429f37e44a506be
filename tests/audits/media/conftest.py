"""What reads pictures: the network in other forms, and servers."""

import pytest
from tests.audits.subject.models.http.conftest import serve  # noqa: F401
from tests.audits.subject.models.networks import quietly
from tests.corners import SIDE


@pytest.fixture(scope="session")
def weights(network):
    """The network's numbers, for those that build it elsewhere."""
    return {name: value.detach().numpy() for name, value in network.named_parameters()}


@pytest.fixture
def export(torch, tmp_path):
    def save(network):
        shapes = ({0: torch.export.Dim.DYNAMIC},)
        rows = torch.zeros(3, 3, SIDE, SIDE)
        program = quietly(torch.export.export, network, (rows,), dynamic_shapes=shapes)
        quietly(torch.export.save, program, tmp_path / "net.pt2")
        return "net.pt2"

    return save
