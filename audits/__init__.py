"""What is measured: plan, subject, counts, statistics, checks, energy, record, gates.

The way of the data is plan -> subject -> checks -> record -> gates; `fairwitness.audits.run` is that way in code.
"""
