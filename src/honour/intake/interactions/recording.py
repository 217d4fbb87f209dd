"""Writing down a call, a letter, a mail, a visit or a note, and putting it right."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.db import transaction

from honour.gate.question import Actor
from honour.intake.interactions.placing import place_for, source_for
from honour.intake.models import Enquiry, Interaction
from honour.intake.uploads.checking import Checked
from honour.register.attachments import attach
from honour.register.due.triggers import contacted
from honour.register.keeping import Kept, correct, keep, keep_from_newcomer
from honour.register.models import Record, Subject
from honour.register.versions import versions


@dataclass(frozen=True, slots=True)
class Passed:
    """What passed: how, whose move it was, when, and what was said.

    ``files``: what came with it, checked.
    """

    channel: str
    direction: str
    at: dt.datetime
    words: str = field(repr=False)
    files: tuple[Checked, ...] = ()


def record_interaction(  # noqa: PLR0913 - who, about whom, what for, what
    actor: Actor, person: str, purpose: str, passed: Passed, *, now: dt.datetime, enquiry: Enquiry | None = None
) -> Interaction:
    """Write down what passed with a person, under a purpose that the notice lists for it.

    Arguments: ``person``, the opaque id; ``enquiry``, what it belongs to.
    Errors: those of ``honour.register.keeping.keep`` and of ``attach``; nothing is written then.
    """
    notice = versions().current(now).notice
    place = place_for(notice, passed.channel, purpose)
    source = source_for(notice, place.category, purpose, from_them=passed.direction == "in")
    with transaction.atomic():
        values = {place.category: {place.field: passed.words}}
        kept = keep(actor, person, purpose, values, source=source, at=now, taken_at=min(passed.at, now))
        return _row(actor, purpose, passed, kept, kept.records[place.category], now, enquiry)


def record_from_newcomer(  # noqa: PLR0913 - who, of which kind, how reached, what passed
    actor: Actor,
    kind: str,
    purpose: str,
    contact: dict[str, dict[str, str]],
    passed: Passed,
    *,
    now: dt.datetime,
    told: bool,
) -> tuple[Interaction, bool]:
    """Write down what passed with somebody who may be new, and how they are reached; say whether they are.

    Arguments: ``contact``, by category and field; ``told``, whether they were told where the notice stands.
    """
    notice = versions().current(now).notice
    place = place_for(notice, passed.channel, purpose)
    source = source_for(notice, place.category, purpose, from_them=True)
    values = {category: dict(fields) for category, fields in contact.items()}
    values.setdefault(place.category, {})[place.field] = passed.words
    with transaction.atomic():
        kept, new = keep_from_newcomer(
            actor, kind, purpose, values, source=source, at=now, taken_at=min(passed.at, now), told=told
        )
        return _row(actor, purpose, passed, kept, kept.records[place.category], now, None), new


def correct_interaction(actor: Actor, one: Interaction, words: str, *, now: dt.datetime) -> Interaction:
    """Put right what was written down. What stood there before stays, superseded, and goes with it.

    Errors: those of ``honour.register.keeping.correct``.
    """
    known = versions()
    category = str(known.clauses.clause("categories", Record.objects.get(pk=one.record_id).category))
    place = place_for(known.current(now).notice, one.channel, one.purpose)
    with transaction.atomic():
        kept = correct(actor, one.subject.public_id, one.record_id, {place.field: words}, at=now)
        one.record_id, one.corrected_at = kept.records[category], now
        one.save(update_fields=["record", "corrected_at"])
    return one


def _row(  # noqa: PLR0913, PLR0917 - what an interaction is made of
    actor: Actor,
    purpose: str,
    passed: Passed,
    kept: Kept,
    record: int,
    now: dt.datetime,
    enquiry: Enquiry | None,
) -> Interaction:
    made = Interaction.objects.create(
        subject=Subject.objects.get(public_id=kept.person),
        enquiry=enquiry,
        record_id=record,
        channel=passed.channel,
        direction=passed.direction,
        purpose=purpose,
        at=passed.at,
        recorded_at=now,
        recorded_by=actor.acting_for(purpose),
        entry=kept.entry,
    )
    if passed.direction == "in":
        contacted(made.subject, min(passed.at, now), versions())
    for file in passed.files:
        attach(actor, kept.person, record, file.file(), now)
    return made
