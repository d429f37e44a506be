"""Fairness between persons: how unequally benefits are shared, and whether like rows are treated alike."""
