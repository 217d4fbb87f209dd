"""Making a company known, putting it right, and merging two that turned out to be one."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from honour.dealings.models import Company, Group, Matter, Tie
from honour.evidence import entries
from honour.evidence.kinds import declare

declare("company:changed", "A company was made known, put right or merged.")
declare("company:tied", "A person was tied to a company, or not any more.")


class CompanyError(Exception):
    """A company could not be changed; the message says why. Nothing was written."""


@dataclass(frozen=True, slots=True)
class Said:
    """What is known of a company. ``group``: the name of its group, if it has one."""

    name: str
    number: str = ""
    group: str = ""
    sole_trader: bool = False


def keep_company(said: Said, *, by: str, at: dt.datetime, company: Company | None = None, seen: int = 0) -> Company:
    """Make a company known, or put right what is known of it.

    Arguments: ``company``, the one that is put right, with ``seen``, the revision that whoever asks has seen; ``by``,
    their opaque id.
    Errors: ``CompanyError`` when another has the number, a company has no name, or somebody changed it meanwhile.
    """
    name, number = ("", "") if said.sole_trader else (" ".join(said.name.split()), said.number.replace(" ", "").upper())
    if not name and not said.sole_trader:
        raise CompanyError("Give the company's name.")
    try:
        with transaction.atomic():
            row = (
                Company.objects.select_for_update(of=("self",)).get(pk=company.pk)
                if company
                else Company(known_since=at)
            )
            if company is not None and row.revision != seen:
                raise CompanyError(f"Somebody changed it since you opened it: it is “{row.called}”, {row.number} now.")
            row.name, row.number, row.sole_trader = name, number, said.sole_trader
            row.group = (
                Group.objects.get_or_create(name=" ".join(said.group.split()))[0] if said.group.strip() else None
            )
            row.revision += company is not None
            row.save()
            entries.append("company:changed", {"company": row.public_id, "by": by}, at=at)
    except IntegrityError:
        raise CompanyError("Another company has this number. Open that one, or merge the two.") from None
    return row


def merge(going: Company, staying: Company, *, by: str, at: dt.datetime) -> int:
    """Let one company stand for two; the people of both are its people. Give how many moved.

    Errors: ``CompanyError`` for a company and itself, or one that was merged before.
    """
    if going.pk == staying.pk:
        raise CompanyError("Choose another company: this is the same one.")
    with transaction.atomic():
        rows = Company.objects.select_for_update(of=("self",)).filter(pk__in=(going.pk, staying.pk)).order_by("pk")
        found = {row.pk: row for row in rows}
        gone, stays = found[going.pk], found[staying.pk]
        if gone.merged_into_id or stays.merged_into_id:
            raise CompanyError("One of them was merged already. Open the company that stands in its place.")
        here = Tie.objects.filter(company=stays).values("subject_id")
        Tie.objects.filter(company=gone, subject__in=here).delete()
        moved = Tie.objects.filter(company=gone).update(company=stays)
        Matter.objects.filter(company=gone).update(company=stays)
        number, group = gone.number, gone.group
        gone.merged_into, gone.revision = stays, gone.revision + 1
        gone.save()
        Company.objects.filter(merged_into=gone).update(merged_into=stays)
        if not stays.sole_trader:
            stays.number, stays.group = stays.number or number, stays.group or group
        stays.revision += 1
        stays.save()
        said = {"company": stays.public_id, "instead": gone.public_id, "people": moved, "by": by}
        entries.append("company:changed", said, at=at)
    return moved
