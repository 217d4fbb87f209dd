"""`POST /api/v1/decisions`: the gate, for other services."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from django.db import transaction
from django.utils import timezone
from ninja import Router
from pydantic import Field

from honour.api.access import COUNTED, Asking, Refusal, actor_asking
from honour.evidence import entries
from honour.evidence.kinds import declare
from honour.gate import Gate
from honour.gate.decision import Decision
from honour.gate.question import Actor, Ask, RecordFacts, SubjectFacts
from honour.gate.rows import SubjectRow
from honour.gate.wire import (
    MOST_RECORDS,
    Asked,
    DecisionSaid,
    Moment,
    Name,
    RecordGiven,
    SubjectGiven,
    decision_json,
    question_of,
)
from honour.register.facts_query import read_facts
from honour.register.known_keys import register_keyring
from honour.register.models import Subject
from honour.register.people import identifiers_of
from honour.register.suppressing import kinds_heeded, suppressed
from honour.register.versions import versions

router = Router(tags=["decisions"])
MOST_QUESTIONS = 1_000
ANSWERED = declare("question:answered", "Another service asked whether it may use data of a person.")


class QuestionAsked(Asked):
    """A question by the token's holder: about a person whom the register knows, or about facts given with it."""

    id: Name | None = Field(None, description="Comes back with the decision.")
    person: Name | None = Field(None, description="The opaque id of a person in the register, whose facts are used.")
    at: Moment | None = Field(None, description="Only with facts of your own; absent: now.")
    subject: SubjectGiven | None = None
    records: tuple[RecordGiven, ...] = Field((), max_length=MOST_RECORDS)


@router.post(
    "/decisions",
    response={
        200: DecisionSaid | list[DecisionSaid],
        401: Refusal,
        413: Refusal,
        422: Refusal,
        429: Refusal,
        503: Refusal,
    },
    openapi_extra=COUNTED,
    exclude_none=True,
    summary="May this happen, and why",
)
def decide(
    request: Asking, asked: QuestionAsked | Annotated[list[QuestionAsked], Field(max_length=MOST_QUESTIONS)]
) -> Any:
    """Decide one question, or a list of up to a thousand, in order.

    What the token was not granted is refused by the gate, like everything else that is not allowed.
    """
    actor = actor_asking(request)
    now = timezone.now()
    gate = versions().gate(now)
    if isinstance(asked, list):
        return [_answer(gate, actor, one, now) for one in asked]
    return _answer(gate, actor, asked, now)


def _answer(gate: Gate, actor: Actor, asked: QuestionAsked, now: dt.datetime) -> dict[str, Any]:
    decision = _known(gate, actor, asked, now) if asked.person is not None else _given(gate, actor, asked, now)
    return decision_json(decision, asked.id)


def _given(gate: Gate, actor: Actor, asked: QuestionAsked, now: dt.datetime) -> Decision:
    """Decide on the facts that came with the question; without any, nobody knows the person."""
    subject = SubjectFacts(**dict(asked.subject)) if asked.subject else SubjectFacts(status="unknown")
    records = tuple(RecordFacts(**dict(record)) for record in asked.records)
    return gate.decide(question_of(asked, actor, asked.at or now, subject, records))


def _known(gate: Gate, actor: Actor, asked: QuestionAsked, now: dt.datetime) -> Decision:
    """Decide on the register's facts about a person, and put on the ledger that it was asked."""
    ask = Ask(
        actor,
        asked.action,
        asked.purpose,
        now,
        asked.categories,
        asked.recipient,
        asked.channel,
        asked.grounds,
        asked.topic,
    )
    with transaction.atomic():
        _, facts = read_facts(asked.person or "", now)
        if facts is None:
            return _given(gate, actor, asked.model_copy(update={"subject": None, "records": ()}), now)
        subject = SubjectRow(*facts.subject)
        if asked.purpose in gate.history.marketing and not subject.marketing_objection:
            heeded = kinds_heeded(gate.history.current, asked.channel)
            subject = subject._replace(marketing_objection=_is_listed(facts.number or 0, heeded))
        decision = gate.decide_rows(ask, subject, [terms for terms, *_ in facts.records])
        # What no version declares is a stranger's words, and has no place on the ledger.
        purpose = asked.purpose if asked.purpose in gate.history.ever("purposes") else None
        said = {"by": actor.name, "action": asked.action, "purpose": purpose, "outcome": decision.outcome}
        entries.append(ANSWERED.name, said, subject=facts.number, at=now)
    if asked.action not in actor.grants.get(asked.purpose, ()):
        return decision._replace(records=())  # how much is held of whom is nobody's business who may not ask
    return decision


def _is_listed(person: int, heeded: frozenset[str]) -> bool:
    """Whether something somebody is found by stands on the do-not-contact list, whoever put it there.

    Arguments: ``heeded``, the kinds of identifier in question.
    """
    keyring, found = register_keyring(), Subject.objects.get(pk=person)
    return suppressed(keyring, [each for each in identifiers_of(keyring, found) if each[0] in heeded])
