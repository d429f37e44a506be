"""`fairwitness keygen`: a pair of keys to sign bundles with."""

from __future__ import annotations

from pathlib import Path

import click

_EXAMPLE = "fairwitness keygen --out auditor --owner 'Credit audit, Example Bank' --until 2027-12-31"


@click.command("keygen", short_help="Make a key to sign bundles with.", epilog=f"Example: {_EXAMPLE}.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    required=True,
    metavar="NAME",
    help="Writes NAME.pem (the private key), NAME.pub.pem and NAME.pub.json; never over files that are there.",
)
@click.option("--owner", metavar="TEXT", help="Whose key it is; shown to whoever verifies.")
@click.option("--from", "since", metavar="DATE", help="The first moment it may sign; now if left out.")
@click.option("--until", metavar="DATE", help="The last moment it may sign; it does not expire if left out.")
def command(out: Path, owner: str | None, since: str | None, until: str | None) -> None:
    """Make an Ed25519 key. Give NAME.pub.pem and NAME.pub.json to everybody, and NAME.pem to nobody.

    The private key is encrypted where the environment variable FAIRWITNESS_KEY_PASSPHRASE has a passphrase.
    """
    from fairwitness.reports.evidence.key_statement import new_pair
    from fairwitness.reports.evidence.keys import passphrase

    secret = passphrase()
    stem = out.with_suffix("") if out.suffix == ".pem" else out  # NAME.pem means the same to who gives it
    files, said = new_pair(stem, owner, since, until, secret)
    how = (
        "encrypted with the passphrase"
        if secret
        else "not encrypted: FAIRWITNESS_KEY_PASSPHRASE has no passphrase"
    )
    click.echo(f"{files[0]} is the private key, {how}. Keep it where only you can read it.")
    click.echo(f"{files[1]} and {files[2]} are for whoever verifies.")
    click.echo(f"The key is {said.key_id}")
