"""Drawings made on the server: data in, SVG out, with presentation attributes only."""
