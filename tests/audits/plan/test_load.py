import pytest

from fairwitness.audits.plan import load_plan, make_plan, parse_plan
from fairwitness.errors import PlanError


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("rolls: {}", "There is no key `rolls`. Did you mean 'roles'?"),
        ("roles: {targett: a}", "There is no key `roles.targett`. Did you mean 'target'?"),
        ("roles: {sensitive: [{nam: x}]}", "There is no key `roles.sensitive.0.nam`. Did you mean 'name'?"),
        ("gates: [{metrik: x}]", "There is no key `gates.0.metrik`. Did you mean 'metric'?"),
        ("where: [{colum: a, is: known}]", "There is no key `where.0.colum`. Did you mean 'column'?"),
        ("where: [{column: a, iss: known}]", "There is no key `where.0.iss`. Did you mean 'is'?"),
        ("checks: {min_grup: 3}", "There is no key `checks.min_grup`. Did you mean 'min_group'?"),
        ("report: {format: pdf}", "There is no key `report.format`. Did you mean 'formats'?"),
        ("model: {format: skops}", "A `model` must have one of `path`, `url` and `call`. Got none instead."),
        ("roles: {target: 5}", "`roles.target` must be a valid string. Got 5 instead."),
        ("alpha: much", "`alpha` must be a valid number. Got 'much' instead."),
        ("alpha: 0.7", "`alpha` must be less than 0.5. Got 0.7 instead."),
        ("roles:", "`roles` must be keys with values. Got nothing instead."),
        ("data: 5", "`data` must be keys with values. Got 5 instead."),
        ("roles: {sensitive: 5}", "`roles.sensitive` must be a valid list. Got 5 instead."),
        (
            "energy: {country: de}",
            "`energy.country` must be three capital letters such as DEU. Got 'de' instead.",
        ),
        ("data: {separator: ', '}", "`data.separator` must have at most 1 character. Got ', ' instead."),
        ("1: 2", "The keys of a plan must be text. Got 1 instead."),
        (
            "roles: {positive: [1]}",
            "`roles.positive` cannot be [1]; `fairwitness schema` prints what each key may hold.",
        ),
        (
            "roles: {sensitive: [{name: a, bins: thirds}]}",
            "`roles.sensitive.0.bins` cannot be 'thirds'; `fairwitness schema` prints what each key may hold.",
        ),
        ("title: a\nseed: 1\ntitle: b", "Each key must stand once. Got 'title' again in line 3."),
        ("roles: {id: a, id: b}", "Each key must stand once. Got 'id' again in line 1."),
    ],
)
def test_says_in_one_sentence_what_is_wrong_and_where(text, message):
    with pytest.raises(PlanError) as caught:
        parse_plan(text, name="audit.yaml")
    assert str(caught.value) == f"audit.yaml: {message}"


def test_says_everything_that_is_wrong_at_once():
    with pytest.raises(PlanError, match=r"`alpha` must be .* `seed` must be .* There is no key `x`"):
        parse_plan("alpha: 0.9\nseed: -1\nx: 1")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "must hold keys such as `data` and `roles`. Got nothing instead"),
        ("- a", "Got a list instead"),
        ("hello", "Got a str instead"),
        ("title: [", "must be YAML. It stops being so in line 1, column 9: expected the node content"),
        ("title: 'a\nb", "must be YAML. It stops being so in line 2"),
        ("title: 2020-99-99", "must be plain YAML. It holds what cannot be read: month must be in 1..12"),
        ("? [a]\n: 2", "must be plain YAML"),
        ("[" * 1000, "must be plain YAML"),
        ("title: \0", "must be YAML"),
    ],
)
def test_what_is_no_plan_at_all(text, message):
    with pytest.raises(PlanError) as caught:
        parse_plan(text)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "tag",
    ["!!python/object/apply:os.system [echo]", "!!python/name:os.system", "!!python/module:os", "!mine x"],
)
def test_a_tag_that_would_make_an_object_is_refused(tag, monkeypatch):
    monkeypatch.setattr("os.system", lambda _: pytest.fail("a plan ran a command"))
    with pytest.raises(PlanError, match="could not determine a constructor"):
        parse_plan(f"title: {tag}")


