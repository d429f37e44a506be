"""What an audit leaves beside its reports when asked to: a line in the trail, and a bundle."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fairwitness.app.commands.bundle import FILE, key_option, pack_bundle
from fairwitness.app.failure import one_line
from fairwitness.errors import AlteredError, EvidenceError

if TYPE_CHECKING:
    from fairwitness.audits.plan import Plan
    from fairwitness.audits.record import Record
    from fairwitness.reports.evidence.bundle import Signer


@dataclass(frozen=True)
class Evidence:
    """Where an audit is noted, and whether and by whom it is packed."""

    trail: Path | None
    bundle: bool
    signer: Signer | None

    def leave(self, record: Record, out: Path, formats: Sequence[str]) -> None:
        """Note the audit, and pack what it wrote: not what an earlier one left in the folder."""
        if self.trail is not None:
            from fairwitness.reports.evidence.trail import add_run

            trail, flags = add_run(self.trail, record)
            for flag in flags:
                click.echo(
                    one_line(f"note: the trail shows a limit loosened after a result: {flag.sentence}")
                )
            click.echo(one_line(f"Line {trail.head.entries} of {self.trail}, hash {trail.head.hash[:12]}"))
        if self.bundle:
            pack_bundle(out, out / FILE, self.signer, self.trail, formats)


@dataclass(frozen=True)
class Wanted:
    """What the options of an audit ask for."""

    trail: Path | None
    key: Path | None
    bundle: bool

    def ready(self, plan: Plan, folder: Path) -> Evidence:
        """The same, refused before anything is computed where it cannot be.

        Raises
        ------
        EvidenceError
            The trail is not sound, or the key cannot sign.
        """
        if self.key is not None and not self.bundle:
            raise EvidenceError("`--key` signs a bundle. Got it without `--bundle`.")
        file = self.trail or (None if plan.trail is None else folder / plan.trail)
        if file is not None:
            _refuse_broken(file)
        if not self.bundle:
            return Evidence(file, bundle=False, signer=None)
        from fairwitness.reports.evidence.bundle import signer
        from fairwitness.reports.evidence.clock import signing_time

        found = signer(self.key)
        if found is not None:
            found.refuse(signing_time())
        return Evidence(file, bundle=True, signer=found)

    def refuse_beside(self, option: str) -> None:
        """Refuse what leaves no record to note or to pack."""
        for name, given in (("--trail", self.trail), ("--bundle", self.bundle or None), ("--key", self.key)):
            if given is not None:
                raise EvidenceError(
                    f"`{name}` needs a record, and `{option}` makes none. Got both; leave one out."
                )


def _refuse_broken(file: Path) -> None:
    from fairwitness.reports.evidence.trail import check_trail

    try:
        check_trail(file)
    except AlteredError as error:
        raise EvidenceError(
            f"{error} Nothing is added to a broken trail: move '{file}' away, keep it, and a new one begins."
        ) from error


def evidence_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command `--trail`, `--bundle` and `--key`, which it gets as one `wanted`."""

    @wraps(command)
    def collected(trail_file: Path | None, key_file: Path | None, *, bundle: bool, **others: object) -> None:
        command(wanted=Wanted(trail_file, key_file, bundle), **others)

    for option in reversed(_OPTIONS):
        collected = option(collected)
    return collected


_OPTIONS = (
    click.option(
        "--trail",
        "trail_file",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="The log to note this run in; that of the plan if left out.",
    ),
    click.option(
        "--bundle", is_flag=True, help=f"Pack what was written into {FILE}, signed if there is a key."
    ),
    key_option,
)
