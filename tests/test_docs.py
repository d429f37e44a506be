"""The documentation says what the product does: every command, plan key and group is in it, and its examples run."""

import doctest
import importlib
import pkgutil
import re
from pathlib import Path

import click
import pytest
from pydantic import BaseModel

import fairwitness
from fairwitness import _registry
from fairwitness.app.cli import COMMANDS, cli
from fairwitness.audits.checks import Check
from fairwitness.audits.plan import Plan, parse_plan
from fairwitness.reports.files import file_name

ROOT = Path(__file__).parent.parent
DOCS = {path.name: path.read_text(encoding="utf-8") for path in [*ROOT.glob("docs/*.md"), ROOT / "README.md"]}
PAGES = sorted(path.relative_to(ROOT) for path in [*ROOT.glob("docs/**/*.md"), ROOT / "README.md"])
PACKAGES = ("audits", "explainers", "reports", "app")


def plan_keys(model=Plan, prefix=""):
    """Every key a plan can hold, as a dotted path; a list's parts are named by the list."""
    for name, field in model.model_fields.items():
        inner = [part for part in models_in(field.annotation) if issubclass(part, BaseModel)]
        if inner and model is Plan:
            yield from plan_keys(inner[0], f"{name}.")
        else:
            yield f"{prefix}{name}"


def models_in(annotation):
    if isinstance(annotation, type):
        return [annotation]
    return [found for inner in getattr(annotation, "__args__", ()) for found in models_in(inner)]


@pytest.mark.parametrize(
    "command", [name for name in COMMANDS if name not in ("web", "doctor", "catalogue", "schema")]
)
def test_the_readme_shows_every_command_a_person_starts_with(command):
    assert f"fairwitness {command}" in DOCS["README.md"]


@pytest.mark.parametrize("key", list(plan_keys()))
def test_the_plan_page_explains_every_key(key):
    section, _, name = key.partition(".")
    assert re.search(
        rf"`{section}\b" if not name else rf"`[^`]*\.?{re.escape(name.rstrip('_'))}\b", DOCS["plan.md"]
    ), key


def test_the_plan_page_shows_a_plan_that_reads():
    (text,) = re.findall(r"```yaml\n(.*?)```", DOCS["plan.md"], re.DOTALL)
    assert len(parse_plan(text).gates) == 3


@pytest.mark.parametrize("group", sorted(_registry.Group.__args__))
def test_every_group_of_parts_is_in_the_page_on_extending(group):
    assert group in DOCS["extending.md"]


def test_the_example_check_is_a_check():
    code = re.findall(r"```python\n(.*?)```", DOCS["extending.md"], re.DOTALL)[0]
    names = {}
    exec(code, names)
    assert issubclass(names["OldData"], Check)
    assert names["OldData"].title() == "Are the decisions recent?"


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_links_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)\s]+)\)", (ROOT / page).read_text(encoding="utf-8")):
        if "://" in target:
            continue
        file, _, place = target.partition("#")
        found = (ROOT / page).parent / file if file else ROOT / page
        assert found.exists(), target
        assert not place or place in places_of(found), target


def places_of(page):
    """What the headings of a page are linked by."""
    headings = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def commands_in(page):
    """The lines of a page that call the command, as lists of words, up to a pipe or a remark."""
    text = re.sub(r"\\\n\s*", " ", (ROOT / page).read_text(encoding="utf-8"))
    for line in re.findall(r"(?:^|`|\$ |; |&& )fairwitness ([a-z][^`\n]*)", text, re.MULTILINE):
        yield [word.strip("[](),.;:") for word in re.split(r"\s[#|>]", line)[0].split()]


@pytest.mark.parametrize("page", [page for page in PAGES if any(commands_in(page))], ids=str)
def test_commands_and_their_options_are_there(page):
    for words in commands_in(page):
        called = cli.get_command(click.Context(cli), words[0])
        assert called is not None, words
        inner = getattr(called, "commands", {})
        called = next((inner[word] for word in words[1:] if word in inner), called)
        known = {name for option in called.params for name in (*option.opts, *option.secondary_opts)}
        asked = {word.partition("=")[0] for word in words if word.startswith("--")}
        assert asked <= known | {"--help"}, words


@pytest.mark.parametrize("target", ["run", "test", "lint", "bench"])
def test_make_has_the_targets(target):
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)


def modules_with_examples():
    for package in PACKAGES:
        root = importlib.import_module(f"fairwitness.{package}")
        for found in pkgutil.walk_packages(root.__path__, f"fairwitness.{package}."):
            source = Path(found.module_finder.path) / f"{found.name.rsplit('.', 1)[-1]}.py"
            if source.is_file() and ">>> " in source.read_text(encoding="utf-8"):
                yield found.name


@pytest.mark.parametrize("name", sorted(modules_with_examples()))
def test_examples_in_docstrings_hold(name):
    result = doctest.testmod(
        importlib.import_module(name), optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    )
    assert result.attempted
    assert not result.failed


def test_public_names_are_documented():
    for name in fairwitness.__all__:
        assert getattr(fairwitness, name).__doc__


def test_the_page_on_reports_has_every_format_with_its_file():
    for name in _registry.names("fairwitness.reports"):
        assert f"| `{name}` | `{file_name(name)}` |" in DOCS["reports.md"]


def test_every_setting_of_the_server_is_in_one_table():
    """Each variable of the environment that the source names, in the tour of the app."""
    sources = [path.read_text("utf-8") for folder in PACKAGES for path in (ROOT / folder).rglob("*.py")]
    named = {found for text in sources for found in re.findall(r'"(FAIRWITNESS_[A-Z_]+)"', text)}
    listed = set(re.findall(r"^\| `(FAIRWITNESS_[A-Z_]+)`", DOCS["app.md"], re.MULTILINE))
    assert len(named) > 10
    assert named == listed
