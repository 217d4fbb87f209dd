"""What was chosen about marketing on a form, as far as it still hangs on the address being its sender's own."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from honour.intake.downloads import address_on
from honour.notice.wording import ENGLISH, say
from honour.register.confirming import awaits_confirming
from honour.register.fetching import any_of, fetch
from honour.register.models import Identifier, Record
from honour.register.versions import versions

if TYPE_CHECKING:
    from honour.register.models import Collection


class Chosen(NamedTuple):
    """What somebody chose: the words beside the box as they stood there, their language, whether it was ticked."""

    wording: str
    language: str
    ticked: bool

    @property
    def sentence(self) -> str:
        """What was chosen, said in a letter."""
        if self.ticked:
            return say("On the form, the box “{wording}” was ticked.", wording=self.wording)
        return say("On the form, the box “{wording}” was left empty.", wording=self.wording)


def choice_awaiting(collection: Collection) -> Chosen | None:
    """Give what somebody chose on a form that would let more follow than an answer, once it is known to be them.

    ``None`` where nothing more follows: they said no, stopped marketing, were asked nothing, or it may follow already.
    """
    form = versions().numbered(collection.version).notice.forms[collection.point]
    if form.marketing is None or collection.choice != ("left" if form.marketing.kind == "opt-out" else "opted-in"):
        return None
    address = address_on(collection)
    if address is None or _follows_already(collection, address, form.marketing.purpose):
        return None
    kept = json.loads(collection.wording.text)
    wording, language = kept["marketing"]["wording"], kept.get("language", ENGLISH)
    return Chosen(wording, language, ticked=form.marketing.kind == "opt-in")


def _follows_already(collection: Collection, address: int, purpose: str) -> bool:
    """Whether marketing for a purpose may come to the address by an earlier form, or is stopped altogether."""
    typed = fetch(Identifier, "id = %s", (address,))[0]
    typed.record = fetch(Record, "id = %s", (typed.record_id,), without=("value",))[0]
    person = collection.subject
    if not awaits_confirming(typed):
        return True
    if collection.choice == "opted-in":
        return bool(person.consents >> versions().clauses.number("purposes", purpose) & 1)
    if person.marketing_objection:
        return True
    if not any_of(Identifier, "subject_id = %s AND verified_at IS NOT NULL", (person.pk,)):
        return False
    same = Identifier.objects.filter(subject=person, kind=typed.kind, digest=typed.digest).exclude(verified_at=None)
    may = versions().clauses.bits("purposes", [purpose])
    return any(purposes & may for purposes in same.values_list("record__purposes", flat=True))
