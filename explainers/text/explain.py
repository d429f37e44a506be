"""Texts explained word by word."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from fairwitness.errors import ExplanationError
from fairwitness.explainers.base import Meta
from fairwitness.explainers.inputs import versions
from fairwitness.explainers.media.explained import Kernel, Subject, explained
from fairwitness.explainers.media.item import Effort, Flags, ItemExplanation, Method
from fairwitness.explainers.media.partition import balanced
from fairwitness.explainers.text.tokens import Token, tokens

WIDTH = 25.0
UNIT = 100.0


def explain_text(
    predict: Callable[[list[str]], object],
    texts: Sequence[str],
    *,
    method: Method = "lime",
    mask: str = "",
    bow: bool = False,
    effort: Effort | None = None,
) -> list[ItemExplanation]:
    """Which words moved a model's answer to each text.

    Parameters
    ----------
    predict
        A list of texts in, numbers of shape (texts,) or (texts, classes) out; such as `predict_proba` of a pipeline
        that begins with a vectoriser, or a function around a torch module, an ONNX session or a URL.
    texts
        Texts in any language; see `fairwitness.explainers.text.tokens` for what a word is.
    method
        "lime": a linear model over texts with words left out, with lime's own sampling, kernel (cosine, width 25) and
        ridge. "shap": Owen values over neighbouring words, which add up to the answer.
    mask
        What stands in the place of a word that is left out: nothing, as lime does it, or a token such as "[MASK]".
    bow
        Leave out all occurrences of a word at once, so that a part is a word and not a place.
    effort
        Questions, batch, seed, class.

    Returns
    -------
    list of ItemExplanation
        In the order of the texts. `spans` says where the words are; of a word that occurs several times under `bow`,
        its first place.

    Raises
    ------
    ExplanationError
        A text has no words or is none, or the model answers badly; the message says which and what to do.
    """
    if isinstance(texts, str):
        raise ExplanationError(
            "The `texts` must be a list of texts. Got one text instead; put it into a list."
        )
    if not len(texts):
        raise ExplanationError("The `texts` must be at least one text. Got none.")
    subjects = [_subject(text, place, mask=mask, bow=bow) for place, text in enumerate(texts)]
    kernel = Kernel(_draw, WIDTH, UNIT, f"cosine distance x {UNIT:g}, width {WIDTH:g}, as lime has it")
    masking = f"words replaced by '{mask}'" if mask else "words left out"
    meta: Meta = {"kind": "text", "masking": masking, "bow": bow, **versions(("numpy",))}
    return explained(predict, subjects, method, effort or Effort(), kernel=kernel, meta=meta)


def _subject(text: str, place: int, *, mask: str, bow: bool) -> Subject[str]:
    if not isinstance(text, str):
        raise ExplanationError(
            f"The `texts` must be text. Got {type(text).__name__} at place {place} instead. Leave it out, or fill it."
        )
    found = tokens(text)
    if not found:
        raise ExplanationError(
            f"The `texts` must have words. Got none at place {place}: {text[:40]!r}. Leave it out."
        )
    groups = _groups(found, bow=bow)
    owner = np.zeros(len(found), dtype=np.intp)
    for part, members in enumerate(groups):
        owner[list(members)] = part
    first = [found[members[0]] for members in groups]
    return Subject(
        item=text,
        masked=lambda there: _version(text, found, there[owner], mask),
        parts=tuple(token.text for token in first),
        tree=balanced(range(len(groups))),
        content=text.encode("utf-8", "surrogatepass"),
        spans=np.array([(token.start, token.end) for token in first]),
    )


def _groups(found: Sequence[Token], *, bow: bool) -> list[list[int]]:
    if not bow:
        return [[place] for place in range(len(found))]
    members: dict[str, list[int]] = {}
    for place, token in enumerate(found):
        members.setdefault(token.text, []).append(place)
    return list(members.values())


def _version(text: str, found: Sequence[Token], there: Flags, mask: str) -> str:
    """The text without some of its words; what lies between them stays."""
    pieces, at = [], 0
    for token, kept in zip(found, there, strict=True):
        pieces += [text[at : token.start], token.text if kept else mask]
        at = token.end
    return "".join([*pieces, text[at:]])


def _draw(parts: int, count: int, rng: np.random.Generator) -> Flags:
    """Lime's sample of texts: how many words are left out is uniform from 1 to all, and which, by chance."""
    masks = np.ones((count, parts), dtype=bool)
    gone = rng.integers(1, parts + 1, count - 1)
    order = rng.random((count - 1, parts)).argsort(axis=1)
    rank = order.argsort(axis=1)
    masks[1:] = rank >= gone[:, None]
    return masks
