"""The plan of a next version, and the way to its publication."""
