"""Why the audited model decides as it does: over a sample, for single cases, by group; and how far to trust it."""
