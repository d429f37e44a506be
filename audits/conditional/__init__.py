"""What is left of a gap within strata: standardised rates, Mantel-Haenszel figures, and reversals."""
