"""Intervals, contrasts, multiplicity, verdicts and planning: arrays of counts in, figures out."""
