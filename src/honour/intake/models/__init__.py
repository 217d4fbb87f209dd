"""What the site offers, where its forms stand, lists brought in; what people ask us, and what passed between us."""

from honour.intake.models.assets import Asset, Download
from honour.intake.models.counts import FormsCounted
from honour.intake.models.enquiries import AnswerTemplate, Enquiry, EnquiryChange
from honour.intake.models.imports import Import, ImportPiece, RememberedMapping
from honour.intake.models.interactions import Interaction
from honour.intake.models.places import Arrival, EmbeddingSite, LandingPage

__all__ = [
    "AnswerTemplate",
    "Arrival",
    "Asset",
    "Download",
    "EmbeddingSite",
    "Enquiry",
    "EnquiryChange",
    "FormsCounted",
    "Import",
    "ImportPiece",
    "Interaction",
    "LandingPage",
    "RememberedMapping",
]
