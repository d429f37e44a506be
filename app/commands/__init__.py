"""One module for each sub-command; each has a `command`."""
