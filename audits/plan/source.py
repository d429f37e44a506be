"""Where the model is, and how far it is trusted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from fairwitness.audits.plan.part import Label, Part
from fairwitness.audits.plan.spelling import Names

Isolation = Literal["process", "bubblewrap", "sandbox"]
"""How well the process of a model is shut in, from the weakest: limits only; bubblewrap; Landlock and seccomp."""

LEVELS: tuple[Isolation, ...] = ("process", "bubblewrap", "sandbox")

Output = Literal["label", "probability", "logit", "number"]
"""What the outputs of a model are; a logit becomes a probability by the logistic function, several by softmax."""


class Http(Part):
    """How a model behind a URL is asked."""

    protocol: Literal["invocations", "v2"] | None = None
    """MLflow's ``/invocations``, or the Open Inference Protocol of KServe; by the URL if left out."""
    headers: dict[str, str] = Field(default_factory=dict)
    """Header names, each with the environment variable that holds its value: a secret never stands in a plan."""
    batch: int = Field(5000, ge=1, le=1_000_000)
    """Rows in one request."""
    retries: int = Field(3, ge=0, le=20)
    """How often a request is sent again that failed on the way, or because the server was busy."""


class ModelSource(Part):
    """The model to audit: a file or folder, a URL, or a function of your own."""

    path: str | None = None
    """Model file or folder, relative to the plan."""
    url: str | None = None
    """Where a model answers over HTTP."""
    call: str | None = None
    """A Python function that answers: ``module:function``, installed or beside the plan, or ``file.py:function``."""
    format: str | None = None
    """Model format; from the file's name if left out."""
    classes: tuple[Label, ...] | None = None
    """The labels behind the model's outputs, in their order, where the file does not say."""
    output: Output | None = None
    """What the model's outputs are, where the file does not say."""
    shape: Annotated[tuple[int, ...], Field(min_length=1)] | None = Field(
        None, exclude_if=lambda shape: shape is None
    )
    """What it reads of one picture, where the file does not say: such as [3, 32, 32]."""
    trust: Names = ()
    """Types in a .skops file that may be loaded although they are not on the list of known ones."""
    run_code: bool = False
    """Consent to run code that comes with the model, shut in a process of its own. Pickles need it."""
    python: str | None = None
    """The Python that such a process runs in, such as ``.venv/bin/python``; this one if left out."""
    isolation: Isolation = "process"
    """How well it must be shut in at least; what was reached stands in the record."""
    memory: float = Field(4.0, gt=0, le=1024)
    """GiB that such a process may take."""
    timeout: float = Field(600.0, gt=0)
    """Seconds that one question may take."""
    http: Http = Field(Http(), exclude_if=lambda http: http == Http())

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        given = [name for name in ("path", "url", "call") if getattr(self, name) is not None]
        if len(given) != 1:
            got = " and ".join(f"`{name}`" for name in given) or "none"
            raise ValueError(f"A `model` must have one of `path`, `url` and `call`. Got {got} instead.")
        if self.classes is not None and len({str(label) for label in self.classes}) < max(
            2, len(self.classes)
        ):
            raise ValueError(
                f"The `classes` of a model must be at least 2 different labels. Got {list(self.classes)}."
            )
        return self

    @property
    def name(self) -> str:
        """What messages call the model: the file's name, the URL without its query, or the function."""
        if self.path is not None:
            return self.path.rstrip("/").rpartition("/")[2] or self.path
        if self.url is not None:
            return self.url.partition("?")[0]
        return str(self.call)

    def moved(self, move: Callable[[str], str]) -> Self:
        """The same source with its files as they are named from another folder."""
        changed: dict[str, str] = {}
        if self.path is not None:
            changed["path"] = move(self.path)
        if self.python is not None and "/" in self.python:
            changed["python"] = move(self.python)
        file, _, function = (self.call or "").rpartition(":")
        if file.endswith(".py"):
            changed["call"] = f"{move(file)}:{function}"
        return self.model_copy(update=changed)
