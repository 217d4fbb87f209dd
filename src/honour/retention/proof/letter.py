"""The letter about an erasure that was certified, for the person whose data they were.

Nothing in it tells whether a sealed hold keeps something of theirs: it counts nothing of what went, and each of its
sentences is true either way (docs/decisions/0012-erased-and-held-in-secret.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from honour.law import Law, law_at
from honour.ledger.certificate import read_certificate
from honour.notice.model import Notice
from honour.register.versions import versions
from honour.retention.models import Certificate
from honour.retention.proof.places import HOME, LOG
from honour.retention.proof.remaining import (
    DATA,
    DATA_OPEN,
    KEYS_APART,
    REPLICAS,
    REPLICAS_AWAY,
    WAL_ARCHIVE,
    gone_by,
    unreadable_from,
)


@dataclass(frozen=True, slots=True)
class CoverLetter:
    """A letter: its subject and its paragraphs; ``summary`` is the first of them."""

    subject: str
    paragraphs: tuple[str, ...]

    @property
    def summary(self) -> str:
        """What happened, in two sentences."""
        return self.paragraphs[0]

    def text(self) -> str:
        """Give the letter as plain text."""
        return "\n\n".join([self.subject, *self.paragraphs]) + "\n"


def letter_of(certificate: Certificate) -> CoverLetter:
    """Write the letter of a certificate. It has no name in it: nothing of the person is known any more."""
    said = read_certificate(certificate.text)
    published = versions().all
    paragraphs = [
        f"{_deleted(said)} {_backups(said)}".strip(),
        _what(said),
        *_copies(said),
        *_stays(said),
        _looked(said),
        *_found(said),
        _certificate(said),
        *_closing(said),
        *(_sender(published[-1].notice) if published else ()),
    ]
    return CoverLetter("Your data were deleted", tuple(paragraphs))


def _copies(said: Mapping[str, Any]) -> list[str]:
    """Say that files we had written about them are gone; of an older certificate nothing is known of such."""
    removed = said.get("files_removed", 0)
    if not removed:
        return []
    lay = "A copy of a message to you that lay" if removed == 1 else f"{removed} copies of messages to you that lay"
    return [f"{lay} in a folder of ours {'was' if removed == 1 else 'were'} deleted too."]


def _certificate(said: Mapping[str, Any]) -> str:
    return (
        f"What was looked for, where, and what was found stands in certificate {said['number']}. It is signed, so that "
        "nobody can change it unseen, and kept for whoever examines us. A number in it stands for you; your name "
        "stands nowhere."
    )


def _law(said: Mapping[str, Any]) -> Law:
    """Give the law of the day on which the certificate was made."""
    return law_at(versions().all[-1].notice.law, timezone.localdate(datetime.fromisoformat(said["made_at"])))


def _cited(said: Mapping[str, Any], what: str) -> str:
    return _law(said).grounds[f"stays:{what}"].source


def _closing(said: Mapping[str, Any]) -> list[str]:
    """Give the sentence with which every answer ends, whether or not something was kept back in silence."""
    closing = _law(said).constants.closing
    return [closing.words] if closing else []


def _deleted(said: Mapping[str, Any]) -> str:
    ends = [datetime.fromisoformat(each["done_at"]) for each in said["erasures"] if each["done_at"]]
    if "carried_out_at" in said:
        ends = [datetime.fromisoformat(said["carried_out_at"])]
    return f"Deleted {_day(timezone.localdate(max(ends)))}." if ends else "Deleted."


def _backups(said: Mapping[str, Any]) -> str:
    """Say in a sentence what copies in backups are worth, and until when they are there."""
    remains = said["remains"]
    last, locked = gone_by(remains), unreadable_from(remains)
    opens = said["backups"] and said["backups"]["opened"]
    if last is None and not opens:
        return "No backup that we know of holds anything of it."
    end = f"gone by {_named(last)}" if last else "deleted with the backup"
    if any(each["what"] == DATA_OPEN for each in remains):
        return f"Copies in backups are {end}."
    if locked:
        return f"Copies in backups cannot be read from {_named(locked)} on, and are {end}."
    return f"Backups can’t be read and are {end}." if not opens else f"Copies in backups are {end}."


def _what(said: Mapping[str, Any]) -> str:
    what = "of what you asked about "
    if any(each["record"] is None or each.get("of_all") for each in said["erasures"]):
        what = "about you "
    gone = (
        f"Everything {what}that we may delete is gone, with what it could be found by, files and copies on their way."
    )
    if said.get("key_still_needed", not sum(each["gone"].get("keys", 0) for each in said["erasures"])):
        return (
            f"{gone} A key that locked it is still needed for your other data, so copies in backups made before can be "
            "read until those are gone."
        )
    return (
        f"{gone} The keys that locked it are destroyed: without them nobody can open a copy of it, wherever one lies."
    )


def _stays(said: Mapping[str, Any]) -> list[str]:
    kept = said["kept"]
    found = []
    if "do-not-contact" in kept:
        found.append(
            "You had told us not to send you marketing. So that this still holds, a code worked out from your address "
            "stays on our do-not-contact list. Nobody can read your address from it "
            f"({_cited(said, 'do-not-contact')})."
        )
    if "held" in kept:
        found.append(
            "Some of your data stay because of a claim or an enquiry that is going on, as the law allows "
            f"({_cited(said, 'held')}). Nobody uses them for anything else, and they go when it is over."
        )
    elif "other-records" in kept:
        found.append("Other data about you stay, for the purposes and the time that our privacy notice states.")
    found.append(
        f"That a deletion was done stays on record under the number {said['person']}, which does not say who you are."
    )
    return found


def _looked(said: Mapping[str, Any]) -> str:
    files, size = sum(each["files"] for each in said["searched"]), sum(each["bytes"] for each in said["searched"])
    where = f"in {_count(files, 'file')} ({_size(size)})"
    if said["looked_for"].get("again"):
        return f"We looked again, {where}, for all by which your locked data are known."
    how = where if said["method"]["bytes"] else "in every table of our database"
    return (
        f"To be sure, we looked before and after {how}, for every value of it in clear, however written, and for all "
        "by which it was stored."
    )


def _found(said: Mapping[str, Any]) -> list[str]:
    in_log = any(each["what"] == LOG for each in said["remains"])
    if said["nothing_found"] and not in_log and not said["after"]:
        found = ["Afterwards, nothing of it was found."]
    else:
        found = [] if said["nothing_found"] else ["Afterwards, something was still there, and we are seeing to it."]
    for each in said["remains"]:
        if each["what"] == LOG and each["readable"]:
            found.append(
                "Our database’s own log still holds copies that our keys could open until they are written over. That "
                "happens tonight, or as it goes on; we look again every night."
            )
        elif each["what"] == LOG:
            found.append(
                "Our database’s own log still holds locked copies. It writes over them as it goes on; we look again "
                "every night."
            )
        elif each["what"] == WAL_ARCHIVE:
            found.append(
                "We archive our database’s log. What stood there before your deletion is in it as long as we keep it."
            )
        elif each["what"] == HOME and each["files"]:
            found.append(f"Copies were found in {_count(len(each['files']), 'other file')}, which we delete by hand.")
        elif each["what"] == REPLICAS:
            found.append(
                "Other servers follow our database. They delete within seconds; their own logs hold copies until those "
                "are written over."
            )
        elif each["what"] == REPLICAS_AWAY:
            found.append(
                "A copy of our database that is to follow it does not at present. It holds what stood there before "
                "your deletion until it follows again, or is taken away."
            )
        elif each["what"] not in {DATA, KEYS_APART} and not each["readable"]:
            found.append(
                "Afterwards, only locked copies were left that nobody can open; they are written over at night."
            )
    return found


def _sender(notice: Notice) -> tuple[str, ...]:
    controller = notice.controller
    reach = controller.email or controller.telephone or controller.address
    return (f"{controller.name}" + (f". Questions: {reach}" if reach else ""),)


def _count(number: int, what: str) -> str:
    return f"one {what}" if number == 1 else f"{number:,} {what}s"


def _size(size: int) -> str:
    for unit, large in (("GB", 10**9), ("MB", 10**6)):
        if size >= large:
            return f"{size / large:,.1f} {unit}"
    return f"{max(size // 1000, 1):,} kB"


def _named(day: str) -> str:
    return _day(date.fromisoformat(day))


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
