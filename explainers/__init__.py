"""Why a model decides as it does: arrays and a predict function in, attributions out.

An attribution shares out the answer a model gives to one row among the columns of that row. SHAP shares out
the gap between that answer and the mean answer over a background: each column gets its Shapley value, the
mean change it makes when it is told after every possible set of the others, the untold ones being filled in
from the background. LIME fits a small linear model to answers around the row and reads off what each
condition the row meets, such as "age > 37", adds. They answer different questions, so they differ; neither
says what would happen in the world if a person changed.

The players are the columns a person knows: the raw ones that enter the pipeline, not the dummies or scaled
numbers inside it. Summing dummies afterwards gives other numbers and asks models about rows that cannot
exist.

Each explainer is one module, registered by an entry point of `fairwitness.explainers`, and knows nothing of
audits.
"""

from __future__ import annotations

from fairwitness.explainers.api import explain
from fairwitness.explainers.base import Explanation
from fairwitness.explainers.images import explain_images
from fairwitness.explainers.text import explain_text

__all__ = ["Explanation", "explain", "explain_images", "explain_text"]
