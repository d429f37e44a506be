import pytest

from fairwitness.audits.host import levels
from fairwitness.audits.host.levels import MEANING, Capabilities, capabilities, choose
from fairwitness.audits.plan.source import LEVELS
from fairwitness.errors import ModelError

MACHINES = {
    "sandbox": Capabilities(7, seccomp=True, bubblewrap=False),
    "bubblewrap": Capabilities(0, seccomp=True, bubblewrap=True),
    "process": Capabilities(3, seccomp=False, bubblewrap=False),
}


@pytest.mark.parametrize(("level", "machine"), MACHINES.items())
def test_the_strongest_level_that_can_be_had(level, machine):
    assert machine.level == level
    assert machine.sentence() == MEANING[level]


@pytest.mark.parametrize("minimum", LEVELS)
@pytest.mark.parametrize("level", LEVELS)
def test_a_machine_that_cannot_do_what_the_plan_demands(level, minimum, monkeypatch):
    monkeypatch.setattr(levels, "capabilities", lambda: MACHINES[level])
    if LEVELS.index(level) >= LEVELS.index(minimum):
        assert choose(minimum) == level
        return
    with pytest.raises(ModelError, match=rf"demands .* level '{minimum}'\. This machine has only '{level}'"):
        choose(minimum)


def test_windows_is_refused(monkeypatch):
    monkeypatch.setattr("sys.platform", "win32")
    with pytest.raises(ModelError, match="must run on Linux or macOS"):
        choose("process")


def test_elsewhere_than_on_linux_there_are_limits_only(monkeypatch):
    monkeypatch.setattr("sys.platform", "darwin")
    assert capabilities.__wrapped__().level == "process"


def test_this_machine_is_looked_at_for_real():
    found = capabilities()
    assert found.landlock >= 0
    assert found.level in LEVELS
