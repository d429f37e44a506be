"""The command line: `fairwitness` opens the web app, everything else is a sub-command.

Sub-commands are imported when they are called, so that `fairwitness --help` answers at once.
"""

from __future__ import annotations

import os
import sys
import warnings
from importlib import import_module
from typing import NoReturn

import click

from fairwitness.app.failure import debugging, one_line, sentence
from fairwitness.app.usage import refusal
from fairwitness.errors import FairwitnessError

COULD_NOT_JUDGE = 2
INTERRUPTED = 130

# Command, and the line that --help shows: one table, so that showing it imports nothing.
COMMANDS = {
    "audit": "Audit a model or its decisions; the exit code says whether every gate passed.",
    "explain": "Explain what moves a model's output, over a sample of rows or for single cases.",
    "merge": "Merge the counts of sites that may not pool their rows, and judge the whole.",
    "report": "Write reports of a record that is already there.",
    "review": "Review the findings of a record: owners, decisions, sign-offs; status exits 1 if one is missing.",
    "bundle": "Pack a record and its reports into one signed file that a stranger can verify.",
    "sign": "Put a signature into a PDF report, which readers of PDFs show.",
    "verify": "Check a bundle or a record against its hashes and signature, and its figures against the data.",
    "trail": "Show, check or add to the log of a project, in which every line is hashed over the one before.",
    "keygen": "Make a key to sign bundles with.",
    "compare": "Compare two versions; the exit code says whether a gap got worse beyond noise.",
    "statements": "Begin or check a statements.yaml: what named people state, for the frameworks.",
    "init": "Write a commented audit.yaml for a data file, with the roles guessed.",
    "validate": "Say what is wrong with plans, by line, without their data.",
    "schema": "Print the JSON Schema of a plan, a record or a comparison.",
    "catalogue": "List the checks, formats, explainers and frameworks there are.",
    "store": "Show, export, import and tidy up what is kept.",
    "doctor": "Say what this installation can do.",
    "web": "Open the web app (the same as no command).",
}


class _Commands(click.Group):
    """Sub-commands by name, imported on use."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command = import_module(f"fairwitness.app.commands.{cmd_name}").command
        return command if isinstance(command, click.Command) else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from fairwitness.errors import nearest

            raise click.UsageError(f"There is no command '{args[0]}'. {nearest(args[0], COMMANDS)}", ctx)
        return super().resolve_command(ctx, args)


@click.group(
    cls=_Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit codes: 0 every gate passed, 1 a gate failed, 2 could not judge, "
    "3 inconclusive or not estimable.",
)
@click.version_option(package_name="fairwitness", message="%(package)s %(version)s")
@click.pass_context
def cli(ctx: click.Context) -> None:
    """Audit machine-learning models: what was seen, how sure that is, and what it does not show.

    Without a command, the web app opens on this machine.
    """
    if ctx.invoked_subcommand is None:
        ctx.invoke(import_module("fairwitness.app.commands.web").command)


def main() -> None:
    """Run the command line. Whatever stops it ends in one sentence and exit code 2, never in a traceback.

    The environment variable FAIRWITNESS_DEBUG=1 shows the traceback of what is not a mistake in the input.
    """
    # requests silences this itself, but not for good while another thread holds the filters in `catch_warnings`
    warnings.filterwarnings("ignore", message="SOCKS support in urllib3 requires")
    try:
        sys.exit(cli(prog_name="fairwitness", standalone_mode=False) or 0)
    except click.ClickException as error:
        _stop(one_line(refusal(error)))
    except click.Abort:
        _stop("Stopped by hand.", INTERRUPTED)
    except BrokenPipeError:  # whoever read the output has gone; nothing is left to tell
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(COULD_NOT_JUDGE)
    except Exception as error:
        if debugging() and not isinstance(error, FairwitnessError):
            raise
        _stop(sentence(error))


def _stop(why: str, code: int = COULD_NOT_JUDGE) -> NoReturn:
    click.echo(f"Error: {why}", err=True)
    sys.exit(code)


if __name__ == "__main__":
    main()
