"""What a person decides about their data: consents, objections, stops, restrictions, approvals; and their evidence.

A decision changes the facts the gate reads, leaves a row that says when, how and in which words, and an entry on the
ledger; all in one transaction. Whatever stops something also goes to the tombstone journal before it commits: a crash
in between leaves a stop too many, never one too few.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from honour.evidence import entries
from honour.evidence.prepared import run_counted
from honour.keyring import Keyring
from honour.register.announcing import Announced, announce
from honour.register.due.moving import move_due, waits_for
from honour.register.due.scope import of_person
from honour.register.fetching import changing
from honour.register.inserting import inserting
from honour.register.known_keys import register_keyring
from honour.register.models import Collection, Permission, Subject
from honour.register.people import identifiers_of, lock_person_and_notice, lock_person_to_stop, people_by
from honour.register.stopping import journal_stop, let_identifiers, list_stop
from honour.register.wordings import keep_wording

Kind = Permission.Kind
_PERMISSION = (
    "subject_id",
    "kind",
    "about",
    "until",
    "at",
    "how",
    "recorded_by",
    "wording_id",
    "collection_id",
    "entry",
)


@dataclass(frozen=True, slots=True)
class _Effect:
    """What a decision changes: a column, the section its bits name (none for a flag), on or off; whether it stops."""

    column: str
    section: str | None
    on: bool
    stops: bool = False


EFFECTS: Mapping[Kind, _Effect] = {
    Kind.CONSENT: _Effect("consents", "purposes", True),
    Kind.WITHDRAWAL: _Effect("consents", "purposes", False, stops=True),
    Kind.OBJECTION: _Effect("objections", "purposes", True, stops=True),
    Kind.OBJECTION_LIFTED: _Effect("objections", "purposes", False),
    Kind.MARKETING_STOP: _Effect("marketing_objection", None, True, stops=True),
    Kind.MARKETING_STOP_LIFTED: _Effect("marketing_objection", None, False),
    Kind.RESTRICTION: _Effect("restricted", None, True, stops=True),
    Kind.RESTRICTION_LIFTED: _Effect("restricted", None, False),
    Kind.APPROVAL: _Effect("approvals", "recipients", True),
    Kind.APPROVAL_ENDED: _Effect("approvals", "recipients", False, stops=True),
    Kind.INFORMED: _Effect("informed", "versions", True),
    Kind.STOP: _Effect("stops", "stops", True, stops=True),
    Kind.STOP_LIFTED: _Effect("stops", "stops", False),
    Kind.PAUSE: _Effect("paused_until", None, True, stops=True),
    Kind.PAUSE_ENDED: _Effect("paused_until", None, False),
}
"""What each kind of decision changes."""


def decide(  # noqa: PLR0913 - each is part of a decision's evidence
    person: str,
    kind: Kind,
    *,
    at: datetime,
    how: str,
    recorded_by: str,
    about: str | None = None,
    said: dict[str, Any] | None = None,
    until: datetime | None = None,
    on_form: Collection | None = None,
) -> None:
    """Record what a person decided; it holds from now on.

    What stops something is also kept while an erasure of the person can be undone, and stands when it is.

    Arguments: ``person``, the opaque id; ``about``, the purpose, recipient, version or stop (``honour.gate.choices``)
    meant, where the kind has one; ``until``, the end of a pause;
    ``how`` it came (``form``, ``mail``, ``telephone``, ``link``…); ``recorded_by``, the opaque id of who wrote it down;
    ``said``, the words that stood before the person; ``on_form``, the form on which they stood.
    Errors: ``UnknownPersonError``; ``UnknownClauseError`` for a purpose, recipient or version that was never declared;
    ``ValueError`` when ``about`` or ``until`` is missing, or given where nothing is meant.
    """
    keyring = register_keyring()
    effect = EFFECTS[kind]
    if (about is None) != (effect.section is None):
        raise ValueError(f"A {kind.label.lower()} is about {effect.section or 'nothing in particular'}.")
    if (until is None) == (kind is Kind.PAUSE):
        raise ValueError("A pause has an end, and nothing else has.")
    with transaction.atomic():
        subject, known = (lock_person_to_stop if effect.stops else lock_person_and_notice)(person)
        number = known.clauses.number(effect.section, about) if effect.section and about else None
        payload = {"kind": kind.value, "about": about, "how": how, "by": recorded_by}
        if until is not None:
            payload["until"] = until.isoformat()
        wording = on_form.wording_id if on_form else keep_wording(said).pk if said else None
        form = on_form.pk if on_form else None
        decided = (subject.pk, kind.value, number, until, at, how, recorded_by, wording, form, entries.ENTRY)
        entries.append(
            "person:decided",
            payload,
            subject=subject.pk,
            at=at,
            beside=[_taking_effect(subject, effect, number, until), inserting(Permission, _PERMISSION, decided)],
        )
        announce([Announced(person, kind.value, about, at, how)])
        if kind is Kind.MARKETING_STOP_LIFTED:
            let_identifiers(keyring, _nobody_elses(keyring, subject), at)
        if kind is Kind.MARKETING_STOP:
            list_stop(keyring, subject, identifiers_of(keyring, subject), at)
        elif effect.stops:
            journal_stop(subject, kind, about, at, **({"until": until.isoformat()} if until else {}))
        if waits_for(("objection", "consent-withdrawn"), known):
            move_due(of_person(subject.pk), at)


def _nobody_elses(keyring: Keyring, subject: Subject) -> list[tuple[str, str]]:
    """Give a person's identifiers, less those shared with somebody whose own stop still stands."""
    return [
        (kind, value)
        for kind, value in identifiers_of(keyring, subject)
        if not any(
            other.marketing_objection and other.pk != subject.pk
            for other in people_by(keyring.lookup.every(kind, value), kind, leaving=True)
        )
    ]


def apply_effect(subject: Subject, effect: _Effect, number: int | None, until: datetime | None = None) -> None:
    """Change the fact that a decision is about, and save it."""
    run_counted(*_taking_effect(subject, effect, number, until))


def _taking_effect(subject: Subject, effect: _Effect, number: int | None, until: datetime | None) -> entries.Beside:
    """Change the fact that a decision is about; gives what saves it."""
    if effect.column == "paused_until":
        subject.paused_until = until if effect.on else None
    elif number is None:
        setattr(subject, effect.column, effect.on)
    else:
        bits: int = getattr(subject, effect.column)
        setattr(subject, effect.column, bits | 1 << number if effect.on else bits & ~(1 << number))
    return changing(Subject, {effect.column: getattr(subject, effect.column)}, "id = %s", (subject.pk,))
