"""What hosts of code and build systems read: alerts on the plan's lines, annotations, summaries, comments."""
