"""Django's SQLite, with the writers of a process taking turns."""
