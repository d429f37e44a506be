"""Events: what a person adds is complete or refused by its option; what a later version wrote is let be."""

import pytest

from fairwitness.errors import EvidenceError, UnknownNameError
from fairwitness.reports.evidence.events import BY_PEOPLE, Change, PlanStated, Recovered, known, plain, stated

WAIVER = {
    "gate": "selection_rate.difference.sex",
    "reason": "Few cases",
    "owner": "A. Okafor",
    "until": "2027-05-31",
}
SIGNED = {
    "kind": "review.signed",
    "record": "ab" * 32,
    "by": "B. Ito",
    "role": "legal",
    "decisions": "cd" * 32,
}
GOOD = {
    "waiver": WAIVER,
    "note": {"by": "B. Ito", "comment": "Moved to the new data."},
}


@pytest.mark.parametrize("kind", sorted(BY_PEOPLE))
def test_what_is_added_is_read_and_shown(kind):
    event = stated(kind, GOOD[kind])
    assert known(plain(event)) == event
    assert (GOOD[kind].get("by") or GOOD[kind]["owner"]) in event.words


def test_the_day_of_a_waiver_is_its_last():
    assert stated("waiver", WAIVER).until == "2027-05-31T23:59:59Z"


@pytest.mark.parametrize("kind", sorted(BY_PEOPLE))
def test_what_is_missing_is_named(kind):
    for name in GOOD[kind]:
        with pytest.raises(EvidenceError, match=rf"needs `--{name}`\. It was not given\."):
            stated(kind, {**GOOD[kind], name: None})
        with pytest.raises(EvidenceError, match=f"`--{name}`|`until`"):
            stated(kind, {**GOOD[kind], name: "  "})


def test_what_a_review_did_is_kept_as_it_wrote_it():
    event = known(SIGNED)
    assert plain(event) == SIGNED
    assert event.words == "review of abababababab, signed, by B. Ito (legal)"
    assert known({**SIGNED, "by": ""}) is None
    with pytest.raises(UnknownNameError):
        stated("review.signed", SIGNED)


def test_what_cannot_be_is_named():
    with pytest.raises(EvidenceError, match=r"A waiver has no `--role`\. Leave it out"):
        stated("waiver", {**WAIVER, "role": "legal"})
    with pytest.raises(EvidenceError, match="must be a date such as"):
        stated("waiver", {**WAIVER, "until": "soon"})
    with pytest.raises(EvidenceError, match="must have another `--comment`"):
        stated("note", {"by": "x", "comment": "x" * 50_000})
    with pytest.raises(EvidenceError, match="must have another `--by`"):
        stated("note", {"by": "\ud800", "comment": "x"})
    with pytest.raises(UnknownNameError, match="Did you mean 'waiver'"):
        stated("wavier", {})


def test_what_the_machine_adds_cannot_be_stated():
    with pytest.raises(UnknownNameError):
        stated("run", {})


@pytest.mark.parametrize(
    "event", [{}, {"kind": "dream"}, {"kind": "note"}, {"kind": "note", **GOOD["note"], "more": 1}]
)
def test_what_is_not_known_is_let_be(event):
    assert known(event) is None


def test_words_of_the_machines_events():
    changed = (Change(key="alpha", before=0.05, now=0.1), Change(key="gates", before=[], now=[1]))
    plan = PlanStated(title="A", sha256="ab" * 32, plan={}, changed=changed)
    assert plan.words == "plan abababababab 'A' changed `alpha` from 0.05 to 0.1, `gates`"
    assert (
        Recovered(bytes=1200, sha256="").words == "a line that was never finished was removed (1,200 bytes)"
    )
