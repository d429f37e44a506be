"""What the command line says of options that it cannot take: the same form over all commands."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator

import click
import pytest

from fairwitness.app import cli
from fairwitness.app.usage import refusal

WRONG = "no-such-value"
HOUSE = re.compile(
    r"Error: (`--[a-z-]+`|[A-Z.]+) must be [^.]+\. Got '[^']*' instead\.( Did you mean '[^']+'\?)?\n"
)


def _commands(
    group: click.Group, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        found = group.get_command(context, name)
        assert found is not None
        yield (*path, name), found
        if isinstance(found, click.Group):
            yield from _commands(found, (*path, name))


EVERY = dict(_commands(cli.cli))


def _typed() -> Iterator[tuple[tuple[str, ...], str, str]]:
    """Every option that does not take just any text, with a value that it cannot take."""
    for path, command in EVERY.items():
        for param in command.params:
            if not isinstance(param, click.Option) or param.is_flag:
                continue
            if isinstance(param.type, click.Path):
                if not param.type.file_okay:
                    yield path, param.opts[0], __file__
            elif not isinstance(param.type, click.types.StringParamType):
                yield path, param.opts[0], WRONG
                if isinstance(param.type, click.IntRange):
                    yield path, param.opts[0], str((param.type.min or 0) - 1)


def _said(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    monkeypatch.setattr(sys, "argv", ["fairwitness", *arguments])
    with pytest.raises(SystemExit) as stopped:
        cli.main()
    assert stopped.value.code == cli.COULD_NOT_JUDGE
    said = capsys.readouterr()
    assert said.out == ""
    return said.err


@pytest.mark.parametrize(("path", "option", "value"), list(_typed()), ids=str)
def test_a_value_that_an_option_cannot_take(
    path: tuple[str, ...],
    option: str,
    value: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    before = ["a-record"] if path[0] == "review" and len(path) > 1 else []
    said = _said(monkeypatch, capsys, path[0], *before, *path[1:], f"{option}={value}")
    assert HOUSE.fullmatch(said), said
    assert f"`{option}` must be" in said
    assert f"Got '{value}' instead." in said


@pytest.mark.parametrize("path", [pytest.param(path, id=" ".join(path)) for path in EVERY])
def test_an_option_that_no_command_has(
    path: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = ["a-record"] if path[0] == "review" and len(path) > 1 else []
    said = _said(monkeypatch, capsys, path[0], *before, *path[1:], "--zzzzzz")
    assert re.fullmatch(
        r"Error: `fairwitness [^`]+` has no option '--zzzzzz'\. `[^`]+ --help` lists them\.\n", said
    ), said


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("audit", "--threshold", "abc"), "`--threshold` must be a number. Got 'abc' instead."),
        (("web", "--port", "0"), "`--port` must be a whole number from 1 to 65535. Got '0' instead."),
        (("audit", "--task", "binery"), "'regression'. Got 'binery' instead. Did you mean 'binary'?"),
        (("audit", "--thresold", "1"), "`fairwitness audit` has no option '--thresold'. Did you mean '--threshold'?"),
        (("audit", "--threshold"), "`--threshold` needs a value. It stands without one."),
        (("audit", "--dry-run=1"), "`--dry-run` takes no value. It was given one."),
        (("schema", "plam"), "The argument must be one of 'plan',"),
        (("review", "r", "set", "F", "--due", "soon"), "`--due` must be written as 2027-01-31. Got 'soon' instead."),
        (("report",), "`fairwitness report` needs RECORD. It is missing."),
        (("keygen",), "`fairwitness keygen` needs `--out`. It is missing."),
        (("keygen", "--out", "x", "why", "so"), "`fairwitness keygen` takes nothing more. Got 'why so' too."),
        (("store", "exprt"), "`fairwitness store` has no command 'exprt'. Did you mean 'export'?"),
        (("explain", "--lime-width", "wide"), "`--lime-width` must be 'lime', 'local' or a number above 0. Got 'wide'"),
        (("audit", "--model-shape", "3-4"), "`--model-shape` must be sizes with an x between them"),
    ],
)  # fmt: skip
def test_what_is_said(
    arguments: tuple[str, ...],
    words: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert words in _said(monkeypatch, capsys, *arguments)


def test_quotes_in_a_value_stay() -> None:
    option = click.Option(["--alpha"], type=float)
    with pytest.raises(click.BadParameter) as raised:
        option.type.convert('it\'s "so"', option, None)
    assert refusal(raised.value) == "`--alpha` must be a number. Got 'it's \"so\"' instead."


def test_what_has_no_form_keeps_its_words() -> None:
    assert refusal(click.ClickException("Something else.")) == "Something else."
    assert refusal(click.UsageError("Give `--a`, or `--b`.")) == "Give `--a`, or `--b`."
