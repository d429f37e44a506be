"""`fairwitness sign`: a signature in a PDF, which readers of PDFs show."""

from __future__ import annotations

from pathlib import Path

import click

from fairwitness.app.commands.bundle import key_option
from fairwitness.app.failure import one_line

_EXAMPLE = "fairwitness sign out/report.pdf --key company.pem --certificate company.crt"


@click.command("sign", short_help="Sign a PDF report.", epilog=f"Example: {_EXAMPLE}.")
@click.argument("pdf", type=click.Path(path_type=Path))
@key_option
@click.option(
    "--certificate",
    "certificate_file",
    type=click.Path(path_type=Path),
    metavar="FILE.pem",
    help="The certificate that was issued for the key, and those above it. Without one the key writes its own.",
)
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE.pdf", help="In place if left out.")
def command(pdf: Path, key_file: Path | None, certificate_file: Path | None, out: Path | None) -> None:
    """Put a signature into PDF (PAdES B-B) that covers all of it and allows no change.

    With a certificate that readers trust they show who signed; the key may then be of any kind (RSA, P-256). A key of
    `keygen` works without one: readers then say that they do not know it, and some cannot check its kind, Ed25519.
    """
    from fairwitness.reports.evidence.sign import sign_file

    signed, who = sign_file(pdf, key_file, certificate_file, out)
    click.echo(one_line(f"{signed} is signed by {who}."))
