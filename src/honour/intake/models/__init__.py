"""What the site offers, where its forms stand, how people came by them, and lists that are brought in."""

from honour.intake.models.assets import Asset, Download
from honour.intake.models.counts import FormsCounted
from honour.intake.models.imports import Import, ImportPiece, RememberedMapping
from honour.intake.models.places import Arrival, EmbeddingSite, LandingPage

__all__ = [
    "Arrival",
    "Asset",
    "Download",
    "EmbeddingSite",
    "FormsCounted",
    "Import",
    "ImportPiece",
    "LandingPage",
    "RememberedMapping",
]
