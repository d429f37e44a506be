"""One file for each step, each naming the one before."""
