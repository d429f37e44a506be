"""A record on paper: what stands there, in which order, and in which faces. Setting it is the PDF report's part."""
