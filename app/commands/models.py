"""The options that say which model is audited, and how far it is trusted."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

import click

from fairwitness.app.commands.lists import split

Command = TypeVar("Command", bound=Callable[..., object])
_FUNCTION = re.compile(r"[A-Za-z_][\w.]*:[A-Za-z_]\w*|.+\.py:[A-Za-z_]\w*")
_KEYS = {
    "model_format": "format",
    "model_output": "output",
    "run_code": "run_code",
    "python": "python",
    "isolation": "isolation",
}
NAMES = ("model", *_KEYS, "classes", "trust", "model_shape")
_SHAPE = re.compile(r"[1-9]\d{0,5}(x[1-9]\d{0,5}){0,3}")


def _allow(context: click.Context, _parameter: click.Parameter, hosts: str | None) -> None:
    """Allow hosts while the command runs, and in the processes it starts. A plan cannot: it may be a stranger's."""
    if hosts is None:
        return
    from fairwitness.audits.subject.models.http.guard import HOSTS

    before = os.environ.get(HOSTS)
    os.environ[HOSTS] = ",".join(each for each in (before, hosts) if each)
    context.call_on_close(lambda: os.environ.update({HOSTS: before or ""}))


def _sizes(_context: click.Context, _parameter: click.Parameter, given: str | None) -> str | None:
    if given is not None and not _SHAPE.fullmatch(given):
        raise click.BadParameter(f"It must be sizes with an x between them, such as 3x32x32. Got '{given}'.")
    return given


_OPTIONS = (
    click.option(
        "--model",
        metavar="FILE|URL|MODULE:FUNCTION",
        help="The model: a file or an MLflow folder, a URL, or a function. `fairwitness catalogue` lists the formats.",
    ),
    click.option(
        "--allow-host",
        metavar="HOST,HOST",
        callback=_allow,
        expose_value=False,
        help="Hosts that a model may be asked at: a name, an address or a network, each with :PORT if you like.",
    ),
    click.option("--model-format", metavar="NAME", help="Its format; from the file's name if left out."),
    click.option("--classes", metavar="A,B", help="The labels behind its outputs, in their order."),
    click.option(
        "--model-output",
        type=click.Choice(["label", "probability", "logit", "number"]),
        help="What its outputs are, where the file does not say.",
    ),
    click.option(
        "--model-shape",
        metavar="AxBxC",
        callback=_sizes,
        help="What it reads of one picture, where the file does not say, such as 28x28 or 3x32x32.",
    ),
    click.option("--trust", metavar="TYPE,TYPE", help="Types in a .skops file that may be loaded."),
    click.option(
        "--run-code/--no-run-code",
        default=None,
        help="Consent to run code that comes with the model, such as a pickle's, shut in a process of its own.",
    ),
    click.option("--python", metavar="FILE", help="The Python that such a process runs in."),
    click.option(
        "--isolation",
        type=click.Choice(["process", "bubblewrap", "sandbox"]),
        help="How well it must be shut in at least; `fairwitness doctor` shows what this machine can do.",
    ),
)


def model_options(command: Command) -> Command:
    """Add the options to a command."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def model_given(text: Mapping[str, object], from_here: Callable[[str], str]) -> dict[str, object]:
    """What the options say of the model, in the plan's shape.

    Parameters
    ----------
    from_here
        Takes a path as it is given, and returns it as the plan must name it.
    """
    found = {key: text[name] for name, key in _KEYS.items() if name in text}
    found |= {name: split(str(text[name])) for name in ("classes", "trust") if name in text}
    if "model_shape" in text:
        found["shape"] = [int(size) for size in str(text["model_shape"]).split("x")]
    if "python" in found and "/" in str(found["python"]):
        found["python"] = from_here(str(found["python"]))
    return found | (place_of(str(text["model"]), from_here) if "model" in text else {})


def place_of(model: str, from_here: Callable[[str], str]) -> dict[str, object]:
    """Whether `--model` names a URL, a function, or a file."""
    if model.startswith(("http://", "https://")):
        return {"url": model}
    if _FUNCTION.fullmatch(model) and not Path(model).exists():
        file, _, function = model.rpartition(":")
        return {"call": f"{from_here(file)}:{function}" if file.endswith(".py") else model}
    return {"path": from_here(model)}
