"""Regulations and standards: dated facts, and what a record can show for each of their controls."""

from fairwitness.reports.frameworks.catalogue import (
    FrameworkFile,
    Vocabulary,
    read_framework,
    read_vocabulary,
)
from fairwitness.reports.frameworks.controls import Framework

nyc_ll144 = Framework("nyc_ll144")

__all__ = ["Framework", "FrameworkFile", "Vocabulary", "nyc_ll144", "read_framework", "read_vocabulary"]
