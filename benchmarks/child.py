"""Run a command in a process of its own and say what it took:  python child.py COMMAND ...

A process starts with the peak memory of the one that made it, so the measuring one must be this small.
Prints seconds, peak MiB and the exit code as JSON on the last line, after the command's own output.
"""

import json
import resource
import subprocess
import sys
import time


def measured(command: list[str]) -> dict[str, float]:
    """Seconds, peak memory in MiB and exit code of a command."""
    start = time.perf_counter()
    done = subprocess.run(command, check=False)
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return {
        "seconds": seconds,
        "mib": peak / (2**20 if sys.platform == "darwin" else 2**10),
        "exit": done.returncode,
    }


if __name__ == "__main__":
    print(json.dumps(measured(sys.argv[1:])), flush=True)
