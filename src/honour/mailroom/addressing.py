"""Where a message goes: a person's address as the register hands it out for the purpose, or a colleague's."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from honour.gate.question import Actor
from honour.keyring import Keyring
from honour.mailroom.models import Outgoing
from honour.register.confirming import may_be_written_to
from honour.register.known_keys import register_keyring
from honour.register.models import Identifier
from honour.register.reading import Reading, read
from honour.register.suppressing import suppressed
from honour.register.versions import versions

if TYPE_CHECKING:
    from honour.mailroom.messages import Address
    from honour.notice.model import Notice

_LARGEST = 254  # characters (RFC 5321)


class Addressed(NamedTuple):
    """An address to write to, the row it came from, the receiver's name, and what the gate handed out."""

    address: str
    identifier: int | None
    name: str
    reading: Reading | None


class Refused(NamedTuple):
    """Why nothing may be sent: a word, and the ledger entry that says so where the gate refused."""

    reason: str
    entry: int | None = None


def address_of(row: Outgoing, purpose: str | None, at: datetime, invited: Address | None = None) -> Addressed | Refused:
    """Find out where a message goes, now. For a person, the gate is asked whether they may be contacted.

    Arguments: ``invited``, how the address of somebody is found who is asked to work here and is no member yet.
    Errors: those of the keyring; ``UnknownVersionError`` when no notice is in force.
    """
    if row.member is not None and invited is not None:
        found = invited(row.member)
        return Addressed(found[0], None, found[1], None) if found else Refused("invitation-gone")
    if row.member is not None:
        return _member(row.member)
    if purpose is None:
        return Refused("purpose-missing")
    notice = versions().current(at).notice
    reach = frozenset(
        short
        for short, category in notice.categories.items()
        if any(field.type == "email" for field in category.fields.values())
    )
    actor = Actor("mailroom", "service", {purpose: frozenset({"contact"})})
    reading = read(
        actor,
        row.person,
        purpose,
        at,
        action="contact",
        categories=reach,
        channel="email",
        topic=row.context.get("topic"),
    )
    if not reading.records:
        reasons = [*reading.reasons, *(reason for held in reading.withheld for reason in held.reasons)]
        telling = [reason.code for reason in reasons if reason.code not in {"nothing-asked", "not-asked-for"}]
        return Refused(telling[0] if telling else "no-address", reading.entry)
    return _chosen(row, notice, reading)


def _chosen(row: Outgoing, notice: Notice, reading: Reading) -> Addressed | Refused:
    """Choose the address among what was handed out: the one queued for, else the newest."""
    keyring = register_keyring()
    wanted = None if row.identifier is None else Identifier.objects.filter(pk=row.identifier).first()
    if row.identifier is not None and wanted is None:
        return Refused("address-gone", reading.entry)
    missing = "address-gone" if wanted is not None else "no-address"
    for record in sorted(reading.records, key=lambda record: (record.collected_at, record.id), reverse=True):
        fields = notice.categories[record.category].fields
        for short, field in fields.items():
            value = str(record.value.get(short, ""))
            if field.type != "email" or not value:
                continue
            if wanted is not None and (wanted.record_id != record.id or not _same(keyring, wanted, value)):
                continue
            if not _deliverable(value):
                return Refused("address-not-deliverable", reading.entry)
            if notice.purposes[reading.purpose].is_marketing and suppressed(keyring, [("email", value)]):
                return Refused("on-do-not-contact-list", reading.entry)
            held = wanted or Identifier.objects.filter(record=record.id, kind="email").first()
            if held is not None and not may_be_written_to(held, reading.purpose):
                missing = "address-not-confirmed"  # an earlier form's may be
                continue
            name = str(record.value.get("name", ""))
            return Addressed(value, held.pk if held else None, name, reading)
    return Refused(missing, reading.entry)


def _deliverable(address: str) -> bool:
    """Whether mail can be addressed to it: one plain address, ASCII before the @ (else RFC 6531 would be needed)."""
    try:
        validate_email(address)
    except ValidationError:
        return False
    return address.rpartition("@")[0].isascii() and len(address) <= _LARGEST


def _same(keyring: Keyring, wanted: Identifier, value: str) -> bool:
    return any(hashed.digest == bytes(wanted.digest) for hashed in keyring.lookup.every("email", value))


def _member(row: int) -> Addressed | Refused:
    found = get_user_model().objects.filter(pk=row, is_active=True).first()
    if found is None:
        return Refused("member-left")
    return Addressed(found.email, None, str(found), None)
