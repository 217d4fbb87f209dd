"""What the site offers, where its forms stand, and how people came by them."""

from honour.intake.models.assets import Asset, Download
from honour.intake.models.counts import FormsCounted
from honour.intake.models.places import Arrival, EmbeddingSite, LandingPage

__all__ = ["Arrival", "Asset", "Download", "EmbeddingSite", "FormsCounted", "LandingPage"]
