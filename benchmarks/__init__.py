"""What is claimed about speed and about errors, measured beside the incumbents in the same run."""
