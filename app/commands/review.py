"""`fairwitness review`: who owns a finding, what is decided on it, and who has signed the record off."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from fairwitness.app.failure import one_line
from fairwitness.errors import nearest

if TYPE_CHECKING:
    from fairwitness.audits.plan.review import Role
    from fairwitness.audits.record import Record
    from fairwitness.audits.review.acts import Reviewer
    from fairwitness.audits.review.state import Review

NOT_SIGNED = 1
_EXAMPLE = "fairwitness review out sign --by 'B. Ali' --role legal"
_ROLES = ("data-science", "legal", "ethics", "domain", "affected-group")
_DISPOSITIONS = ("accept", "mitigate", "false-alarm", "waive")


def now() -> datetime:
    """The time by this machine's clock: the only look at it here."""
    return datetime.now(UTC)


@dataclass
class _Desk:
    """The record under review, and the file of its review."""

    path: Path
    stated: Path | None

    @cached_property
    def record(self) -> Record:
        from fairwitness.audits.record import load_record

        return load_record(self.path)

    @property
    def file(self) -> Path:
        from fairwitness.reports.review_log import review_file

        return self.stated or review_file(self.path)

    def review(self) -> Review:
        from fairwitness.reports.review_log import load_review

        return load_review(self.record, self.file, now().date())

    def reviewer(self, by: str, role: str | None) -> Reviewer:
        from fairwitness.audits.plan.review import as_role
        from fairwitness.audits.review.acts import Reviewer
        from fairwitness.reports.review_log import open_log

        return Reviewer(self.record, open_log(self.file), by, cast("Role | None", as_role(role)), now())


class _Acts(click.Group):
    """The acts on a record, which is named first."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Let options of the review follow the record: click takes what follows it for the act."""
        before, rest = args[:1], args[1:]
        if before and not before[0].startswith("-"):
            while rest and rest[0].startswith("-"):
                taken = 2 if rest[0] == "--file" else 1
                before, rest = [*rest[:taken], *before], rest[taken:]
        return super().parse_args(ctx, [*before, *rest])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in self.commands:
            record = ctx.params.get("record")
            if str(record) in self.commands:
                raise click.UsageError(f"The record comes first: fairwitness review {args[0]} {record}.", ctx)
            raise click.UsageError(
                f"There is no `review RECORD {args[0]}`. {nearest(args[0], self.commands)}", ctx
            )
        return super().resolve_command(ctx, args)


def _day(_ctx: click.Context, _param: click.Parameter, value: str | None) -> date | None:
    """A day from its text."""
    from fairwitness.audits.plan.spelling import as_day

    try:
        return cast("date | None", as_day(value))
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


def _who(act: Callable[..., None]) -> Callable[..., None]:
    """The options that say who does it."""
    act = click.option("--role", type=click.Choice(_ROLES, case_sensitive=False), help="In which role.")(act)
    return click.option("--by", required=True, metavar="NAME", help="Who does it.")(act)


@click.group(
    "review",
    cls=_Acts,
    invoke_without_command=True,
    short_help="Review the findings of a record, and sign it off.",
    subcommand_metavar="ACT [OPTIONS]",
    epilog=f"Example: {_EXAMPLE}. Exit codes: 0 done, or nothing is missing; 1 (status) a required sign-off is "
    "missing; 2 could not be done.",
)
@click.argument("record", type=click.Path(path_type=Path))
@click.option(
    "--file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The trail that keeps the review; trail.jsonl beside the record, or in this folder, if left out.",
)
@click.pass_context
def command(ctx: click.Context, record: Path, file: Path | None) -> None:
    """Review RECORD, a record.json or the folder that holds it. The record itself never changes.

    Without an act, the state of the review is shown.
    """
    ctx.obj = _Desk(record, file)
    if ctx.invoked_subcommand is None:
        ctx.invoke(_status)


