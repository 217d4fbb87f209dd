"""The console: what staff work in."""
