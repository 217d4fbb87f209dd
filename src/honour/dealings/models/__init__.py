"""The rows of our dealings."""

from honour.dealings.models.companies import Company, Group, Tie
from honour.dealings.models.services import Involvement, Service

__all__ = ["Company", "Group", "Involvement", "Service", "Tie"]
