"""Contents with the attributes of a hiring audit, for the tests of frameworks."""

from __future__ import annotations

from collections.abc import Mapping

import records

from fairwitness.audits.record import RecordContent
from fairwitness.audits.record.schema import AttributeFacts, Group

UNKNOWN = "(unknown)"
Counts = Mapping[str, tuple[int, int]]

# The example of the law's own rules: people selected, people who applied.
SEX: Counts = {"Male": (667, 1390), "Female": (555, 1181)}
RACE: Counts = {"Hispanic or Latino": (204, 408), "White": (412, 797),
                "Black or African American": (170, 390),
                "Native Hawaiian or Pacific Islander": (52, 119), "Asian": (302, 616),
                "Native American or Alaska Native": (18, 41), "Two or More Races": (96, 213)}  # fmt: skip
CROSSED: Counts = {
    f"{race} & {sex}": (selected // 2, n // 2) for race, (selected, n) in RACE.items() for sex in SEX
}


def hiring(attributes: Mapping[str, Counts] | None = None, **subject: object) -> RecordContent:
    """Selection rates and ratio comparisons of these attributes; of sex, race and both if none are given."""
    attributes = {"sex": SEX, "race": RACE, "race & sex": CROSSED} if attributes is None else attributes
    estimates = tuple(
        records.estimate("selection_rate", name, group, k, n)
        for name, groups in attributes.items()
        for group, (k, n) in groups.items()
    )
    comparisons = tuple(
        records.comparison(
            "selection_rate", name, "inconclusive", kind="ratio", tolerance=0.8, value=0.84, declared=False
        )
        for name in attributes
    )
    facts = tuple(
        AttributeFacts(
            name=name,
            columns=tuple(name.split(" & ")),
            edges=None,
            groups=tuple(
                Group(name=group, rows=n, unknown=UNKNOWN in group) for group, (_, n) in groups.items()
            ),
        )
        for name, groups in attributes.items()
    )
    values = {"attributes": facts, "threshold": None, "favourable": "invited", **subject}
    return records.record(comparisons, estimates, subject=values)
