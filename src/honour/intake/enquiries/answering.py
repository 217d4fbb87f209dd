"""Answering an enquiry: by mail, whose words are read from the register when it is sent, or in another way."""

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
    ``EnquiryError`` when it is closed; ``ChangedMeanwhileError``; those of ``record_interaction``.
    """
    notice = versions().current(now).notice
    require_may_write(actor, notice, enquiry.purpose)
    words = f"{SUBJECT}{' '.join(given.subject.split())}\n\n{given.text}"
    with transaction.atomic():
        passed = Passed("email", "out", now, words, given.files)
        kept = record_interaction(actor, enquiry.subject.public_id, enquiry.purpose, passed, now=now, enquiry=enquiry)
        _answered(actor, enquiry, kept, by=given.by, then=given.then, seen=seen, at=now)
        _send(kept, now)
    return kept


def answer_otherwise(  # noqa: PLR0913 - who, what was asked, how it was answered, what it is kept for, when
    actor: Actor, enquiry: Enquiry, passed: Passed, *, purpose: str, by: Member, now: dt.datetime
) -> Interaction:
    """Write down that an enquiry was answered by letter, by telephone or in person; it is answered from then on.

    Arguments: ``purpose``, under which what was said is kept; ``by``, who writes it down.
    Errors: ``EnquiryError`` for what we did not say or write to them, or when it is closed; those of
    ``record_interaction``.
    """
    if passed.direction != "out":
        raise EnquiryError("It answers them only where we rang, wrote or went.")
    with transaction.atomic():
        kept = record_interaction(actor, enquiry.subject.public_id, purpose, passed, now=now, enquiry=enquiry)
        _answered(actor, enquiry, kept, by=by, then=Enquiry.State.ANSWERED, seen=None, at=now)
    return kept


def _answered(  # noqa: PLR0913 - what was answered, by whom, how, when
    actor: Actor,
    enquiry: Enquiry,
    kept: Interaction,
    *,
    by: Member | None,
    then: str,
    seen: int | None,
    at: dt.datetime,
) -> None:
    """Move an enquiry on that was answered; whoever answers what nobody took has it."""

    def change(row: Enquiry) -> list[tuple[str, str, str]]:
        if row.state == Enquiry.State.CLOSED:
            raise EnquiryError("It is closed. Open it again before you answer it.")
        made = [("answer", "", kept.public_id), ("state", row.state, then)]
        if row.owner_id is None and by is not None:
            made.insert(0, ("owner", "", named(by.pk)))
            row.owner = by
        row.state, row.answered_at = Enquiry.State(then), row.answered_at or at
        return made

    change_enquiry(enquiry.pk, change, seen=seen, by=actor.acting_for(enquiry.purpose), at=at)


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
