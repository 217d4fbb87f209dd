"""Django's PostgreSQL, with room for the plans of everything that a process asks."""
