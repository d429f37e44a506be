"""One comment of a pull request: written anew where it is, and never repeated.

    python -m fairwitness.app.pull_request PLAN FILE...

reads what a job on GitHub Actions has in its environment: GITHUB_REPOSITORY, GITHUB_EVENT_PATH, GITHUB_API_URL and
GITHUB_TOKEN. See "REST API endpoints for issue comments" in GitHub's documentation.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

import click

MOST: Final = 65_000
"""Characters; GitHub refuses a comment of more than 65,536 whole."""
_PAGE: Final = 100
_SECONDS: Final = 30
_CUT: Final = "\n\nThe rest did not fit; it is in the summary of the job."


@dataclass(frozen=True)
class PullRequest:
    """Where the comment goes, and with what right."""

    api: str
    repository: str
    number: int
    token: str

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> PullRequest | None:
        """The pull request that a job runs for; None if it runs for something else."""
        event = json.loads(Path(environment["GITHUB_EVENT_PATH"]).read_text(encoding="utf-8"))
        number = event.get("pull_request", {}).get("number")
        if not isinstance(number, int):
            return None
        api = environment.get("GITHUB_API_URL", "https://api.github.com")
        return cls(api, environment["GITHUB_REPOSITORY"], number, environment["GITHUB_TOKEN"])

    def write(self, mark: str, text: str) -> str:
        """Write a comment that begins with a mark: over the one that does, or as a new one. Returns its address."""
        body = {"body": fit(f"{mark}\n{text}")}
        there = next((one for one in self._comments() if str(one.get("body", "")).startswith(mark)), None)
        if there is None:
            found = self._asked("POST", f"/issues/{self.number}/comments", body)
        else:
            found = self._asked("PATCH", f"/issues/comments/{there['id']}", body)
        return str(found["html_url"]) if isinstance(found, dict) else ""

    def _comments(self) -> Iterator[dict[str, object]]:
        page = 1
        while True:
            found = self._asked("GET", f"/issues/{self.number}/comments?per_page={_PAGE}&page={page}")
            comments = found if isinstance(found, list) else []
            yield from comments
            if len(comments) < _PAGE:
                return
            page += 1

    def _asked(self, method: str, path: str, body: Mapping[str, str] | None = None) -> object:
        request = Request(
            f"{self.api}/repos/{self.repository}{path}",
            data=None if body is None else json.dumps(body).encode(),
            method=method,
            headers={
                "Accept": "application/vnd.github+json",
                "Authorization": f"Bearer {self.token}",
                "Content-Type": "application/json",
                "X-GitHub-Api-Version": "2022-11-28",
            },
        )
        with urlopen(request, timeout=_SECONDS) as answer:
            return json.load(answer)


def mark_of(plan: str) -> str:
    """What nobody sees and the comment of a plan begins with, so that each plan has its own."""
    return f"<!-- fairwitness {json.dumps(plan).replace('--', '-')} -->"


def fit(text: str) -> str:
    """Text that GitHub takes; what was cut off is said."""
    return text if len(text) <= MOST else text[: MOST - len(_CUT)].rpartition("\n")[0] + _CUT


def main(arguments: Sequence[str], environment: Mapping[str, str]) -> None:
    """Write the comment. A job may not be allowed to, as one for a fork: that is a warning, and no failure."""
    plan, *files = arguments
    pull = PullRequest.of(environment)
    if pull is None:
        click.echo("There is no pull request to comment on.")
        return
    text = "\n".join(Path(file).read_text(encoding="utf-8") for file in files)
    try:
        click.echo(f"Comment: {pull.write(mark_of(plan), text)}")
    except HTTPError as error:
        click.echo(
            f"::warning title=No comment was written::GitHub answered {error.code} {error.reason}. The job needs "
            "`permissions: pull-requests: write`; a pull request from a fork does not get it."
        )
    except (URLError, TimeoutError) as error:
        click.echo(f"::warning title=No comment was written::GitHub cannot be reached: {error}.")


if __name__ == "__main__":
    main(sys.argv[1:], os.environ)
