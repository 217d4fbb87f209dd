"""Settings, urls and the application servers load."""
