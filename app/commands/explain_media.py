"""The part of `fairwitness explain` that explains single texts and pictures, and writes a page of figures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

if TYPE_CHECKING:
    from fairwitness.audits.media.cases import MediaExplanations
    from fairwitness.audits.media.explaining import MediaCase
    from fairwitness.audits.plan import Plan

Command = TypeVar("Command", bound=Callable[..., object])
NAMES = ("text", "pictures", "method", "label", "samples", "out", "pdf")
_TOP = 6

_OPTIONS = (
    click.option(
        "--text", metavar="COLUMN", help="Explain texts, word by word: the column that the model reads."
    ),
    click.option(
        "--pictures", is_flag=True, help="Explain pictures, region by region: the data is a folder of them."
    ),
    click.option(
        "--method",
        type=click.Choice(["both", "lime", "shap"]),
        default="both",
        help="How texts and pictures are explained.",
    ),
    click.option("--label", metavar="LABEL", help="The label explained; for each the likeliest if left out."),
    click.option(
        "--samples",
        type=click.IntRange(min=10),
        default=1000,
        help="Versions of each text or picture that the model is asked about.",
    ),
    click.option(
        "--out",
        type=click.Path(path_type=Path, dir_okay=False),
        help="Write texts and pictures with their marks to this HTML file.",
    ),
    click.option(
        "--pdf", type=click.Path(path_type=Path, dir_okay=False), help="Write the same to this PDF file."
    ),
)


def media_options(command: Command) -> Command:
    """Add the options to a command."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def is_asked(given: dict[str, object], *, as_json: bool) -> bool:
    """Whether texts or pictures are to be explained.

    Raises
    ------
    click.UsageError
        Options do not go together.
    """
    text, pictures = given["text"] is not None, bool(given["pictures"])
    if text and pictures:
        raise click.UsageError("Explain texts or pictures at a time. Got `--text` and `--pictures`.")
    if (text or pictures) and as_json:
        raise click.UsageError("Texts and pictures are written with `--out FILE.html`, not as JSON.")
    if not (text or pictures) and any(given[name] is not None for name in ("out", "pdf", "label")):
        raise click.UsageError("`--out`, `--pdf` and `--label` belong to `--text COLUMN` or `--pictures`.")
    return text or pictures


def explain(
    plan: Plan, folder: Path, cases: list[str] | None, rows: int | None, given: dict[str, object]
) -> list[str]:
    """Explain the texts or pictures that options ask for, write the page if it is wanted, and say what was found."""
    from fairwitness.audits.media.cases import SHOWN, Wanted, explain_media

    text = given["text"]
    label = given["label"]
    wanted = Wanted(
        text=None if text is None else str(text),
        cases=cases,
        rows=rows or SHOWN,
        methods=("lime", "shap") if given["method"] == "both" else (given["method"],),  # type: ignore[arg-type]  # click has checked it
        label=None if label is None else str(label),
        samples=int(str(given["samples"])),
    )
    found = explain_media(plan, folder, wanted)
    lines = [line for case in found.cases for line in _lines(case)]
    return [*lines, "", *_written(found, given["out"], given["pdf"])]


def _written(found: MediaExplanations, page: object, pdf: object) -> list[str]:
    """Write what is wanted, and say where it is."""
    from fairwitness.audits.whole import write_whole

    contents: dict[Path, bytes] = {}
    if isinstance(page, Path):
        from fairwitness.reports.media.page import media_page

        contents[page] = media_page(found)
    if isinstance(pdf, Path):
        from fairwitness.reports.media.pdf import media_pdf

        contents[pdf] = media_pdf(found)
    return [str(path) for path in write_whole(contents)]


def _lines(case: MediaCase) -> list[str]:
    found = case.found
    of = "" if case.label is None else f" for '{case.label}'"
    head = (
        f"{case.name} by {found.method.upper()}: {found.answer:.4g}{of}, from the base value {found.base:.4g}"
    )
    body = [f"  {found.parts[place]:<28} {found.values[place]:+.4g}" for place in found.strongest(_TOP)]
    fit = [] if found.fidelity is None else [f"  R2 of the simple model: {found.fidelity:.2f}"]
    steady = [] if found.stability is None else [f"  Stability: {found.stability:.2f}"]
    return ["", head, *body, *fit, *steady]
