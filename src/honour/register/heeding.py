"""What the do-not-contact list means for somebody who is found by something that stands on it.

Of somebody erased a keyed hash is all that is left of their stop, so whoever is found by it counts as them. But a stop
is the person's own (UK GDPR Art 21(3)), and a number can be a switchboard's: where it is on the list for the sake of
somebody else who is here, it is not rung for marketing (PECR reg 21), and that is all. An email address is taken for
one person's, or for few who read it together.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from honour.gate.choices import stop_name
from honour.keyring import Keyring
from honour.register.deciding import Kind, decide
from honour.register.hidden import hidden_people
from honour.register.known_keys import register_keyring
from honour.register.models import Subject
from honour.register.people import identifiers_of, people_by
from honour.register.suppressing import DIALLED, ON_THE_LIST, suppressed
from honour.register.versions import versions

SHARED = "shared"
"""How a stop came that holds for a number alone, which is also somebody's who stopped."""
_WAYS = {"telephone": DIALLED}
_REACHING = frozenset({"telephone", "email"})


class Listed(NamedTuple):
    """What of somebody is on the list: something ``whole`` they are found by; ``shared``, kinds of what is shared."""

    whole: bool
    shared: frozenset[str]


def listed_of(keyring: Keyring, person: int | None, identifiers: Iterable[tuple[str, str]]) -> Listed:
    """Say what of somebody is on the list, and whether for somebody else's sake.

    Arguments: ``person``, their row, if they have one; ``identifiers``, kind and value.
    """
    found = [each for each in identifiers if suppressed(keyring, [each])]
    shared = {each for each in found if each[0] in _WAYS and _is_anothers(keyring, person, *each)}
    return Listed(len(shared) < len(found), frozenset(kind for kind, _ in shared))


def heed_the_list(subject: Subject, identifiers: Iterable[tuple[str, str]], *, at: datetime, by: str) -> None:
    """Stop for somebody what the list says of something they are found by.

    Call it in the transaction that lets them be found by it.

    Arguments: ``subject``, their row, locked; ``identifiers``, kind and value; ``by``, the opaque id of who wrote down
    what they are found by.
    """
    named, keyring = list(identifiers), register_keyring()
    if subject.marketing_objection or not suppressed(keyring, named):
        return
    found = listed_of(keyring, subject.pk, named)
    if found.whole:
        decide(subject.public_id, Kind.MARKETING_STOP, at=at, how=ON_THE_LIST, recorded_by=by)
    else:
        stop_ways(subject.public_id, found.shared, at=at, by=by)


def stop_ways(person: str, kinds: Iterable[str], *, at: datetime, by: str) -> None:
    """Stop marketing to somebody by the ways that lead to what they share with somebody who stopped.

    Arguments: ``kinds`` of identifier that are shared.
    """
    known = versions()
    stopped = known.clauses.of_bits("stops", Subject.objects.get(public_id=person).stops)
    ways = sorted(frozenset[str]().union(*(_WAYS[kind] for kind in kinds)))
    for about in (stop_name(None, way) for way in ways):
        if about in known.clauses.numbers.stops and about not in stopped:
            decide(person, Kind.STOP, about=about, at=at, how=SHARED, recorded_by=by)


def sharing_with(subject: Subject, at: datetime) -> int:
    """Count the others who are here and are found by a telephone number or an email address of somebody's."""
    keyring = register_keyring()
    others = {
        other.pk
        for kind, value in identifiers_of(keyring, subject)
        if kind in _REACHING
        for other in people_by(keyring.lookup.every(kind, value), kind)
    }
    return len(others - {subject.pk} - hidden_people(at)) if others - {subject.pk} else 0


def _is_anothers(keyring: Keyring, person: int | None, kind: str, value: str) -> bool:
    """Say whether somebody else who is here, and whose own stop stands, is found by this."""
    others = people_by(keyring.lookup.every(kind, value), kind, leaving=True)
    return any(other.marketing_objection and other.pk != person for other in others)
