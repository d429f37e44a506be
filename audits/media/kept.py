"""Explained texts and pictures as a record keeps them, and out of a record as they were."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from fairwitness.audits.explanations.explain import row_of
from fairwitness.audits.facts import package_version
from fairwitness.audits.keys import id_hash
from fairwitness.audits.media.audited import MediaColumn, explain_row
from fairwitness.audits.media.explaining import MediaCase
from fairwitness.audits.record.media import (
    MOST_SIDE,
    ExplainedItem,
    ItemCertificate,
    ItemContributions,
    KeptPicture,
)
from fairwitness.audits.record.reasons import Explanations
from fairwitness.audits.settled import settled
from fairwitness.audits.subject import Subject

if TYPE_CHECKING:
    from fairwitness.explainers.media import ItemExplanation

Pixels = npt.NDArray[np.uint8]
Regions = npt.NDArray[np.int_]
_VERSION = "_version"
_PARTS = {"text": "word", "picture": "region"}


def explain_items(subject: Subject, media: MediaColumn, called: str) -> Explanations:
    """The texts or pictures that the plan asks for, part by part; `called` is what a person calls their column.

    Raises
    ------
    ExplanationError
        A case is not among the rows, has no text, or the model answers badly.
    """
    names = subject.plan.explain.cases
    items = tuple(kept_row(subject, media, name, id_hash(name)) for name in names)
    part = _PARTS[media.kind]
    counted = f"1 {media.kind} is" if len(items) == 1 else f"{len(items):,} {media.kind}s are"
    kept_here = (
        f"{counted} explained {part} by {part}."
        if items
        else f"No {media.kind} was asked for to be explained."
    )
    statement = (
        f"The model reads {media.kind}s, '{called}', and no other column, so there is no order of columns. "
        f"{kept_here}"
    )
    return Explanations(items=items, statement=statement)


def kept_row(subject: Subject, media: MediaColumn, name: str, key: str) -> ExplainedItem:
    """One row by both methods; `name` is its id or its number, `key` what it is called in the record."""
    return kept(explain_row(subject, media, row_of(subject, name), name), key)


def kept(cases: Sequence[MediaCase], key: str) -> ExplainedItem:
    """One text or picture as a record keeps it, with what each method says of it."""
    first = cases[0]
    found = first.found
    picture = None if isinstance(first.item, str) else _small(first.item, _regions(found))
    return ExplainedItem(
        id=key,
        kind="text" if isinstance(first.item, str) else "picture",
        label=first.label,
        output=settled(found.answer),
        text=first.item if isinstance(first.item, str) else None,
        picture=picture,
        parts=found.parts,
        spans=None if found.spans is None else tuple((int(a), int(b)) for a, b in found.spans),
        explanations=tuple(_contributions(case.found) for case in cases),
    )


def shown(item: ExplainedItem) -> tuple[MediaCase, ...]:
    """What a record keeps as it is drawn: one for each method."""
    picture = None if item.picture is None else _pixels(item.picture)
    regions = None if item.picture is None else _map(item.picture)
    return tuple(
        MediaCase(
            item.id,
            item.text or "" if picture is None else picture,
            item.label,
            _found(item, one, regions),
        )
        for one in item.explanations
    )


def _contributions(found: ItemExplanation) -> ItemContributions:
    said, errors = found.meta, found.standard_errors
    left = found.base + float(np.sum(found.values)) - found.answer
    versions = {
        key.removesuffix(_VERSION): str(value) for key, value in said.items() if key.endswith(_VERSION)
    }
    return ItemContributions(
        method=found.method,
        base_value=settled(found.base),
        values=tuple(settled(float(value)) for value in found.values),
        standard_errors=None if errors is None else tuple(settled(float(one)) for one in errors),
        fidelity=settled(found.fidelity),
        stability=settled(found.stability),
        note=None if said["note"] is None else str(said["note"]),
        certificate=ItemCertificate(
            engine=str(said["engine"]),
            versions={"fairwitness": package_version(), **versions},
            masking=str(said["masking"]),
            kernel=None if said["kernel"] is None else str(said["kernel"]),
            n_samples=int(said["n_samples"] or 0),
            questions=int(said["questions"] or 0),
            seed=int(said["seed"] or 0),
            additivity_residual=settled(abs(left)) if found.method == "shap" else None,
        ),
    )


def _found(item: ExplainedItem, one: ItemContributions, regions: Regions | None) -> ItemExplanation:
    from fairwitness.explainers.media import ItemExplanation

    said = one.certificate
    return ItemExplanation(
        parts=item.parts,
        values=np.array(one.values),
        base=one.base_value,
        answer=item.output,
        output=0,
        method=one.method,
        fidelity=one.fidelity,
        standard_errors=None if one.standard_errors is None else np.array(one.standard_errors),
        stability=one.stability,
        spans=None if item.spans is None else np.array(item.spans),
        regions=regions,
        meta={
            "engine": said.engine,
            "masking": said.masking,
            "kernel": said.kernel,
            "n_samples": said.n_samples,
            "questions": said.questions,
            "seed": said.seed,
            "note": one.note,
            **{f"{name}{_VERSION}": version for name, version in said.versions.items()},
        },
    )


def _regions(found: ItemExplanation) -> Regions:
    assert found.regions is not None  # an explanation of a picture has them
    return found.regions


def _small(picture: Pixels, regions: Regions) -> KeptPicture:
    """The picture at most `MOST_SIDE` high and wide: each pixel the mean of its part, of the region at its middle."""
    from PIL import Image

    high, wide = picture.shape[:2]
    shrink = max(1.0, max(high, wide) / MOST_SIDE)
    height, width = max(1, round(high / shrink)), max(1, round(wide / shrink))
    small = picture
    if shrink > 1:
        small = np.asarray(Image.fromarray(picture).resize((width, height), Image.Resampling.BOX))
    rows, columns = ((np.arange(n) + 0.5) * of / n for n, of in ((height, high), (width, wide)))
    middle = regions[rows.astype(int)[:, None], columns.astype(int)[None, :]]
    return KeptPicture(
        height=height,
        width=width,
        channels=1 if picture.ndim == 2 else picture.shape[2],
        pixels=small.astype(np.uint8).tobytes(),
        regions=middle.astype(np.uint8).tobytes(),
        read_height=high,
        read_width=wide,
    )


def _pixels(picture: KeptPicture) -> Pixels:
    shape = (picture.height, picture.width, *(() if picture.channels == 1 else (picture.channels,)))
    return np.frombuffer(picture.pixels, np.uint8).reshape(shape)


def _map(picture: KeptPicture) -> Regions:
    return np.frombuffer(picture.regions, np.uint8).reshape(picture.height, picture.width).astype(np.int_)
