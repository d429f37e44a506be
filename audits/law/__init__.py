"""A law's own arithmetic: one named function for each clause, exact until it is printed.

Nothing here is a verdict. The verdicts are in `fairwitness.audits.stats`; these figures stand beside them where
a law or a custom asks for them.
"""
