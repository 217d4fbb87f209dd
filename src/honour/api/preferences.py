"""A person's preferences, for the systems that send: as they stand, and a stop that reached another system first.

A service can record that somebody said stop. That somebody said yes it cannot: consent is taken where the person sees
the words, and a mistaken stop harms nobody.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from django.db import transaction
from django.utils import timezone
from ninja import Path, Router, Schema, Status
from ninja.errors import HttpError
from pydantic import AwareDatetime, ConfigDict, Field, StringConstraints

from honour.api.access import Asking, Refusal, actor_asking, scoped
from honour.evidence import entries
from honour.evidence.kinds import declare
from honour.gate.choices import stop_name, stops_of
from honour.outreach.preferences.standing import standing
from honour.register.deciding import Kind, decide
from honour.register.models import Subject
from honour.register.overview import Overview, overview
from honour.register.people import lock_person_to_stop
from honour.register.versions import versions

router = Router(tags=["preferences"])
TOLD = declare("preferences:told", "Another service was told what a person wants to hear about.")
Person = Annotated[str, Path(pattern=r"^[a-z2-7]{20}$", description="The person's opaque id.")]
Clause = Annotated[str, StringConstraints(max_length=200)]
_ANSWERS = {401: Refusal, 403: Refusal, 404: Refusal, 422: Refusal, 429: Refusal, 503: Refusal}


class Wanted(Schema):
    """One topic by one way. ``since`` and ``how``: the person's own word on it, absent where they never gave one."""

    topic: str
    way: str
    allowed: bool
    since: AwareDatetime | None = None
    how: str | None = None


class Preferences(Schema):
    """What the person's own word leaves open. Whether a message may go is for the gate: ask for a decision."""

    person: str
    marketing_stopped: bool
    paused_until: AwareDatetime | None = None
    topics: list[Wanted]


class Stop(Schema):
    """What somebody stopped: a topic, a way, a topic by one way; all marketing when neither is named."""

    model_config = ConfigDict(extra="forbid")

    topic: Clause | None = None
    way: Clause | None = Field(None, description="A kind of channel, like `email` or `post`.")
    how: Literal["other-system", "telephone", "email", "letter", "in-person"] = Field(
        "other-system", description="How they said it; it is the evidence of the stop."
    )


class Kept(Schema):
    """Of somebody whose erasure can be undone nothing is told but that the stop is kept."""

    person: str
    kept: Literal[True] = Field(description="It holds if the erasure is undone.")


@router.get(
    "/people/{person}/preferences",
    **scoped("preferences"),
    response={200: Preferences, **_ANSWERS},
    exclude_none=True,
    summary="What a person wants to hear about",
)
def preferences(request: Asking, person: Person) -> Any:
    """Give each topic by each way, with what the person said of it. That it was asked is on the ledger."""
    now = timezone.now()
    with transaction.atomic():
        known = overview(person)
        entries.append(TOLD.name, {"by": actor_asking(request).name}, subject=known.number, at=now)
    return _said(known, now)


@router.post(
    "/people/{person}/stops",
    **scoped("stops"),
    response={200: Preferences, 202: Kept, 413: Refusal, **_ANSWERS},
    exclude_none=True,
    summary="Record that a person stopped marketing",
)
def stop(request: Asking, person: Person, stopped: Stop) -> Any:
    """Record a stop; it holds at once, and everywhere. What is stopped already stays so, and it can be sent again.

    While the person is being erased and that can be undone, the answer is 202: the stop is kept, and no more is told.
    """
    actor, now = actor_asking(request), timezone.now()
    about = stop_name(stopped.topic, stopped.way) if stopped.topic or stopped.way else None
    if about is not None and about not in set(stops_of(versions().current(now).notice)):
        raise HttpError(422, "The notice in use sends nothing of that topic by that way.")
    kind = Kind.STOP if about else Kind.MARKETING_STOP
    with transaction.atomic():
        subject, known = lock_person_to_stop(person)
        if not subject.marketing_objection and about not in known.clauses.of_bits("stops", subject.stops):
            decide(person, kind, about=about, at=now, how=stopped.how, recorded_by=actor.name)
    if subject.status != Subject.Status.LIVE:
        return Status(202, Kept(person=person, kept=True))
    return _said(overview(person), now)


def _said(known: Overview, now: dt.datetime) -> dict[str, Any]:
    topics = []
    for topic in standing(known, versions().current(now).notice):
        for choice in topic.choices:
            way = choice.name.partition("/")[2]
            said = {"topic": topic.short, "way": way, "allowed": choice.allowed}
            if choice.decided is not None:
                said |= {"since": choice.decided.at, "how": choice.decided.how}
            topics.append(said)
    paused = known.paused_until if known.paused_until and known.paused_until > now else None
    stopped = known.marketing_objection
    return {"person": known.person, "marketing_stopped": stopped, "paused_until": paused, "topics": topics}
