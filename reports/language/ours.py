"""The languages that come with the package, each a file of texts; third parties register theirs by the same door."""

from importlib.resources import files

_HERE = files("fairwitness.reports.language")
en = _HERE / "en.yaml"
de = _HERE / "de.yaml"
