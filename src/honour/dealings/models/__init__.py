"""The rows of our dealings."""

from honour.dealings.models.companies import Company, Group, Tie
from honour.dealings.models.matters import Matter

__all__ = ["Company", "Group", "Matter", "Tie"]
