"""Answering an enquiry by mail: the words rest in the register, and are read from there when they are sent."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.db import transaction

from honour.gate.question import Actor
from honour.intake.enquiries.changing import change_enquiry, named
from honour.intake.enquiries.errors import AnswerRefusedError, EnquiryError
from honour.intake.interactions.recording import Passed, record_interaction
from honour.intake.models import Enquiry, Interaction
from honour.intake.uploads.checking import Checked
from honour.mailroom.models import Outgoing
from honour.mailroom.outbox import queue
from honour.notice.model import Notice
from honour.register.versions import versions
from honour.staff.models import Member

KIND = "intake:answer"
SUBJECT = "Subject: "
"""How the words of a mail begin in the register, so that subject and text stay together."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered, as it is sent; ``then``, the state that the enquiry is in afterwards.

    ``by``: who answers, whose it is from then if nobody had taken it.
    """

    subject: str = field(repr=False)
    text: str = field(repr=False)
    then: str = Enquiry.State.ANSWERED
    files: tuple[Checked, ...] = ()
    by: Member | None = None


def answer(actor: Actor, enquiry: Enquiry, given: Answer, *, seen: int, now: dt.datetime) -> Interaction:
    """Answer an enquiry by mail: kept as an interaction, queued in the outbox, the enquiry moved on; all or nothing.

    Errors: ``AnswerRefusedError`` when the actor may not write for the purpose, or it carries no such messages;
    ``ChangedMeanwhileError``; those of ``record_interaction``.
    """
    notice = versions().current(now).notice
    require_may_write(actor, notice, enquiry.purpose)
    words = f"{SUBJECT}{' '.join(given.subject.split())}\n\n{given.text}"
    with transaction.atomic():
        passed = Passed("email", "out", now, words, given.files)
        kept = record_interaction(actor, enquiry.subject.public_id, enquiry.purpose, passed, now=now, enquiry=enquiry)

        def change(row: Enquiry) -> list[tuple[str, str, str]]:
            made = [("answer", "", kept.public_id), ("state", row.state, given.then)]
            if row.owner_id is None and given.by is not None:
                made.insert(0, ("owner", "", named(given.by.pk)))
                row.owner = given.by
            row.state, row.answered_at = Enquiry.State(given.then), row.answered_at or now
            return made

        change_enquiry(enquiry.pk, change, seen=seen, by=actor.acting_for(enquiry.purpose), at=now)
        _send(kept, now)
    return kept


def send_again(actor: Actor, kept: Interaction, *, now: dt.datetime) -> None:
    """Send an answer again that did not arrive.

    Errors: ``AnswerRefusedError``; ``EnquiryError`` when it is still on its way or has gone.
    """
    require_may_write(actor, versions().current(now).notice, kept.purpose)
    with transaction.atomic():
        row = Interaction.objects.select_for_update(of=("self",)).get(pk=kept.pk)
        state = Outgoing.objects.filter(public_id=row.message).values_list("state", flat=True).first()
        if state in {Outgoing.State.WAITING, Outgoing.State.SENT}:
            raise EnquiryError("This answer is on its way, or has gone.")
        _send(row, now)


def require_may_write(actor: Actor, notice: Notice, purpose: str) -> None:
    """See that the actor may write to people for a purpose, and that the purpose sends messages about a service.

    Errors: ``AnswerRefusedError``.
    """
    declared = notice.purposes.get(purpose)
    if declared is None or declared.message != "service":
        raise AnswerRefusedError("The notice in use sends no messages for this purpose. Ring instead.")
    if "contact" not in actor.grants.get(purpose, frozenset()):
        raise AnswerRefusedError(f"Your role may not write to people for “{declared.name}”. Pass it on.")


def _send(kept: Interaction, now: dt.datetime) -> None:
    message = queue(
        KIND,
        at=now,
        person=kept.subject.public_id,
        context={"purpose": kept.purpose, "interaction": kept.public_id},
    )
    kept.message = message.public_id
    kept.save(update_fields=["message"])
