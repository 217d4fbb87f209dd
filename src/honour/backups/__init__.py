"""Backup and restore: data, keys and journal apart, each encrypted, each with a retention of its own."""
