"""Lets the tests of reports import `records` (the records made by hand) however pytest is started."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
