"""How good an explanation is: measures that can be averaged over rows, by group, each in a module of its own."""
