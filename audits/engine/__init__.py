"""Counting rows where they lie: files through DuckDB or Spark, tables through any backend of Ibis."""

from fairwitness.audits.engine.choice import engine_for
from fairwitness.audits.engine.condense import condense, counted
from fairwitness.audits.engine.table import condense_table

__all__ = ["condense", "condense_table", "counted", "engine_for"]
