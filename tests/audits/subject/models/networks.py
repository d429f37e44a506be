"""Small networks, and what they say in numpy."""

import warnings

import numpy as np
import pandas as pd

X = pd.DataFrame({"age": np.linspace(-1, 1, 12), "debts": np.linspace(2, 0, 12)})
WEIGHTS = np.array([[1.5, -2.0]])
LOGITS = X.to_numpy() @ WEIGHTS[0] + 0.25
CHANCES = 1 / (1 + np.exp(-LOGITS))


def linear(torch, outputs=1):
    """A linear network of two columns; of several outputs, each is a multiple of the first."""
    network = torch.nn.Linear(2, outputs)
    with torch.no_grad():
        factors = np.arange(1, outputs + 1).reshape(-1, 1)
        network.weight.copy_(torch.tensor(WEIGHTS * factors))
        network.bias.copy_(torch.tensor(0.25 * factors.ravel()))
    return network.eval()


def quietly(work, *args, **kwargs):
    """Do what warns that it will be done in another way one day."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return work(*args, **kwargs)


def scripted(torch, network, path):
    quietly(lambda: torch.jit.save(torch.jit.script(network), path))
    return path


def exported(torch, network, path, *, fixed=False):
    shapes = None if fixed else ({0: torch.export.Dim.DYNAMIC},)
    rows = torch.zeros(3, 2, dtype=next(network.parameters()).dtype)
    quietly(lambda: torch.export.save(torch.export.export(network, (rows,), dynamic_shapes=shapes), path))
    return path
