"""An audited model that reads one column of texts, or of pictures, and nothing else: what it is and single rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from fairwitness.audits.media.explaining import How, MediaCase, explained_pictures, explained_texts
from fairwitness.audits.subject import Subject
from fairwitness.audits.subject.models.pictures import PictureReader
from fairwitness.audits.subject.models.vectoriser import reads_texts
from fairwitness.audits.subject.splits import MANY
from fairwitness.errors import ExplanationError

Kind = Literal["text", "picture"]


@dataclass(frozen=True)
class MediaColumn:
    """The one column that a model reads."""

    kind: Kind
    name: str

    @property
    def said(self) -> str:
        """Why nothing can be shared out among columns."""
        return f"The model reads {self.kind}s, '{self.name}', and no other column"


def media_column(subject: Subject | None) -> MediaColumn | None:
    """What the audited model reads, if it is one column of texts or of pictures; None where it reads anything else.

    A column is one of texts where the model begins with a vectoriser; else where most of its values have several
    words, and there are more of them than there would be categories.
    """
    if subject is None or subject.model is None or len(subject.features) != 1:
        return None
    name = subject.features[0]
    if isinstance(subject.model.estimator, PictureReader):
        return MediaColumn("picture", name)
    column = subject.frame[name]
    if reads_texts(subject.model.inside):
        return MediaColumn("text", name)
    several = column.map(lambda value: isinstance(value, str) and len(value.split()) > 1)
    if 2 * int(several.sum()) > len(column) and column.nunique() > MANY:
        return MediaColumn("text", name)
    return None


def explain_row(subject: Subject, media: MediaColumn, row: int, name: str) -> tuple[MediaCase, ...]:
    """The text or picture of one row, by LIME and by SHAP. `row` counts from 0.

    The label explained is the positive one, as for tables, where the model knows it.

    Raises
    ------
    ExplanationError
        The row has no text, or the model answers badly.
    """
    model = subject.model
    if model is None:
        raise ExplanationError("Explanations need the model: predictions alone do not say what moved them.")
    positive = subject.labels.positive if subject.plan.task != "regression" else None
    how = How(subject.plan.seed, label=positive if positive in (model.classes or ()) else None)
    if isinstance(model.estimator, PictureReader):
        reader = model.estimator
        images = reader.read(subject.frame[[media.name]].iloc[[row]])
        return explained_pictures(images, [name], reader.model, how)
    return explained_texts(subject.frame[media.name].iloc[[row]], [name], model, how)
