"""Enquiries: opened when somebody asks, owned, answered, closed."""
