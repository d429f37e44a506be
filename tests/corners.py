"""Pictures with a bright square in one corner, and a small network that is trained to say in which."""

import numpy as np

SIDE = 24
CORNERS = [(0, 0), (0, 16), (16, 0), (16, 16)]


def pictures(count, seed, channels=3):
    """Dark noise of 8 bits, shape (count, SIDE, SIDE, channels), and in which corner the bright square is."""
    rng = np.random.default_rng(seed)
    corner = rng.integers(0, 4, count)
    found = rng.random((count, SIDE, SIDE, channels)) * 70
    for picture, place in zip(found, corner, strict=True):
        y, x = CORNERS[place]
        picture[y : y + 8, x : x + 8] += 160
    return found.astype(np.uint8), corner


def trained(torch):
    """A convolution over (3, 24, 24), numbers from 0 to 1, with an output for each corner."""
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
