"""Audits over sites that may not pool their rows: each writes counts, and the counts are merged."""
