"""XGBoost's trees from its own dump, read in a second way to compare with."""

import json

import numpy as np
from tests.explainers.trees.grown import built


def from_dump(booster, columns, base):
    """The trees of a booster with one output that was fitted on numbers."""
    nodes, roots = [], []
    for tree in booster.get_dump(dump_format="json", with_stats=True):
        roots.append(len(nodes))
        _read(json.loads(tree), nodes)
    return built(nodes, roots, columns, base=[base])


def _read(dumped, nodes):
    place, leaf = len(nodes), "leaf" in dumped
    node = {
        "left": -1,
        "right": -1,
        "feature": -1 if leaf else int(dumped["split"][1:]),
        # a row goes left below the condition, which is a number of 32 bits
        "threshold": 0.0
        if leaf
        else float(np.nextafter(np.float32(dumped["split_condition"]), -np.float32(np.inf))),
        "missing_left": not leaf and dumped["missing"] == dumped["yes"],
        "category_start": -1,
        "category_words": 0,
        "cover": dumped["cover"],
        "value": [dumped.get("leaf", 0.0)],
    }
    nodes.append(node)
    for side, name in (("left", "yes"), ("right", "no")):
        if not leaf:
            child = next(child for child in dumped["children"] if child["nodeid"] == dumped[name])
            node[side] = _read(child, nodes)
    return place
