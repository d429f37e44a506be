"""A filter of system calls: no sockets, no programs, no other processes, nothing that changes the machine.

Calls that computing needs stay open, whatever they are: a list of what is allowed breaks with every new libc, and
files are guarded by Landlock. What is closed answers EPERM, so that a library that only tries goes on without.
Source: seccomp(2), bpf(2); numbers from the kernel's tables of x86_64 and of the generic one (aarch64).
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct
from collections.abc import Sequence

_ARCHES = {"x86_64": (0xC000003E, 0), "aarch64": (0xC00000B7, 1)}
_NONE = -1
# Name: number on x86_64, number on aarch64.
_CLOSED = {
    "socket": (41, 198),
    "socketpair": (53, 199),
    "fork": (57, _NONE),
    "vfork": (58, _NONE),
    "execve": (59, 221),
    "execveat": (322, 281),
    "setpgid": (109, 154),
    "setsid": (112, 157),
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "process_madvise": (440, 440),
    "process_mrelease": (448, 448),
    "kcmp": (312, 272),
    "tkill": (200, 130),
    "rt_sigqueueinfo": (129, 138),
    "rt_tgsigqueueinfo": (297, 240),
    "pidfd_open": (434, 434),
    "pidfd_getfd": (438, 438),
    "pidfd_send_signal": (424, 424),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "memfd_create": (319, 279),  # memory that no limit counts
    "memfd_secret": (447, 447),
    "truncate": (76, 45),  # which Landlock does not see before its version 3
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "shmget": (29, 194),
    "shmat": (30, 196),
    "shmctl": (31, 195),
    "semget": (64, 190),
    "semop": (65, 193),
    "semctl": (66, 191),
    "msgget": (68, 186),
    "msgsnd": (69, 189),
    "msgrcv": (70, 188),
    "msgctl": (71, 187),
    "mq_open": (240, 180),
    "chmod": (90, _NONE),
    "fchmod": (91, 52),
    "fchmodat": (268, 53),
    "fchmodat2": (452, 452),
    "chown": (92, _NONE),
    "fchown": (93, 55),
    "lchown": (94, _NONE),
    "fchownat": (260, 54),
    "setxattr": (188, 5),
    "lsetxattr": (189, 6),
    "fsetxattr": (190, 7),
    "setxattrat": (463, 463),
    "removexattr": (197, 14),
    "lremovexattr": (198, 15),
    "fremovexattr": (199, 16),
    "removexattrat": (466, 466),
    "file_setattr": (469, 469),
    "utime": (132, _NONE),
    "utimes": (235, _NONE),
    "futimesat": (261, _NONE),
    "utimensat": (280, 88),
    "inotify_add_watch": (254, 27),
    "fanotify_init": (300, 262),
    "name_to_handle_at": (303, 264),
    "open_by_handle_at": (304, 265),
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "open_tree": (428, 428),
    "open_tree_attr": (467, 467),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fspick": (433, 433),
    "mount_setattr": (442, 442),
    "unshare": (272, 97),
    "setns": (308, 268),
    "setuid": (105, 146),
    "setgid": (106, 144),
    "setreuid": (113, 145),
    "setregid": (114, 143),
    "setresuid": (117, 147),
    "setresgid": (119, 149),
    "setfsuid": (122, 151),
    "setfsgid": (123, 152),
    "setgroups": (116, 159),
    "capset": (126, 91),
    "personality": (135, 92),
    "setrlimit": (160, 164),
    "setpriority": (141, 140),
    "ioprio_set": (251, 30),
    "sched_setparam": (142, 118),
    "sched_setscheduler": (144, 119),
    "sched_setattr": (314, 274),
    "migrate_pages": (256, 238),
    "move_pages": (279, 239),
    "syslog": (103, 116),
    "quotactl": (179, 60),
    "quotactl_fd": (443, 443),
    "acct": (163, 89),
    "swapon": (167, 224),
    "swapoff": (168, 225),
    "reboot": (169, 142),
    "sethostname": (170, 161),
    "setdomainname": (171, 162),
    "settimeofday": (164, 170),
    "adjtimex": (159, 171),
    "clock_settime": (227, 112),
    "clock_adjtime": (305, 266),
    "iopl": (172, _NONE),
    "ioperm": (173, _NONE),
    "modify_ldt": (154, _NONE),
    "vhangup": (153, 58),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "delete_module": (176, 106),
    "kexec_load": (246, 104),
    "kexec_file_load": (320, 294),
}
_CLONE, _CLONE3 = (56, 220), (435, 435)
_KILL, _TGKILL = (62, 129), (234, 131)
_FCNTL, _PRLIMIT = (72, 25), (302, 261)
_AFFINITY = (203, 122)
_OPEN, _OPENAT, _OPENAT2 = (2, _NONE), (257, 56), (437, 437)
_O_TRUNC, _O_WRITES = 0o1000, 0o3
_X32 = 0x40000000
_CLONE_THREAD = 0x00010000
_F_SETOWN, _F_SETOWN_EX = 8, 15
_LOAD, _EQUAL, _SET, _RETURN = 0x20, 0x15, 0x45, 0x06
_ALLOW, _KILLED = 0x7FFF0000, 0x80000000
_EPERM, _ENOSYS = 0x00050000 | errno.EPERM, 0x00050000 | errno.ENOSYS
_NUMBER, _ARCH, _ARGUMENTS = 0, 4, 16
_PR_SET_SECCOMP, _FILTER = 22, 2

Step = tuple[int, int, int, int]
_EMPTIES_NOT: Sequence[Step] = (
    (_SET, 1, 0, _O_TRUNC),
    (_RETURN, 0, 0, _ALLOW),
    (
        _SET,
        0,
        1,
        _O_WRITES,
    ),  # to open for reading and yet empty is what Landlock does not see before version 3
    (_RETURN, 0, 0, _ALLOW),
)


def is_known() -> bool:
    """Whether the numbers of this processor's system calls are known here."""
    return platform.machine() in _ARCHES


