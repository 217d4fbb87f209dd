"""Taking what a person wrote on a form, on the terms of the notice that stood beside it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from honour.evidence import entries
from honour.keyring import Keyring
from honour.notice.model import Form
from honour.register.announcing import Announced, announce
from honour.register.answers import check_answers
from honour.register.collected import Collected, tell_collected
from honour.register.due.moving import move_due
from honour.register.due.scope import of_person
from honour.register.errors import UnknownFormError
from honour.register.fetching import change
from honour.register.form_terms import FormTerms, form_terms
from honour.register.heeding import heed_the_list
from honour.register.inserting import insert_row
from honour.register.known_keys import register_keyring
from honour.register.models import Collection, Permission, Subject, Wording
from honour.register.people import find_or_make, identifiers_of
from honour.register.places import places_for
from honour.register.receipts import Receipt, receipt_of, receipt_token
from honour.register.recording import Terms, identifiers_in, record_rows
from honour.register.stopping import list_stop
from honour.register.versions import Published, Versions, versions
from honour.register.wordings import keep_form_wording


@dataclass(frozen=True, slots=True)
class _Posting:
    """A form as it was sent, checked, with the terms on which it may be taken. ``submission`` is its keyed hash."""

    keyring: Keyring
    known: Versions
    shown: Published
    point: str
    values: Mapping[str, Mapping[str, str]]
    terms: FormTerms
    submission: bytes
    at: datetime
    ticked: bool
    language: str

    @property
    def form(self) -> Form:
        """The form, as the version that was shown declares it."""
        return self.shown.notice.forms[self.point]

    @property
    def choice(self) -> str:
        """What was chosen about marketing; empty where nothing was offered."""
        if self.form.marketing is None:
            return ""
        if not self.ticked:
            return "left"
        return "opted-out" if self.form.marketing.kind == "opt-out" else "opted-in"


def collect(  # noqa: PLR0913 - each is part of what the person sent
    point: str,
    answers: Mapping[str, str],
    *,
    version: str,
    submission: str,
    at: datetime,
    ticked: bool = False,
    language: str = "",
) -> Receipt:
    """Take a form's answers: the person found or made, a record per category, and the receipt.

    Arguments: ``point``, the form's short id; ``answers``, by the form's field ids; ``version``, the label of the
    notice version that was shown, which may have been replaced since; ``submission``, the token in the page: the same
    answers posted twice with it are taken once; ``at``, aware; ``ticked``, whether the box about marketing was ticked;
    ``language``, of that version, in which it was shown: empty for its own.
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
    terms = form_terms(known, shown, point, list(values), at, ticked=ticked)
    told = json.dumps([point, version, submission, ticked, values], sort_keys=True)
    name, *older = keyring.tokens.every(told)
    for each in older:  # posted before the tokens key was rotated
        before = _taken(known, each)
        if before:
            return before
    posting = _Posting(keyring, known, shown, point, values, terms, name, at, ticked, language)
    try:
        with transaction.atomic():
            return _take(posting)
    except IntegrityError:
        taken = _taken(known, name)  # the same post came before, or at the same moment, and was first
        if taken is None:
            raise
        return taken


def _taken(known: Versions, submission: bytes) -> Receipt | None:
    """Give the receipt of a submission that was taken before."""
    before = Collection.objects.select_related("wording").filter(submission=submission.hex()).first()
    return receipt_of(before, known.numbered(before.version), receipt_token(submission)) if before else None


_COLLECTION = (
    "subject_id", "point", "version", "wording_id", "answered", "choice", "negotiated_sale", "at",
    "submission", "receipt_digest", "entry",
)  # fmt: skip


def _take(posting: _Posting) -> Receipt:
    """Write everything that a form brings, in one transaction."""
    keyring, clauses, form, at = posting.keyring, posting.known.clauses, posting.form, posting.at
    notice, number = posting.shown.notice, posting.shown.number
    identifiers = identifiers_in(notice, posting.values)
    consents = _consents(posting, identifiers)
    subject, new = find_or_make(
        keyring, identifiers, kind=clauses.number("kinds", form.subject), informed=1 << number, consents=consents, at=at
    )
    token = receipt_token(posting.submission)
    wording = keep_form_wording(posting.shown, posting.point, posting.language)
    places = places_for(keyring, subject.pk, [clauses.number("categories", each) for each in posting.values])
    ids = places.records
    entry = entries.append("person:collected", _payload(posting, wording, ids), subject=subject.pk, at=at)
    collection = Collection(
        subject=subject,
        point=posting.point,
        version=number,
        wording=wording,
        answered=sorted(
            asked for asked, field in form.fields.items() if field.field in posting.values.get(field.category, {})
        ),
        choice=posting.choice,
        negotiated_sale=form.negotiates_sale,
        at=at,
        submission=posting.submission.hex(),
        receipt_digest=keyring.tokens.current(f"receipt {token}"),
        entry=entry,
    )
    collection.pk = insert_row(Collection, _COLLECTION, [getattr(collection, name) for name in _COLLECTION])
    terms = Terms(
        posting.shown,
        number,
        posting.terms.purposes,
        form.source,
        form.subject,
        at,
        collection.pk,
        posting.known.current(at),
    )
    record_rows(keyring, clauses, subject, posting.values, terms, places).write()
    if not new:
        move_due(of_person(subject.pk), at)  # what they gave before is kept from this contact, too
    tell_collected(Collected(collection, form, dict(zip(posting.values, ids, strict=True))))
    if consents and form.marketing:
        _decided(collection, Permission.Kind.CONSENT, clauses.number("purposes", form.marketing.purpose))
    if posting.choice == "opted-out":
        _decided(collection, Permission.Kind.MARKETING_STOP)
        change(Subject, {"marketing_objection": True}, "id = %s", (subject.pk,))
        list_stop(keyring, subject, identifiers_of(keyring, subject), at)
    else:
        heed_the_list(subject, identifiers, at=at, by="form")
    return receipt_of(collection, posting.shown, token)


def _consents(posting: _Posting, identifiers: Iterable[tuple[str, str]]) -> int:
    """Give the purposes consented to on the form, as bits, where there is no address to which a link could be sent.

    Where there is one the consent waits for it: see ``honour.register.confirming``.
    """
    if posting.choice != "opted-in" or posting.form.marketing is None or any(k == "email" for k, _ in identifiers):
        return 0
    return posting.known.clauses.bits("purposes", [posting.form.marketing.purpose])


def _payload(posting: _Posting, wording: Wording, ids: list[int]) -> dict[str, Any]:
    payload: dict[str, Any] = {
        "form": posting.point,
        "version": posting.shown.label,
        "wording": wording.digest,
        "purposes": {category: list(listed) for category, listed in posting.terms.purposes.items()},
        "source": posting.form.source,
        "records": ids,
        "choice": posting.choice,
        "negotiated_sale": posting.form.negotiates_sale,
    }
    if posting.terms.despite:
        payload["despite"] = list(posting.terms.despite)
    return payload


def _decided(collection: Collection, kind: Permission.Kind, about: int | None = None, how: str = "form") -> None:
    """Keep the evidence of a decision made at a form."""
    Permission.objects.create(
        subject_id=collection.subject_id,
        kind=kind,
        about=about,
        at=collection.at,
        how=how,
        wording_id=collection.wording_id,
        collection=collection,
        entry=collection.entry,
    )
    named = versions().clauses.clause("purposes", about)
    announce([Announced(collection.subject.public_id, kind.value, named, collection.at, how)])
