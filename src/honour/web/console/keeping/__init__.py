"""How long data stay: the calendar, what goes tonight, what is held."""
