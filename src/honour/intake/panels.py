"""What intake puts on a person's page: their enquiries, and every call, letter, mail and visit on the timeline."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone

from honour.intake.enquiries.answering import SUBJECT
from honour.intake.models import Enquiry, Interaction
from honour.register.attachments import attached_to
from honour.ui.person_page import Asked, Panel, Told, moments_of, person_panel
from honour.ui.site import NavItem
from honour.ui.timeline import Moment

TITLES = {
    ("telephone", "in"): "They rang us.",
    ("telephone", "out"): "We rang them.",
    ("letter", "in"): "They sent a letter.",
    ("letter", "out"): "We sent a letter.",
    ("email", "in"): "They sent an email.",
    ("email", "out"): "We sent an email.",
    ("in-person", "in"): "They came to see us.",
    ("in-person", "out"): "We went to see them.",
}
"""What passed, in a sentence, by channel and direction."""
SHOWN = 280
"""Characters of what was said that a timeline shows."""


def title_of(one: Interaction) -> str:
    """Say what passed."""
    said = TITLES.get((one.channel, one.direction), "A note of ours.")
    return said if one.corrected_at is None else f"{said} Put right since."


@person_panel("enquiries", part="contact", order=20)
def enquiries(asked: Asked) -> Panel:
    """List a person's open enquiries, as far as the onlooker's purposes go, and offer to write something down."""
    rows = Enquiry.objects.filter(subject=asked.number, purpose__in=asked.purposes).order_by("-received_at")
    still = [row for row in rows[:20] if row.state != Enquiry.State.CLOSED]
    closed = rows.filter(state=Enquiry.State.CLOSED).count()
    lines = tuple(
        f"Of {_day(row)}: {row.get_state_display().lower()}, to be answered by {row.due_on:%-d %B}."
        if row.state in {"new", "answering"}
        else f"Of {_day(row)}: {row.get_state_display().lower()}."
        for row in still
    )
    ended = () if not closed else (f"{closed} closed.",)
    acts = tuple(
        NavItem(f"Open the enquiry of {_day(row)}", reverse("console:enquiry", args=[row.public_id]))
        for row in still[:3]
    )
    record = NavItem("Record a call, letter or visit", reverse("console:interaction-new", args=[asked.person]))
    return Panel("Enquiries", (*lines, *ended) or ("No enquiry.",), (*acts, record))


@moments_of("interactions", part="people")
def interactions(asked: Asked) -> Iterator[Told]:
    """Tell what passed; the words show once they have been opened for a purpose."""
    rows = list(Interaction.objects.filter(subject=asked.number).order_by("-at")[:200])
    files = attached_to([row.record_id for row in rows])
    for row in rows:
        words = " ".join(str(value) for value in asked.value(row.record_id).values()).removeprefix(SUBJECT)
        shown = words if len(words) <= SHOWN else f"{words[:SHOWN].rstrip()}…"
        number = len(files.get(row.record_id, ()))
        came = "" if not number else " With one file." if number == 1 else f" With {number} files."
        url = reverse("console:interaction", args=[asked.person, row.public_id])
        yield Told(Moment(row.at, title_of(row), f"{shown}{came}".strip(), url), row.entry)


def _day(row: Enquiry) -> str:
    return f"{timezone.localtime(row.received_at):%-d %B}"
