"""When records are due: the notice's rules, the events that they run from, the dates that follow."""
