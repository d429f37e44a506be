"""What a score says before it is cut: ranking, calibration, and every threshold. Histograms in, figures out."""
