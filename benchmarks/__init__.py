"""What is claimed about speed, measured against the incumbent in the same run."""
