"""Bringing in lists of people that were kept elsewhere: a file, what its columns hold, a trial, and the import itself.

The file rests in staging only, in sealed pieces; nothing of it is written to the disk in clear.
"""
