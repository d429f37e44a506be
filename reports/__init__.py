"""What is written down: one file per report format, and the charts they share. A report computes nothing."""
