"""Two versions compared: on the same rows (paired) or on different ones, and whether the second got worse."""
