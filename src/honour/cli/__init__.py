"""The `honour` command."""
