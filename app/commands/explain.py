"""`fairwitness explain`: why a model decides as it does, over a sample of rows or for single cases."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fairwitness.app.commands import explain_media
from fairwitness.app.commands.audit import command as audit_command
from fairwitness.app.commands.lists import split
from fairwitness.app.commands.models import NAMES as MODEL_OPTIONS
from fairwitness.app.commands.options import plan_from
from fairwitness.app.failure import one_line
from fairwitness.errors import ExplanationError

if TYPE_CHECKING:
    from fairwitness.audits.plan import Plan
    from fairwitness.audits.record.reasons import CaseExplanation, Certificate, Explanations

_SHARED = (
    *(
        "data",
        "separator",
        "encoding",
        "sheet",
        "missing",
        "types",
        "task",
        "target",
        "positive",
        "favourable",
    ),
    *("id_", "features", "sensitive", "where", *MODEL_OPTIONS, "seed"),
)
_EXAMPLE = "fairwitness explain --data decisions.csv --target hired --model model.skops --case 17"
_WIDTH = 28


@click.command(
    "explain",
    short_help="Explain a model, or single decisions of it.",
    params=[option for option in audit_command.params if option.name in _SHARED],
    epilog=f"Example: {_EXAMPLE}. Exit codes: 0 explained, 2 could not explain.",
)
@click.argument("plan_file", metavar="[PLAN]", required=False, type=click.Path(path_type=Path))
@click.option("--case", "cases", metavar="ID,ID", help="Rows to explain, by id, or by number counted from 1.")
@click.option(
    "--rows",
    type=click.IntRange(min=1),
    help="Rows over which the importance is averaged; with --text or --pictures, how many are explained.",
)
@click.option("--background", type=click.IntRange(min=2), help="Rows that an explanation compares with.")
@click.option(
    "--scale",
    type=click.Choice(["auto", "probability", "margin"]),
    help="What is shared out among the columns: what the model answers, or the margin before its probability.",
)
@click.option(
    "--check-rows", type=click.IntRange(min=0), help="Rows that a second engine explains again; 0: none."
)
@click.option(
    "--lime-local", is_flag=True, help="LIME draws numbers around the case, without conditions on them."
)
@click.option(
    "--lime-numbers", is_flag=True, help="LIME leaves numbers as they are, without conditions on them."
)
@click.option(
    "--lime-within",
    type=click.Choice(["lime", "background"]),
    help="Which numbers stand for a condition: normal ones, as in lime, or the background's own.",
)
@click.option(
    "--lime-width",
    metavar="[lime|local|NUMBER]",
    callback=lambda _context, _option, given: _width(given),
    help="How far LIME looks: 0.75 sqrt(columns), as lime does; a width that is really local; or a distance.",
)
@explain_media.media_options
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
def command(plan_file: Path | None, cases: str | None, *, as_json: bool, **flags: object) -> None:
    """Explain the model of a PLAN, or of options: what moves its output over a sample, or for single cases."""
    own = {name: flags.pop(name) for name in ("rows", "background", "scale", "check_rows")}
    chosen = {name: flags.pop(f"lime_{name}") for name in ("local", "numbers", "within", "width")}
    media = {name: flags.pop(name) for name in explain_media.NAMES}
    plan, folder = plan_from(plan_file, flags)
    named = None if cases is None else split(cases)
    if explain_media.is_asked(media, as_json=as_json):
        rows = own["rows"]
        for line in explain_media.explain(
            plan, folder, named, rows if isinstance(rows, int) else None, media
        ):
            click.echo(one_line(line) if line else "")
        return
    found = _explained(_with(plan, own, chosen), folder, named)
    if as_json:
        click.echo(json.dumps(found.model_dump(mode="json"), indent=1, ensure_ascii=False))
        return
    for line in _lines(found):
        click.echo(one_line(line) if line else "")


def _with(plan: Plan, own: dict[str, object], chosen: dict[str, object]) -> Plan:
    from fairwitness.audits.plan.explain import Explain

    given = {name: value for name, value in own.items() if value is not None}
    lime = plan.explain.lime.model_dump() | _lime(chosen)
    explain = Explain.model_validate(
        {**plan.explain.model_dump(exclude={"cases", "lime"}), **given, "lime": lime}
    )
    return plan.model_copy(update={"explain": explain})


def _lime(chosen: dict[str, object]) -> dict[str, object]:
    given: dict[str, object] = {}
    if chosen["local"] or chosen["numbers"]:
        given["discretize"] = False
    if chosen["local"]:
        given["local"] = True
    if chosen["within"] is not None:
        given["within"] = chosen["within"]
    if chosen["width"] is not None:
        given["kernel_width"] = chosen["width"]
    return given


def _width(given: str | None) -> str | float | None:
    if given is None or given in ("lime", "local"):
        return given
    try:
        width = float(given)
    except ValueError:
        width = math.nan
    if not 0 < width < math.inf:
        raise click.BadParameter(f"It must be 'lime', 'local' or a number above 0. Got '{given}' instead.")
    return width


def _explained(plan: Plan, folder: Path, cases: list[str] | None) -> Explanations:
    from fairwitness.audits.explanations.explain import explain_case, explain_subject, opened, prepare, row_of
    from fairwitness.audits.media.audited import media_column
    from fairwitness.audits.record.reasons import Explanations

    if cases and not plan.privacy.rows:
        raise ExplanationError(
            "Single cases cannot be explained where rows stay private (`privacy.rows: false`)."
        )
    with opened(plan, folder) as (subject, words):
        media = media_column(subject)
        if media is not None:
            option = "--pictures" if media.kind == "picture" else f"--text {media.name}"
            raise ExplanationError(
                f"{media.said}: there is no order of columns. Explain single rows by `{option}`."
            )
        if cases is None:
            return explain_subject(subject, words)
        rows = [row_of(subject, name) for name in cases]  # a name that is none costs no explanation
        ready = prepare(subject, words)
        return Explanations(
            cases=tuple(
                case for row, name in zip(rows, cases, strict=True) for case in explain_case(ready, row, name)
            )
        )


def _lines(found: Explanations) -> list[str]:
    lines: list[str] = []
    if found.importance is not None:
        whole = found.importance
        lines += [found.statement or "No column moves the output.", ""]
        lines += [
            f"  {one.label:<{_WIDTH}} {one.value:.4g}"
            + ("" if one.standard_error is None else f" (standard error {one.standard_error:.2g})")
            + (" (sensitive)" if one.sensitive else "")
            for one in whole.features
        ]
        lines += ["", f"Mean absolute contribution over {whole.rows:,} rows.", *_certified(whole.certificate)]
    for case in found.cases:
        lines += ["", *_case(case)]
    return lines


def _case(case: CaseExplanation) -> list[str]:
    from fairwitness.reports.surrogate import made, trust

    head = f"Case {case.id} by {case.method.upper()}: {case.output:.4g}, from the base value {case.base_value:.4g}"
    fit = [f"  {said}" for said in (*trust(case), made(case)) if said]
    body = [
        f"  {one.condition or f'{one.label} = {one.shown}':<{_WIDTH}} {one.value:+.4g}"
        for one in case.contributions
    ]
    return [head, *body, *fit, *_certified(case.certificate)]


def _certified(said: Certificate | None) -> list[str]:
    from fairwitness.reports.certified import second_engine

    if said is None:
        return []
    why = f" ({said.reason})" if said.reason else ""
    return [
        f"  Engine: {said.engine}{why}; scale: {said.scale}; background: {said.background_rows:,} rows.",
        f"  Checked by a second engine: {second_engine(said)}.",
    ]