@command.command("list", short_help="List the findings with owner, decision and due date.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.pass_obj
def _list(desk: _Desk, *, as_json: bool) -> None:
    """List the findings of the record by their names, with what was said of each."""
    review = desk.review()
    if as_json:
        click.echo(_json(review, "findings"))
        return
    if not review.findings:
        click.echo("The record has no findings.")
    from fairwitness.reports.review import decision_text

    for one in review.findings:
        owner, due = one.owner or "no owner", f"due {one.due}" if one.due else "no due date"
        late = ", overdue" if one.overdue(review.on) else ""
        said = f"{one.id}  {one.finding.severity}; {decision_text(one)}; {owner}; {due}{late}"
        click.echo(one_line(said))
        click.echo("  " + one_line(one.finding.statement))
        for comment in one.comments:
            click.echo("  " + one_line(f"{comment.by}, {comment.at:%Y-%m-%d}: {comment.text}"))


@command.command("set", short_help="Give a finding an owner, a decision, a due date.")
@click.argument("finding")
@click.option(
    "--disposition", type=click.Choice(_DISPOSITIONS, case_sensitive=False), help="What is decided."
)
@click.option("--owner", metavar="NAME", help="Who answers for it.")
@click.option("--due", metavar="DAY", callback=_day, help="When it must be dealt with.")
@click.option("--until", metavar="DAY", callback=_day, help="The last day of a waiver.")
@click.option("--reason", metavar="TEXT", help="Why; obligatory to accept, to waive, and for a false alarm.")
@_who
@click.pass_obj
def _set(desk: _Desk, /, finding: str, by: str, role: str | None, **given: object) -> None:
    """Decide on FINDING: its name from `list`, the beginning of it, or a code that stands once."""
    from fairwitness.audits.review.acts import Decision

    disposition = given.pop("disposition")
    decided = None if disposition is None else str(disposition).replace("-", "_")
    decision = Decision(disposition=decided, **given)  # type: ignore[arg-type]  # click has checked them
    name = desk.reviewer(by, role).decide(finding, decision)
    what = " ".join(
        filter(None, [str(disposition or ""), *(f"{key} {given[key]}" for key in _SHOWN if given[key])])
    )
    click.echo(one_line(f"{name}: {what}."))
    if disposition == "waive":
        click.echo(
            "A waiver given here is shown in reports and mutes no gate: the record is frozen. To mute the gate in the "
            "next audit, write the waiver into the plan."
        )


_SHOWN = ("owner", "due", "until")


@command.command("comment", short_help="Say something about a finding.")
@click.argument("finding")
@click.argument("text")
@_who
@click.pass_obj
def _comment(desk: _Desk, finding: str, text: str, by: str, role: str | None) -> None:
    """Add TEXT to what is said of FINDING."""
    click.echo(f"{desk.reviewer(by, role).comment(finding, text)}: comment added.")


@command.command("sign", short_help="Sign the record off.")
@click.option("--note", metavar="TEXT", help="What the signature is given with.")
@_who
@click.pass_obj
def _sign(desk: _Desk, note: str | None, by: str, role: str | None) -> None:
    """Sign the record off, with the decisions as they stand. It lapses when the record or a decision changes."""
    _tell(desk.reviewer(by, role).sign(note))


@command.command("withdraw", short_help="Take your own sign-off back.")
@click.option("--reason", required=True, metavar="TEXT", help="Why.")
@_who
@click.pass_obj
def _withdraw(desk: _Desk, reason: str, by: str, role: str | None) -> None:
    """Take back the sign-off that you gave in a role. It stays in the log, and the role must sign again."""
    _tell(desk.reviewer(by, role).withdraw(reason))


@command.command("auditor", short_help="Say who ran the audit.")
@click.argument("name")
@_who
@click.pass_obj
def _auditor(desk: _Desk, name: str, by: str, role: str | None) -> None:
    """Say that NAME ran the audit: with a second pair of eyes, that person cannot alone sign it off."""
    desk.reviewer(by, role).name_auditor(name)
    click.echo(one_line(f"The audit was run by {name}."))


@command.command("feedback", short_help="Count a reviewer's own decisions on single cases.")
@click.argument("file", type=click.Path(path_type=Path))
@_who
@click.pass_obj
def _feedback(desk: _Desk, file: Path, by: str, role: str | None) -> None:
    """Count the cases of FILE, a CSV with the columns case, model and reviewer: no row is kept.

    A `reason`, and a column for each sensitive attribute, may be there too.
    """
    cases = desk.reviewer(by, role).give_feedback(file)
    click.echo(f"Counted {cases:,} case{'' if cases == 1 else 's'}; no row is kept.")
    found = desk.review().agreement
    from fairwitness.reports.review import agreement_notes

    for line in agreement_notes(found) if found else ():
        click.echo("  " + one_line(line))


@command.command("status", short_help="Say how far the review is; 1 if a required sign-off is missing.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.pass_obj
def _status(desk: _Desk, *, as_json: bool = False) -> None:
    """Say how far the review is, and what is missing. Exit code 1 while the plan's sign-offs are not all there."""
    review = desk.review()
    if as_json:
        click.echo(_json(review))
    else:
        _tell(review)
    sys.exit(NOT_SIGNED if review.holds_release else 0)


def _tell(review: Review) -> None:
    from fairwitness.reports.review import lead, signature_text

    click.echo(one_line(lead(review)))
    for signature in review.signatures:
        click.echo("  " + one_line(signature_text(signature)))
    for sentence in review.missing:
        click.echo("  " + one_line(f"missing: {sentence}"))


def _json(review: Review, part: str | None = None) -> str:
    from fairwitness.reports.review_values import as_values

    values = as_values(review)
    return json.dumps(values if part is None else values[part], indent=1, ensure_ascii=False)
