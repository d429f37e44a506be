"""Lets the tests of frameworks import `records` and `samples` however pytest is started."""

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1])]
