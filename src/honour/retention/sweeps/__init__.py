"""Sweeps: what goes, in what order, and what they would take."""
