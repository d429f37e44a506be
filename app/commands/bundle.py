"""`fairwitness bundle`: a record and its reports in one file that can be verified."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fairwitness.app.failure import one_line

if TYPE_CHECKING:
    from fairwitness.reports.evidence.bundle import Signer

FILE = "evidence.zip"
_EXAMPLE = "fairwitness bundle out --key auditor.pem"

key_option = click.option(
    "--key",
    "key_file",
    type=click.Path(path_type=Path),
    metavar="PRIVATE.pem",
    help="The private key to sign with; that of the environment variable FAIRWITNESS_SIGNING_KEY if left out.",
)


@click.command("bundle", short_help="Pack a record and its reports, signed.", epilog=f"Example: {_EXAMPLE}.")
@click.argument("record", metavar="RECORD|DIR", type=click.Path(path_type=Path))
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="FILE.zip",
    help=f"{FILE} beside the record if left out.",
)
@key_option
@click.option(
    "--trail",
    "trail_file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The trail to note it in; how far that was stands in the bundle.",
)
def command(record: Path, out: Path | None, key_file: Path | None, trail_file: Path | None) -> None:
    """Pack RECORD with its plan, statements and the reports beside it, their hashes, and a signature over all of it.

    No data and no model are packed. Without a key the bundle is unsigned.
    """
    from fairwitness.reports.evidence.bundle import signer
    from fairwitness.reports.evidence.keys import open_to_others

    if key_file is not None and key_file.exists() and open_to_others(key_file):
        click.echo(one_line(f"note: others on this machine can read '{key_file}': chmod 600 closes it."))
    folder = record if record.is_dir() else record.parent
    pack_bundle(record, out or folder / FILE, signer(key_file), trail_file)


def pack_bundle(
    record: Path,
    file: Path,
    signed_by: Signer | None,
    trail_file: Path | None = None,
    formats: Sequence[str] | None = None,
) -> None:
    """Make the bundle of a record, note it in a trail, and say what is in it and who signed it."""
    from fairwitness.reports.evidence.bundle import make_bundle, write_file
    from fairwitness.reports.evidence.gather import gather
    from fairwitness.reports.evidence.trail import add_export, load_trail

    contents = gather(record, formats)
    head = None if trail_file is None else load_trail(trail_file).head
    bundle = make_bundle(contents, signed_by, trail=head)
    write_file(bundle, file)
    key = None if signed_by is None else signed_by.key.public.id
    if trail_file is not None:
        add_export(trail_file, bundle, file.name, contents.record, key)
    for remark in contents.remarks:
        click.echo(one_line(f"note: {remark}"))
    click.echo(one_line(f"{file} holds {', '.join(sorted(contents.files))}."))
    if key is None:
        click.echo(
            "It is unsigned: give --key, or set FAIRWITNESS_SIGNING_KEY. `fairwitness keygen` makes a key."
        )
    else:
        click.echo(f"It is signed by the key {key}")
