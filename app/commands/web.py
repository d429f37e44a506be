"""`fairwitness web`: the web app, on this machine only unless asked otherwise."""

from __future__ import annotations

import click

from fairwitness.errors import FairwitnessError


@click.command("web", short_help="Open the web app.")
@click.option("--port", type=click.IntRange(1, 65535), help="The first free one from 8501 on if left out.")
@click.option("--browser/--no-browser", default=True, help="Whether to open a browser.")
@click.option("--demo/--no-demo", default=True, help="Whether to make the demo audit on the first start.")
@click.option(
    "--address",
    default="127.0.0.1",
    show_default=True,
    metavar="IP",
    help="Where to listen; anything else lets other machines in.",
)
@click.option(
    "--base-path", default="", metavar="PATH", help="What stands before every page, such as /audits."
)
@click.option("--behind-proxy", is_flag=True, help="Take a proxy's word on the scheme and on who visits.")
def command(
    port: int | None = None,
    *,
    browser: bool = True,
    demo: bool = True,
    address: str = "127.0.0.1",
    base_path: str = "",
    behind_proxy: bool = False,
) -> None:
    """Open the web app, bound to 127.0.0.1. The first start makes a demo audit, to have something to show.

    With another --address, FAIRWITNESS_HOSTS names the hosts that people reach it by.
    """
    from fairwitness.app import web
    from fairwitness.app.web.listening import listening, warning

    where = listening(address, base_path, behind_proxy=behind_proxy)
    if (said := warning(where)) is not None:
        click.echo(said, err=True)
    port = web.check(port, where)  # said before the demo is made, which takes a while
    if demo:
        from fairwitness.app.demo import ensure_demo

        try:
            ensure_demo(click.echo)
        except FairwitnessError as error:
            click.echo(f"The demo audit could not be made, so the list is empty: {error}", err=True)
    web.serve(port, where, open_browser=browser)
