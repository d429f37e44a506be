"""What every format shares whose models bring code: consent, and a process of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from fairwitness.audits.plan.source import ModelSource
from fairwitness.audits.subject.models.base import LoadedModel
from fairwitness.errors import ConsentError

_GIB = 1 << 30
_SHOWN = 8


def load_hosted(
    source: ModelSource,
    folder: Path,
    loader: str,
    files: Sequence[Path],
    arguments: Mapping[str, object] | None = None,
) -> LoadedModel:
    """A model in a process of its own, as the plan wants it shut in; `sha256` is left to the format."""
    import sys

    from fairwitness.audits.host import HostOptions, start_host
    from fairwitness.audits.subject.models.own_values import own_values_of

    options = HostOptions(
        source.name,
        python=sys.executable if source.python is None else _python(source.python, folder),
        minimum=source.isolation,
        memory=int(source.memory * _GIB),
        seconds=source.timeout,
    )
    model = start_host(loader, files, arguments or {}, options)
    return LoadedModel(model, loader, None, model.signature, model.isolation, readable=own_values_of(model))


def ask_consent(
    source: ModelSource, what: str, imports: Sequence[str] = (), *, complete: bool = True
) -> None:
    """Refuse to run a model's code that nobody has agreed to run.

    Raises
    ------
    ConsentError
        The plan does not say `run_code`; the message lists what the file would import.
    """
    if source.run_code:
        return
    shown = ", ".join(imports[:_SHOWN])
    more = f" and {len(imports) - _SHOWN} more" if len(imports) > _SHOWN else ""
    rest = "" if complete else ", and perhaps others: not all of it could be followed"
    listed = f" It imports {shown}{more}{rest}." if imports else ""
    raise ConsentError(
        f"'{source.name}' is {what}, which runs code when it is loaded.{listed} If you trust where it comes from, say "
        "`model.run_code: true` (or `--run-code`): it is then run shut in, in a process of its own. Else save the "
        "model as .skops or ONNX, or audit a column of its predictions.",
        imports,
    )


def _python(python: str, folder: Path) -> str:
    """The interpreter of a plan: a path is relative to the plan, a bare name is looked up."""
    return str((folder / python).absolute()) if "/" in python else python
