"""What outreach does by itself: sends the links that people asked for."""

from __future__ import annotations

from datetime import datetime, timedelta

from honour.evidence.work import duty
from honour.outreach.preferences.links import anybody_asked, send_links


@duty("preferences:send", every=timedelta(seconds=2), wanted=anybody_asked)
def send_links_asked_for(now: datetime) -> None:
    """Look up the addresses that people asked about, and queue a link for those that are known."""
    send_links(now)
