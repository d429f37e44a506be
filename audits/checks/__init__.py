"""Checks: one question each, one file each, its code in the file's name."""

from fairwitness.audits.checks.base import Check, CheckNotApplicable, Context, Seen, registered

__all__ = ["Check", "CheckNotApplicable", "Context", "Seen", "registered"]
