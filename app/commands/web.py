"""`fairwitness web`: the web app, on this machine only."""

from __future__ import annotations

import click

from fairwitness.errors import FairwitnessError


@click.command("web", short_help="Open the web app.")
@click.option("--port", type=click.IntRange(1, 65535), help="The first free one from 8501 on if left out.")
@click.option("--browser/--no-browser", default=True, help="Whether to open a browser.")
@click.option("--demo/--no-demo", default=True, help="Whether to make the demo audit on the first start.")
def command(port: int | None = None, *, browser: bool = True, demo: bool = True) -> None:
    """Open the web app, bound to 127.0.0.1. The first start makes a demo audit, to have something to show."""
    from fairwitness.app import web

    if demo:
        from fairwitness.app.demo import ensure_demo

        try:
            ensure_demo(click.echo)
        except FairwitnessError as error:
            click.echo(f"The demo audit could not be made, so the list is empty: {error}", err=True)
    web.serve(port, open_browser=browser)
