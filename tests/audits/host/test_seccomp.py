"""The filter, run by a small machine of the tests' own: what each call would be answered on each processor."""

import errno
import struct

import pytest

from fairwitness.audits.host.child import seccomp

ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
ALLOW, KILL, EPERM, ENOSYS = 0x7FFF0000, 0x80000000, 0x50000 | errno.EPERM, 0x50000 | errno.ENOSYS
OPEN = {  # what computing needs
    "x86_64": {
        "read": 0,
        "write": 1,
        "mmap": 9,
        "futex": 202,
        "brk": 12,
        "getpid": 39,
        "sched_getaffinity": 204,
    },
    "aarch64": {
        "read": 63,
        "write": 64,
        "mmap": 222,
        "futex": 98,
        "brk": 214,
        "getpid": 172,
        "sched_getaffinity": 123,
    },
}
PID = 4242


def ask(machine, number, *arguments, arch=None):
    words = [*arguments, 0, 0, 0, 0, 0, 0][:6]
    data = struct.pack(
        "<IIQ6Q", number & 0xFFFFFFFF, arch or ARCH[machine], 0, *(word & (2**64 - 1) for word in words)
    )
    steps, place, held = seccomp.program(machine, PID), 0, 0
    while True:
        code, true, false, value = steps[place]
        place += 1
        if code == 0x06:
            return value
        if code == 0x20:
            held = struct.unpack_from("<I", data, value)[0]
        else:
            held_true = held == value if code == 0x15 else bool(held & value)
            place += true if held_true else false


@pytest.fixture(params=list(ARCH))
def machine(request):
    return request.param


def number(machine, pair):
    return pair[list(ARCH).index(machine)]


def test_what_computing_needs_is_open(machine):
    assert {ask(machine, each) for each in OPEN[machine].values()} == {ALLOW}


def test_every_closed_call_answers_eperm(machine):
    closed = [number(machine, pair) for pair in seccomp._CLOSED.values()]
    assert {ask(machine, each) for each in closed if each >= 0} == {EPERM}
    assert len(set(closed) - {-1}) == len([each for each in closed if each >= 0])
    assert not set(closed) & set(OPEN[machine].values())


def test_threads_may_be_started_and_processes_not(machine):
    clone, clone3 = number(machine, (56, 220)), 435
    assert ask(machine, clone, 0x3D0F00) == ALLOW
    assert ask(machine, clone, 0x01200011) == EPERM
    assert ask(machine, clone3, 0) == ENOSYS


def test_signals_reach_nobody_else(machine):
    for call in (number(machine, (62, 129)), number(machine, (234, 131))):
        assert ask(machine, call, PID, 15) == ALLOW
        assert {ask(machine, call, pid, 9) for pid in (1, 0, -1, PID + 1)} == {EPERM}


def test_no_signal_by_way_of_a_files_owner(machine):
    fcntl = number(machine, (72, 25))
    assert {ask(machine, fcntl, 3, command) for command in (8, 15)} == {EPERM}
    assert {ask(machine, fcntl, 3, command) for command in (1, 2, 3, 4, 1030)} == {ALLOW}


def test_a_thread_moves_itself_between_processors_and_nobody_else(machine):
    call = number(machine, (203, 122))
    assert ask(machine, call, 0) == ALLOW
    assert ask(machine, call, 1) == EPERM


def test_nothing_is_emptied_by_opening_it_for_reading(machine):
    trunc, opens = 0o1000, [(number(machine, (257, 56)), (0, 0))]
    opens += [(2, (0,))] if machine == "x86_64" else []
    for call, before in opens:
        assert {ask(machine, call, *before, flags) for flags in (0, 0o2, 0o1 | trunc, 0o2000102)} == {ALLOW}
        assert ask(machine, call, *before, trunc) == EPERM
    assert ask(machine, 437) == ENOSYS


def test_limits_may_be_read_and_not_set(machine):
    prlimit = number(machine, (302, 261))
    assert ask(machine, prlimit, 0, 9, 0, 0x7FFF12345678) == ALLOW
    assert {ask(machine, prlimit, 0, 9, new) for new in (0x1000, 0x7FFF00000000)} == {EPERM}


def test_another_processor_or_the_x32_calls_do_not_go_round_it(machine):
    assert ask(machine, 0, arch=0x40000003) == KILL
    assert ask(machine, 0x40000000 | 41) == EPERM


def test_the_program_fits_the_kernel(machine):
    steps = seccomp.program(machine, PID)
    assert len(steps) < 4096
    assert all(0 <= true < 256 and 0 <= false < 256 for _, true, false, _ in steps)
