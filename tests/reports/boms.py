"""Bills of materials, read back by the official schema of CycloneDX 1.7, which a development dependency holds."""

import json
import warnings
from functools import cache

from fairwitness.reports.bom.cyclonedx import CycloneDxReport


@cache
def validator():
    """Strict: what the schema does not name is refused."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from cyclonedx.schema import SchemaVersion
        from cyclonedx.validation.json import JsonStrictValidator

    return JsonStrictValidator(SchemaVersion.V1_7)


def bom(record):
    """The bill of a record, if it is one."""
    text = CycloneDxReport().render(record).decode()
    assert validator().validate_str(text) is None
    return json.loads(text)


def card(record):
    """The model card in it."""
    return bom(record)["metadata"]["component"]["modelCard"]
