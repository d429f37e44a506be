"""Evidence that a stranger can check: a signed bundle of a record and its reports, and a log that only grows."""
