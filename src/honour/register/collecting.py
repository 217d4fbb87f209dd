"""Taking what a person wrote on a form, on the terms of the notice that stood beside it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from honour.evidence import entries
from honour.gate.decision import Reason
from honour.gate.question import Actor, Question, RecordFacts, SubjectFacts
from honour.keyring import Keyring
from honour.notice.model import Form
from honour.register.answers import check_answers
from honour.register.errors import CollectingRefusedError, UnknownFormError
from honour.register.known_keys import register_keyring
from honour.register.models import Collection, Permission, Subject
from honour.register.people import lock_identifier, people_by
from honour.register.receipts import Receipt, receipt_of, receipt_token
from honour.register.recording import Terms, identifiers_in, write_records
from honour.register.stopping import stop_marketing
from honour.register.suppressing import suppressed
from honour.register.versions import Published, Versions, versions
from honour.register.wordings import form_wording, keep_wording


def collect(  # noqa: PLR0913 - each is part of what the person sent
    point: str, answers: Mapping[str, str], *, version: str, submission: str, at: datetime, ticked: bool = False
) -> Receipt:
    """Take a form's answers: the person found or made, a record per category, and the receipt.

    Arguments: ``point``, the form's short id; ``answers``, by the form's field ids; ``version``, the label of the
    notice version that was shown, which may have been replaced since; ``submission``, the token in the page: the same
    answers posted twice with it are taken once; ``at``, aware; ``ticked``, whether the box about marketing was ticked.
    Errors: ``UnknownVersionError``, ``UnknownFormError``, ``AnswersRefusedError``, ``CollectingRefusedError`` and
    those of the keyring; nothing is written then.
    """
    keyring = register_keyring()
    known = versions()
    shown = known.labelled(version, at)
    form = shown.notice.forms.get(point)
    if form is None:
        raise UnknownFormError(f"Version {version} of the notice has no form {point!r}.")
    values = check_answers(shown.notice, form, answers)
    collected = _purposes(known, shown, point, form, list(values), at, ticked)
    told = json.dumps([point, version, submission, ticked, values], sort_keys=True)
    names = keyring.tokens.every(told)
    for name in names:
        before = _taken(name)
        if before:
            return before
    try:
        with transaction.atomic():
            return _take(keyring, known, shown, point, values, collected, names[0], at, ticked)
    except IntegrityError:
        taken = _taken(names[0])  # the same post came twice at once; the other was first
        if taken is None:
            raise
        return taken


def _taken(submission: bytes) -> Receipt | None:
    """Give the receipt of a submission that was taken before."""
    before = Collection.objects.select_related("wording").filter(submission=submission.hex()).first()
    return receipt_of(before, receipt_token(submission)) if before else None


@dataclass(frozen=True, slots=True)
class _Collected:
    """What each category is collected for, and the codes of what a historical notice lacks for it."""

    purposes: Mapping[str, list[str]]
    despite: tuple[str, ...]


def _purposes(  # noqa: PLR0913, PLR0917 - what stands at a form, each once
    known: Versions, shown: Published, point: str, form: Form, categories: Sequence[str], at: datetime, ticked: bool
) -> _Collected:
    """Ask the gate whether each category may be collected for any of the form's purposes.

    A version that was published as it is, its faults acknowledged by name, may go on collecting despite them; the
    ledger entry says which.
    Errors: ``CollectingRefusedError`` when the gate allows none of a category's purposes.
    """
    asked = list(form.purposes)
    if form.marketing and (form.marketing.kind == "opt-out" or ticked) and form.marketing.purpose not in asked:
        asked.append(form.marketing.purpose)
    listing = {c: [p for p in asked if c in shown.notice.categories_of(p)] for c in categories}
    actor = Actor(f"form:{point}", "service", dict.fromkeys(asked, frozenset({"collect"})))
    facts = SubjectFacts(kind=form.subject, informed_of=frozenset({shown.label}))
    gate = known.gate(at)
    refused: dict[str, list[Reason]] = {}
    running: set[str] = set()
    for purpose in asked:
        records = tuple(
            RecordFacts(category, category, shown.label, frozenset(listing[category]), form.source)
            for category in categories
            if purpose in listing[category]
        )
        for record in gate.decide(Question(actor, "collect", purpose, at, facts, records)).records:
            running.update({record.id} if record.allowed else ())
            refused.setdefault(record.id, []).extend(record.reasons)
    stuck = [category for category in categories if category not in running]
    reasons = [reason for category in stuck for reason in refused.get(category, [])]
    if stuck and not (shown.as_is and reasons):
        raise CollectingRefusedError(
            f"Version {shown.label} of the notice allows no purpose for {', '.join(stuck)} on this form.",
            tuple(dict.fromkeys(reason.sentence for reason in reasons)),
        )
    return _Collected(listing, tuple(sorted({reason.code for reason in reasons})))


def _take(  # noqa: PLR0913, PLR0917 - one transaction, told everything it needs
    keyring: Keyring,
    known: Versions,
    shown: Published,
    point: str,
    values: Mapping[str, Mapping[str, str]],
    collected: _Collected,
    submission: bytes,
    at: datetime,
    ticked: bool,
) -> Receipt:
    notice, clauses = shown.notice, known.clauses
    form = notice.forms[point]
    identifiers = identifiers_in(notice, values)
    subject = _person(keyring, identifiers, clauses.number("kinds", form.subject), at)
    choice = _choice(form, ticked)
    token = receipt_token(submission)
    wording = keep_wording(form_wording(notice, point))
    collection = Collection.objects.create(
        subject=subject,
        point=point,
        version=shown.number,
        wording=wording,
        answered=sorted(
            asked for asked, question in form.fields.items() if question.field in values.get(question.category, {})
        ),
        choice=choice,
        at=at,
        submission=submission.hex(),
        receipt_digest=keyring.tokens.current(f"receipt {token}"),
    )
    terms = Terms(notice, shown.number, collected.purposes, form.source, form.subject, at, collection)
    records = write_records(keyring, clauses, subject, values, terms)
    entry = entries.append(
        "person:collected",
        {
            "form": point,
            "version": shown.label,
            "wording": wording.digest,
            "purposes": {category: list(listed) for category, listed in collected.purposes.items()},
            "source": form.source,
            "records": [record.pk for record in records],
            "choice": choice,
            **({"despite": list(collected.despite)} if collected.despite else {}),
        },
        subject=subject.pk,
        at=at,
    )
    Collection.objects.filter(pk=collection.pk).update(entry=entry)
    collection.entry = entry
    subject.informed |= 1 << shown.number
    if choice == "opted-in" and form.marketing:
        bit = clauses.number("purposes", form.marketing.purpose)
        subject.consents |= 1 << bit
        _decided(subject, Permission.Kind.CONSENT, collection, bit)
    subject.save(update_fields=["informed", "consents", "kind"])
    if choice == "opted-out":
        _decided(subject, Permission.Kind.MARKETING_STOP, collection)
        stop_marketing(keyring, subject, identifiers, at)
    elif not subject.marketing_objection and suppressed(keyring, identifiers):
        _decided(subject, Permission.Kind.MARKETING_STOP, collection, how="do-not-contact list")
        stop_marketing(keyring, subject, identifiers, at)
    return receipt_of(collection, token)


def _person(keyring: Keyring, identifiers: Sequence[tuple[str, str]], kind: int, at: datetime) -> Subject:
    """Find the person by email address, or make one; locked until the transaction ends."""
    for identifier in (each for each in identifiers if each[0] == "email"):
        hashes = keyring.lookup.every(*identifier)
        lock_identifier(hashes[0])
        for found in people_by(hashes, "email"):
            person = Subject.objects.select_for_update().get(pk=found.pk)
            if person.status == Subject.Status.LIVE:  # it may have been erased while the lock was awaited
                person.kind = kind if person.kind is None else person.kind
                return person
    return Subject.objects.create(kind=kind, created_at=at)


def _choice(form: Form, ticked: bool) -> str:
    if form.marketing is None:
        return ""
    if not ticked:
        return "left"
    return "opted-out" if form.marketing.kind == "opt-out" else "opted-in"


def _decided(
    subject: Subject, kind: Permission.Kind, collection: Collection, about: int | None = None, how: str = "form"
) -> None:
    """Keep the evidence of a decision made at a form."""
    Permission.objects.create(
        subject=subject,
        kind=kind,
        about=about,
        at=collection.at,
        how=how,
        wording=collection.wording,
        collection=collection,
        entry=collection.entry,
    )
