"""What follows when a proposed version comes into use: its draft is closed, and roles get what the notice suggests."""

from __future__ import annotations

from datetime import datetime

from honour.drafting.drafts import mark_published
from honour.drafting.errors import DraftingError
from honour.publishing.hooks import after_publishing
from honour.publishing.models import Proposal
from honour.register.versions import Published
from honour.staff.grants import grant_defaults


@after_publishing("draft")
def close_draft(proposal: Proposal, published: Published, by: str, at: datetime) -> None:
    """Say of the draft that it became this version, unless it was closed meanwhile."""
    if proposal.draft is not None:
        try:
            mark_published(proposal.draft, published.label, by=by, at=at)
        except DraftingError:
            return


@after_publishing("grants")
def grant(proposal: Proposal, published: Published, by: str, at: datetime) -> None:  # noqa: ARG001 - see hooks
    """Grant what the version suggests for purposes nobody has decided on."""
    grant_defaults(published.notice)
