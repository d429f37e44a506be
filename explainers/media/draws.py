"""A generator of its own for every item, so that its numbers depend on nothing but itself, the seed and the effort."""

from __future__ import annotations

import hashlib

import numpy as np


def generator(seed: int, content: bytes) -> np.random.Generator:
    """The generator of one item.

    It is a child of the seed, as `numpy.random.SeedSequence.spawn` makes them, only that its key is what the item
    holds and not its place in a list: an item explained alone, or among others in any order, has the same numbers.
    Equal items have equal draws.

    Parameters
    ----------
    seed
        From 0.
    content
        What tells the item from others; of any length.
    """
    words = np.frombuffer(hashlib.sha256(content).digest(), dtype="<u4")
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=tuple(map(int, words))))
