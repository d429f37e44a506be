"""Where texts come from: every language whole, one's own by path, and each mistake in a sentence."""

import ast
import re
from importlib.resources import files
from pathlib import Path

import pytest
import records
import yaml

from fairwitness import _registry
from fairwitness.audits.language import KIND
from fairwitness.audits.yaml_file import parse_mapping
from fairwitness.errors import LanguageError, UnknownNameError
from fairwitness.reports.language import ENGLISH, in_language, named, spoken
from fairwitness.reports.language.texts import places

REPORTS = Path(str(files("fairwitness.reports")))
TEXT = REPORTS.joinpath("language", "en.yaml").read_text("utf-8")


@pytest.mark.parametrize("name", _registry.names("fairwitness.languages"))
def test_every_language_has_every_text_with_its_places_and_forms(name: str):
    found = named(name)
    assert found.texts.keys() == ENGLISH.texts.keys()
    for key, english in ENGLISH.texts.items():
        assert places(found.texts[key]) == places(english), key
        assert isinstance(found.texts[key], str) == isinstance(english, str), key


@pytest.mark.parametrize("name", ["de", "en"])
def test_our_own_files_hold_each_key_once(name: str):
    text = REPORTS.joinpath("language", f"{name}.yaml").read_text("utf-8")
    assert parse_mapping(text, KIND, name) == yaml.safe_load(text)


def test_german_leaves_nothing_in_english():
    german = named("de")
    same = {key for key, text in ENGLISH.texts.items() if text == german.texts[key]}
    alike = re.compile(
        r"paper\.alt_|month|\.(name|logo|logo_of|text|version|plan|kappa|phase_\w+|stability)$|^said.by$"
    )
    plain = {
        key for key in same if not alike.search(key) and re.search(r"[A-Za-z]{4}", str(ENGLISH.texts[key]))
    }
    words = {re.sub(r"\{\w+\}|[^A-Za-zÄÖÜäöüß]", " ", str(ENGLISH.texts[key])).strip() for key in plain}
    assert words <= {"", "November", "Person", "CO", "Text"}, plain


def _asked() -> tuple[set[str], list[re.Pattern[str]]]:
    """The keys that sources and templates ask for, and patterns of those that are put together."""
    keys, patterns = set(), [re.compile(r"month(_short)?\.\d+")]
    for path in REPORTS.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if (
                isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and re.fullmatch(r"\w+(\.\w+)+", node.value)
            ):
                keys.add(node.value)
            elif isinstance(node, ast.JoinedStr):
                parts = [
                    re.escape(str(v.value)) if isinstance(v, ast.Constant) else r"[\w ]+(\.\w+)?"
                    for v in node.values
                ]
                if re.match(r"^[a-z_]+\\?\.", parts[0]):
                    patterns.append(re.compile("".join(parts)))
            elif (
                isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "of"
            ):
                first = node.args[0] if node.args else None
                if isinstance(first, ast.Constant):
                    patterns.append(re.compile(rf"{first.value}\.[\w ]+"))
    paper = REPORTS.joinpath("templates", "report.typ").read_text("utf-8")
    keys |= {f"paper.{key}" for key in re.findall(r"\bw\.(\w+)\b(?!\()", paper)}
    page = REPORTS.joinpath("templates", "report.html.j2").read_text("utf-8")
    keys |= set(re.findall(r"""say\(["'](\w+(?:\.\w+)+)["']""", page))
    patterns += [
        re.compile(rf"{re.escape(start)}\w+") for start in re.findall(r"""say\(["']([\w.]+)["'] ~""", page)
    ]
    return keys, patterns


def test_every_text_is_asked_for_and_every_text_asked_for_is_there():
    keys, patterns = _asked()
    spare = {key for key in ENGLISH.texts if key not in keys and not any(p.fullmatch(key) for p in patterns)}
    assert spare == set()
    source = "\n".join(path.read_text("utf-8") for path in REPORTS.rglob("*.py"))
    called = set(re.findall(r"""(?:\bwords|\bsaid|ENGLISH|\bsay)\(\s*["'](\w+(?:\.\w+)+)["']""", source))
    assert (
        called | {key for key in keys if key.startswith("paper.") and key != "paper.json"}
        <= ENGLISH.texts.keys()
    )


def test_no_sentence_of_its_own_is_left_in_the_template_of_the_pdf():
    code = REPORTS.joinpath("templates", "report.typ").read_text("utf-8")
    code = re.sub(r"//.*", "", code)
    citations = (
        "Fairwitness",
        "_Biometrika_",
        "_Statistics in",
        "_Scandinavian",
        "_Journal",
        "_Advances",
        "_Proceedings",
        "Wilson, ",
    )
    left = [
        text
        for text in re.findall(r"\[([^\[\]#$]*[A-Za-z]{3,}[^\[\]#$]*)\]", code)
        if not any(name in text for name in citations)
    ]
    assert left == []
    assert not re.search(r'"[A-Z][a-z]+ [a-z]+ [^"]*"', re.sub(r'font: "[^"]*"|\("[^)]*\)', "", code))


def test_an_unknown_language_is_refused_with_those_there_are():
    with pytest.raises(
        UnknownNameError, match=r"There is no language named 'fr': there are de, en, and a file of your"
    ):
        named("fr")


def test_a_file_of_ones_own_is_read_by_its_path_and_goes_with_the_record(tmp_path: Path):
    own = tmp_path / "nl.yaml"
    own.write_text(TEXT.replace("language: en", "language: nl").replace("region: GB", "region: NL"), "utf-8")
    assert named(str(own)).language == "nl"
    record = in_language(records.full(), str(own))
    own.unlink()
    assert spoken(record).region == "NL"
    assert record.hash == records.full().hash
    assert spoken(in_language(record, "en")) is ENGLISH
    assert spoken(in_language(record, "de")).language == "de"


def _without(key: str) -> str:
    content = yaml.safe_load(TEXT)
    *way, last = key.split(".")
    place = content
    for word in way:
        place = place[word]
    del place[last]
    return yaml.safe_dump(content, allow_unicode=True)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            _without("figure.decimal"),
            "must have every text that English has. It has none for `figure.decimal`.",
        ),
        (_without("paper.role"), "It has none for `paper.role`."),
        (TEXT.replace("{low} to {high}", "{low} to"), "must leave a place for {high} in `figure.interval`."),
        (
            TEXT.replace("{low} to {high}", "{low} {high} {x}"),
            "must not have a place for {x} in `figure.interval`.",
        ),
        (
            TEXT.replace('decimal: "."', "decimal: 7"),
            "must have a text for `figure.decimal`, in quotes. Got 7",
        ),
        (
            TEXT.replace('"Declared limits', '"<b>Declared limits', 1),
            "must hold plain text. Got '<' in `gaps.",
        ),
        (TEXT.replace("language: en", "language: english"), "must begin with the two letters"),
        ("", "must hold keys such as `language` and `paper`"),
        ("a: [", "must be YAML"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_a_sentence(tmp_path: Path, text: str, says: str):
    (tmp_path / "own.yaml").write_text(text, "utf-8")
    with pytest.raises(LanguageError, match=re.escape(says)):
        named(str(tmp_path / "own.yaml"))
