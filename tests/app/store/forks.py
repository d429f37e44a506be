"""Run as a program of its own: so many processes that do the same at the same time. Each knows itself by `number`."""

from __future__ import annotations

import os
import sys
import traceback

from fairwitness.app import store  # before they part, for it takes longer than what they do


def main(count: int, code: str) -> int:
    """Fork, do it, and tell how many failed."""
    children = []
    for number in range(count):
        child = os.fork()
        if child == 0:
            try:
                exec(code, {"store": store, "number": number})
            except BaseException:  # noqa: BLE001 - it must not go on as its parent
                traceback.print_exc()
                os._exit(1)
            os._exit(0)
        children.append(child)
    return sum(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != 0 for child in children)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), sys.argv[2]))
