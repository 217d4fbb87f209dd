"""What outreach proves: that preferences have their evidence, that stops hold, and that services go on meanwhile."""

from honour.outreach.provers import accuracy, preferences, service, stops

__all__ = ["accuracy", "preferences", "service", "stops"]
