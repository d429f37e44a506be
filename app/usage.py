"""What a command says of options and arguments that it cannot take: in the words of every other refusal."""

from __future__ import annotations

import re
from ast import literal_eval
from typing import Final

import click

from fairwitness.errors import nearest

_OWN: Final = re.compile(r"(?:It|An? \w+) must ")
"""How a check of our own begins, which does not know what the option is called."""
_GOT: Final = re.compile(r"(?P<quoted>'.*'|\".*\")(?= is )|(?P<number>-?\d[\d.e+-]*)(?= is )", re.DOTALL)


def refusal(error: click.ClickException) -> str:
    """Why the command line cannot be taken, in a sentence or two.

    Examples
    --------
    >>> option = click.Option(["--threshold"], type=float)
    >>> refusal(click.BadParameter("'abc' is not a valid float.", param=option))
    "`--threshold` must be a number. Got 'abc' instead."
    """
    match error:
        case click.MissingParameter(param=click.Parameter() as param):
            said = f"`{_path(error)}` needs {_name(param)}. It is missing."
        case click.BadParameter(param=click.Parameter() as param):
            said = _of_value(error.message, param)
        case click.NoSuchOption():
            said = _unknown(f"option '{error.option_name}'", error.option_name, error, _options(error.ctx))
        case click.NoSuchCommand():
            said = _unknown(
                f"command '{error.command_name}'", error.command_name, error, _commands(error.ctx)
            )
        case click.BadOptionUsage():
            without = "requires" in error.message
            needs = (
                "needs a value. It stands without one." if without else "takes no value. It was given one."
            )
            said = f"`{error.option_name}` {needs}"
        case click.UsageError() if error.message.startswith("Got unexpected"):
            more = error.message.partition("(")[2].rpartition(")")[0]
            said = f"`{_path(error)}` takes nothing more. Got '{more}' too."
        case _:
            said = error.format_message()
    return said


def _of_value(said: str, param: click.Parameter) -> str:
    """What a value must be and what it is."""
    if own := _OWN.match(said):
        return f"{_name(param)} must {said[own.end() :]}"
    must, got = _must(param.type), _got(said)
    if must is None or got is None:
        return f"{_name(param)} cannot be taken: {said}"
    hint = nearest(got, param.type.choices) if isinstance(param.type, click.Choice) else ""
    close = hint if hint.startswith("Did") else ""
    return f"{_name(param)} must be {must}. Got '{got}' instead. {close}".rstrip()


def _must(kind: click.ParamType[object]) -> str | None:
    """What a value of that kind must be."""
    match kind:
        case click.Choice():
            return "one of " + ", ".join(f"'{choice}'" for choice in kind.choices)
        case click.IntRange(min=low, max=None):
            return f"a whole number from {low} on"
        case click.IntRange(min=low, max=high):
            return f"a whole number from {low} to {high}"
        case click.Path(file_okay=False):
            return "a folder"
        case click.Path(dir_okay=False):
            return "a file"
    return {click.INT: "a whole number", click.FLOAT: "a number"}.get(kind)


def _got(said: str) -> str | None:
    """The value in one of click's sentences, where it stands as Python writes it, before what is wrong with it."""
    found = _GOT.search(said)
    return None if found is None else str(literal_eval(found[0]))


def _name(param: click.Parameter) -> str:
    """An option as it is typed, an argument as the help has it."""
    if isinstance(param, click.Option):
        return f"`{param.opts[0]}`"
    return (
        "The argument" if isinstance(param.type, click.Choice) else (param.metavar or str(param.name).upper())
    )


def _path(error: click.UsageError) -> str:
    return "fairwitness" if error.ctx is None else error.ctx.command_path


def _unknown(what: str, name: str, error: click.UsageError, known: list[str]) -> str:
    """That there is none of that name; which was meant, where one is close."""
    hint = nearest(name, known)
    close = hint if hint.startswith("Did") else f"`{_path(error)} --help` lists them."
    return f"`{_path(error)}` has no {what}. {close}"


def _options(ctx: click.Context | None) -> list[str]:
    return (
        [] if ctx is None else [name for param in ctx.command.params for name in param.opts if name[0] == "-"]
    )


def _commands(ctx: click.Context | None) -> list[str]:
    return ctx.command.list_commands(ctx) if ctx is not None and isinstance(ctx.command, click.Group) else []
