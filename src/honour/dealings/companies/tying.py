"""Tying people to companies. A tie says where somebody works: it is about a person, and goes with them."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from honour.dealings.companies.keeping import CompanyError
from honour.dealings.matters.waiting import join_open
from honour.dealings.models import Company, Tie
from honour.evidence import entries
from honour.register.people import lock_person


def tie(person: str, company: Company, kind: str, *, by: str, at: dt.datetime) -> Tie:
    """Tie a person to a company, or say anew what the tie is. Their data wait for what is open for the company.

    Arguments: ``person``, the opaque id; ``by``, the opaque id of who says so.
    Errors: ``UnknownPersonError``; ``CompanyError`` for a company that was merged, or a second owner of a sole trader.
    """
    if kind not in Tie.Kind.values:
        raise CompanyError("There is no such tie.")
    with transaction.atomic():
        subject = lock_person(person)
        row = Company.objects.select_for_update(of=("self",)).get(pk=company.pk)
        if row.merged_into_id is not None:
            raise CompanyError("It was merged. Choose the company that stands in its place.")
        others = Tie.objects.filter(company=row).exclude(subject=subject)
        if row.sole_trader and kind == Tie.Kind.OWNS and others.filter(kind=kind).exists():
            raise CompanyError("A sole trader is one person, and this one is tied to somebody already.")
        said = {"company": row.public_id, "kind": kind, "by": by}
        entry = entries.append("company:tied", said, subject=subject.pk, at=at)
        made, _ = Tie.objects.update_or_create(
            company=row, subject=subject, defaults={"kind": kind, "since": at, "recorded_by": by, "entry": entry}
        )
        join_open(row, person, by=by, at=at)
    return made


def untie(one: Tie, *, by: str, at: dt.datetime) -> None:
    """End a tie."""
    with transaction.atomic():
        said = {"company": one.company.public_id, "kind": "ended", "by": by}
        entries.append("company:tied", said, subject=one.subject_id, at=at)
        one.delete()
