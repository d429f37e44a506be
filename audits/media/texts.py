"""A loaded model as a function of texts: each is a row of a frame with one column."""

from __future__ import annotations

from collections.abc import Callable

from fairwitness.audits.media.answers import Floats, numbers_of
from fairwitness.audits.subject.models.base import LoadedModel
from fairwitness.errors import ModelError


def text_predict(model: LoadedModel, column: str | None = None) -> Callable[[list[str]], Floats]:
    """A function for `fairwitness.explainers.explain_text`.

    Parameters
    ----------
    column
        What the column of texts is called, where the model does not say.

    Returns
    -------
    callable
        Takes texts; gives numbers of shape (texts, labels), see `numbers_of`.

    Raises
    ------
    ModelError
        The model reads other columns, or more than one.
    """
    import pandas as pd

    expects = model.expects
    if expects is not None and (len(expects) != 1 or column not in (None, *expects)):
        listed = ", ".join(f"'{name}'" for name in expects[:8])
        got = "no name" if column is None else f"'{column}'"
        raise ModelError(
            f"To explain texts, the model must read one column, that of the texts. It reads {listed}; got {got}."
        )
    name = column or (expects[0] if expects else "text")
    return lambda texts: numbers_of(model, pd.DataFrame({name: list(texts)}, dtype=object))
