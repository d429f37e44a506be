"""What pages are made of: the style sheet, and components that escape everything that came from data."""
