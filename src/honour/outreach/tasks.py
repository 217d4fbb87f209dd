"""What outreach does by itself: sends the links that people asked for, and asks if details are still right."""

from __future__ import annotations

from datetime import datetime, timedelta

from honour.evidence.clock import require_likely
from honour.evidence.work import duty
from honour.outreach.preferences.asking import anybody_to_ask, ask_if_right
from honour.outreach.preferences.links import anybody_asked, send_links


@duty("preferences:send", every=timedelta(seconds=2), wanted=anybody_asked)
def send_links_asked_for(now: datetime) -> None:
    """Look up the addresses that people asked about, and queue a link for those that are known."""
    send_links(now)


@duty("details:ask", every=timedelta(hours=1), lease=timedelta(minutes=10), wanted=anybody_to_ask)
def ask_about_old_details(now: datetime) -> None:
    """Ask those whose details are older than the notice lets them be, if it does.

    By a clock a year ahead everybody's are.
    """
    require_likely(now)
    ask_if_right(now)