def test_a_hostile_value_is_not_written_out():
    bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n"
        for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    with pytest.raises(PlanError) as caught:
        parse_plan(bomb + "title: *i\n")
    assert len(str(caught.value)) < 5_000


def test_merge_keys_are_yaml():
    plan = parse_plan("gates:\n  - &one {metric: accuracy, limit: 0.2}\n  - {<<: *one, kind: ratio}")
    assert plan.gates[1].model_dump(include={"metric", "kind", "limit"}) == {
        "metric": "accuracy",
        "kind": "ratio",
        "limit": 0.2,
    }


def test_a_file(tmp_path):
    path = tmp_path / "audit.yaml"
    path.write_bytes("\ufefftitle: Größe".encode())
    assert load_plan(path).title == "Größe"
    path.write_bytes("title: Größe".encode("cp1252"))
    with pytest.raises(PlanError, match="must be a UTF-8 text file"):
        load_plan(path)
    with pytest.raises(PlanError, match=r"There is none at .*; `fairwitness init` writes one"):
        load_plan(tmp_path / "other.yaml")
    with pytest.raises(PlanError, match="cannot be read"):
        load_plan(tmp_path)


def test_plain_values():
    assert make_plan({"title": "A"}).title == "A"
    with pytest.raises(PlanError, match=r"^the form: `seed` must be"):
        make_plan({"seed": "x"}, name="the form")
    with pytest.raises(PlanError, match="A `where` condition must read like"):
        make_plan({"where": ["age over 3"]})


def bomb(member: str, join: str) -> str:
    lines = [f"a: &a {member}"]
    for before, name in zip("abcdefgh", "bcdefghi", strict=True):
        lines.append(f"{name}: &{name} {join.format(', '.join([f'*{before}'] * 9))}")
    return "\n".join(lines) + "\n"


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    ("text", "message"),
    [
        (bomb("{x: 1}", "{{<<: [{}]}}"), "at most 1,000 keys. Got more in line"),
        (bomb("[x]", "[{}]") + "gates: *i\nwhere: *i\nroles: {sensitive: *i, strata: *i}", "the plan: "),
        ("limitations: &a [*a]", "`limitations.0` must be a valid string"),
        ("words: &w {columns: *w}", "`words.columns.columns` must be a valid string"),
        ("seed: " + "9" * 5000, "at most 40 digits. Got 5,000 in line 1"),
        ("seed: 0x" + "f" * 100_000, "at most 40 digits"),
        ("seed: 1" + ":1" * 3000, "at most 40 digits"),
        ("alpha: 1e999999999", "must be a finite number"),
        ("alpha: .nan", "must be a finite number"),
        ("[" * 100_000, "nested too deeply"),
        ("{a: " * 5_000, "nested too deeply"),
        ("\n".join(f"k{i}: 1" for i in range(20_000)), "at most 1,000 keys"),
        ("\n".join(f"k{i}: 1" for i in range(900)), "more."),
        ('title: "\\uD800"', "must be a valid string"),
    ],
)  # fmt: skip
def test_no_plan_takes_the_machine(text, message):
    with pytest.raises(PlanError) as caught:
        parse_plan(text)
    assert message in str(caught.value)
    assert len(str(caught.value)) < 12_000


def test_a_large_file_is_not_read(tmp_path):
    with (tmp_path / "data.yaml").open("wb") as stream:
        stream.truncate(100 << 20)
    with pytest.raises(PlanError, match=r"at most 1 MB. 'data.yaml' has more; is it the data\?"):
        load_plan(tmp_path / "data.yaml")


def test_a_plan_runs_nothing(tmp_path):
    mark = tmp_path / "mark"
    for tag in (
        "!!python/object/apply:os.system",
        "!!python/object/new:os.system",
        "!!python/object/apply:pathlib.Path.touch",
    ):
        with pytest.raises(PlanError):
            parse_plan(f"title: {tag} ['touch {mark}']\n")
    assert not mark.exists()
