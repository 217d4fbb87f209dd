"""The public site and the console."""