def close_calls() -> None:
    """Install the filter for this thread and all it will start.

    Raises
    ------
    OSError
        The kernel has no such filters.
    """
    code = b"".join(struct.pack("HBBI", *step) for step in program(platform.machine(), os.getpid()))
    buffer = ctypes.create_string_buffer(code, len(code))
    described = struct.pack("HxxxxxxP", len(code) // 8, ctypes.addressof(buffer))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_SECCOMP, _FILTER, described, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "the filter of system calls was refused")


def program(machine: str, pid: int) -> list[Step]:
    """The filter as BPF instructions: code, jump if true, jump if false, value."""
    arch, column = _ARCHES[machine]
    steps = [
        (_LOAD, 0, 0, _ARCH),
        (_EQUAL, 1, 0, arch),
        (_RETURN, 0, 0, _KILLED),
        (_LOAD, 0, 0, _NUMBER),
        (_SET, 0, 1, _X32),
        (_RETURN, 0, 0, _EPERM),
    ]
    for numbers in _CLOSED.values():
        if numbers[column] != _NONE:
            steps += [(_EQUAL, 0, 1, numbers[column]), (_RETURN, 0, 0, _EPERM)]
    for unseen in (_CLONE3, _OPENAT2):  # so that libc takes clone and openat, whose arguments are seen below
        steps += [(_EQUAL, 0, 1, unseen[column]), (_RETURN, 0, 0, _ENOSYS)]
    steps += _only_if(_CLONE[column], 0, [(_SET, 0, 1, _CLONE_THREAD), (_RETURN, 0, 0, _ALLOW)])
    for call in (_KILL, _TGKILL):
        steps += _only_if(call[column], 0, [(_EQUAL, 0, 1, pid), (_RETURN, 0, 0, _ALLOW)])
    steps += _only_if(_AFFINITY[column], 0, [(_EQUAL, 0, 1, 0), (_RETURN, 0, 0, _ALLOW)])
    for call, flags in ((_OPEN, 1), (_OPENAT, 2)):
        if call[column] != _NONE:
            steps += _only_if(call[column], flags, _EMPTIES_NOT)
    steps += _unless(_FCNTL[column], 1, (_F_SETOWN, _F_SETOWN_EX))
    steps += _only_if(
        _PRLIMIT[column],
        2,
        [
            (_EQUAL, 0, 3, 0),
            (_LOAD, 0, 0, _ARGUMENTS + 8 * 2 + 4),
            (_EQUAL, 0, 1, 0),
            (_RETURN, 0, 0, _ALLOW),
        ],
    )
    return [*steps, (_RETURN, 0, 0, _ALLOW)]


def _only_if(call: int, argument: int, test: Sequence[Step]) -> list[Step]:
    """A call that is closed unless the test, which begins with the argument's low half, allows it."""
    body = [(_LOAD, 0, 0, _ARGUMENTS + 8 * argument), *test, (_RETURN, 0, 0, _EPERM)]
    return [(_EQUAL, 0, len(body), call), *body]


def _unless(call: int, argument: int, values: Sequence[int]) -> list[Step]:
    """A call that is closed for some values of an argument."""
    tests: list[Step] = []
    for value in values:
        tests += [(_EQUAL, 0, 1, value), (_RETURN, 0, 0, _EPERM)]
    body = [(_LOAD, 0, 0, _ARGUMENTS + 8 * argument), *tests, (_RETURN, 0, 0, _ALLOW)]
    return [(_EQUAL, 0, len(body), call), *body]
