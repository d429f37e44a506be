"""The text of a plan that somebody wrote: everything that is wrong with it, by line, before any data are there."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from fairwitness.audits.plan import parse_plan
from fairwitness.audits.plan.mistakes import Mistake, mistake_of, mistakes
from fairwitness.errors import FairwitnessError


def mistakes_in(text: str, *, name: str = "the plan", folder: Path | None = None) -> tuple[Mistake, ...]:
    """What is wrong with a plan, in the order of its lines: keys, values, and the names of all that is registered.

    Parameters
    ----------
    folder
        Where the files that it names lie; None for a text from elsewhere, whose files are not looked at.
    """
    if found := mistakes(text, name=name):
        return found
    from fairwitness.audits.frameworks import is_file, located
    from fairwitness.audits.language import is_file as is_language_file
    from fairwitness.audits.run import check_plan
    from fairwitness.reports.prepare import check_formats, check_language

    plan = parse_plan(text, name=name)
    if folder is None:
        said = plan.report.language
        language = "en" if is_language_file(said) else said
        report = plan.report.model_copy(update={"logo": None, "language": language})
        registered = tuple(one for one in plan.frameworks if not is_file(one))
        placed = plan.model_copy(update={"frameworks": registered, "statements": None, "report": report})
    else:
        placed = located(plan, folder)
    refused = []
    checks = (
        partial(check_plan, placed),
        partial(check_formats, plan.report.formats),
        partial(check_language, placed, folder or Path()),
    )
    for check in checks:
        try:
            check()
        except FairwitnessError as error:
            refused.append(mistake_of(error, text))
    return tuple(refused)
