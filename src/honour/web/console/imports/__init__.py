"""Bringing in lists of people: the upload, what its columns hold, the trial, the import."""
