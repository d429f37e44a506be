import pandas as pd
import pytest

from fairwitness.audits.plan.guess import guess
from fairwitness.audits.plan.protected import folded, proxies, tokens, why_sensitive


def column(*values, times=3):
    return pd.Series(list(values) * times)


@pytest.mark.parametrize(
    "name",
    [
        *("Sex", "applicant_gender", "personSex", "Race/Ethnicity", "Geschlecht", "Alter in Jahren"),
        *(
            "Staatsangehörigkeit",
            "STAATSANGEHOERIGKEIT",
            "sexe",
            "Âge",
            "Nationalité",
            "género",
            "Nacionalidad",
        ),
        *(
            "sesso",
            "età",
            "nazionalità",
            "gênero",
            "raça",
            "geslacht",
            "leeftijd",
            "płeć",
            "Wiek",
            "kön",
            "ålder",
        ),
        *("cinsiyet", "yaş", "ırk", "engelli", "Plec", "kon", "Familienstand", "état civil", "medeni_hal"),
        *("birth_year", "date of birth: dob", "skin colour", "religión", "Wyznanie", "narodowość"),
    ],
)
def test_names_in_ten_languages(name):
    assert "law protects" in why_sensitive(name, column("a", "b"))


@pytest.mark.parametrize(
    "name",
    [
        "message",
        "sexton",
        "page",
        "average",
        "embrace",
        "cat_sex",
        "manager",
        "package",
        "income",
        "status",
        "",
    ],
)
def test_what_is_called_something_else(name):
    assert why_sensitive(name, column("a", "b")) is None


@pytest.mark.parametrize(
    ("values", "what"),
    [
        (["male", "female"], "sex"),
        (["M", "F", None], "sex"),
        (["m", "w", "d"], "sex"),
        (["Männlich", "weiblich", "divers"], "sex"),
        (["Homme", "Femme"], "sex"),
        (["hombre", "mujer", "otro"], "sex"),
        (["kvinna", "man"], "sex"),
        (["kobieta", "mężczyzna"], "sex"),
        (["Kadın", "Erkek"], "sex"),
        (["Mr.", "Mrs.", "Ms."], "sex"),
        (["White", "Black", "Asian-Pac-Islander", "Amer-Indian-Eskimo", "Other"], "race or origin"),
        (["Germany", "Türkei", "France", "?"], "race or origin"),
        (["Catholic", "Muslim", "Jewish", "None"], "religion"),
        (["ledig", "verheiratet", "geschieden"], "family"),
    ],
)
def test_values_tell_whatever_the_name_is(values, what):
    assert f"values like those of {what}" in why_sensitive("x7", column(*values))


@pytest.mark.parametrize(
    "values",
    [
        ["a", "b"],
        ["m"],
        ["m", "k", "w"],
        ["yes", "no"],
        ["red", "white", "rosé"],
        ["male", "female", "battery"],
        ["other", "unknown"],
        [1, 2],
        [[1], [2]],
        [f"male {number}" for number in range(60)],
    ],
)
def test_values_of_something_else(values):
    assert why_sensitive("x7", column(*values)) is None


def test_births_are_told_from_ages():
    assert "tells the age" in why_sensitive("geburtsjahr", column(1950, 1999, None))
    assert "tells the age" in why_sensitive("Date of birth dob", column("1950-05-01", "1999-12-31"))
    assert "tells the age" in why_sensitive("dob", pd.to_datetime(column("1950-05-01", "1999-12-31")))
    assert "tells the age" not in why_sensitive("age", column(18, 99))


def test_proxies_are_a_remark_and_no_role():
    frame = pd.DataFrame(
        {
            "PLZ": ["10115", "80331", "10115"],
            "first name": ["Ada", "Bo", "Cy"],
            "Código postal": ["1", "2", "1"],
            "language": ["de", "tr", "de"],
            "sex": ["f", "m", "f"],
            "zip_constant": [1, 1, 1],
        }
    )
    found = guess(frame)
    assert [attribute.name for attribute in found.roles.sensitive] == [
        "sex"
    ] or "language" in found.suggested_sensitive
    said = " ".join(found.remarks)
    assert "'PLZ' may tell where people live" in said
    assert "'first name' may tell what people are called" in said
    assert "'Código postal'" in said
    assert "zip_constant" not in said
    assert "'sex'" not in said
    assert next(iter(proxies(frame, {"PLZ"}))).startswith("The column 'first name'")


def test_letters_are_folded():
    assert folded("Straße ŁÓDŹ Ünal ırk Å") == "strasse lodz uenal irk a"
    assert tokens("Geschlecht_derPerson2") == ["geschlecht", "der", "person"]
    assert tokens("日本") == []
