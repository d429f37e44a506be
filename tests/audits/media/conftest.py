"""Pictures with a bright square in one corner, and networks that look for it."""

import numpy as np
import pytest
from tests.audits.subject.models.http.conftest import serve  # noqa: F401
from tests.audits.subject.models.networks import quietly

SIDE = 24
CORNERS = [(0, 0), (0, 16), (16, 0), (16, 16)]


def pictures(count, seed, channels=3):
    """Dark noise of 8 bits, and in which corner the bright square is."""
    rng = np.random.default_rng(seed)
    corner = rng.integers(0, 4, count)
    found = rng.random((count, SIDE, SIDE, channels)) * 70
    for picture, place in zip(found, corner, strict=True):
        y, x = CORNERS[place]
        picture[y : y + 8, x : x + 8] += 160
    return found.astype(np.uint8), corner


@pytest.fixture(scope="session")
def network(torch):
    """A convolution over (3, 24, 24) that says in which corner the square is."""
    torch.manual_seed(0)
    net = torch.nn.Sequential(
        torch.nn.Conv2d(3, 4, 5, stride=2),
        torch.nn.ReLU(),
        torch.nn.Flatten(),
        torch.nn.Linear(4 * 10 * 10, 4),
    )
    images, corner = pictures(200, 0)
    x = torch.tensor(np.moveaxis(images, -1, 1) / 255.0, dtype=torch.float32)
    optimiser = torch.optim.Adam(net.parameters(), 0.01)
    for _ in range(40):
        optimiser.zero_grad()
        torch.nn.functional.cross_entropy(net(x), torch.tensor(corner)).backward()
        optimiser.step()
    return net.eval()


@pytest.fixture(scope="session")
def weights(network):
    """The same network's numbers, for those that build it elsewhere."""
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
