"""What was done with a person's data, from the ledger: as moments, newest first, and as uses by purpose and month."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst

from honour.register.overview import Decided
from honour.ui.tables import Column, Row, Table
from honour.ui.timeline import Moment, Month, by_month
from honour.web.console.account.mail_words import why
from honour.web.console.entries import says
from honour.web.console.may_we import HOW, said

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from honour.evidence.searching import Use
    from honour.ui.person_page import Told
    from honour.web.console.naming import Names

USES = {"person:read": "used", "person:selected": "used", "person:disclosed": "passed on", "person:refused": "refused"}

MESSAGES = {"message:sent", "message:failed"}


def moments(entries: Sequence[Use], told: Sequence[Told], names: Names, *, linked: bool) -> tuple[Month, ...]:
    """Give a person's timeline: the ledger's entries, and what apps tell, which stands in the place of its entry.

    Arguments: ``told``, what apps tell; ``linked``, whether the reader may open entries of the ledger.
    """
    instead = {one.entry for one in told if one.entry is not None}
    own = [
        Moment(
            each.at,
            _sentence(each, names),
            _detail(each, names),
            reverse("console:entry", args=[each.entry]) if linked else "",
            _icon(each),
        )
        for each in entries
        if each.entry not in instead
    ]
    return by_month([*own, *(one.moment for one in told)])


def uses_by_month(entries: Sequence[Use], names: Names) -> Table:
    """Give the uses of a person's data, counted by month, purpose and whether they were allowed."""
    counted: Counter[tuple[dt.date, str, str]] = Counter()
    for each in entries:
        if each.kind in USES:
            month = timezone.localdate(each.at).replace(day=1)
            counted[month, str(each.payload.get("purpose")), USES[each.kind]] += 1
    rows = tuple(
        Row((names.of("purposes", purpose), f"{month:%B %Y}", capfirst(what), times))
        for (month, purpose, what), times in sorted(counted.items(), key=lambda item: item[0], reverse=True)
    )
    columns = (Column("Purpose"), Column("Month"), Column("Their data were"), Column("Times", number=True))
    return Table("What their data were used for", columns, rows, "Their data have not been used yet.")


_SENTENCES = {
    "person:collected": "Filled in the form “{form}”.",
    "person:imported": "{who} brought in a list of people with this one in it.",
    "person:read": "{who} opened data for “{purpose}”.",
    "person:selected": "{who} used data of many people for “{purpose}”.",
    "person:disclosed": "{who} passed data to {recipient} for “{purpose}”.",
    "person:refused": "{who} was refused “{purpose}”.",
    "person:found": "{who} looked for this person.",
}


def _sentence(each: Use, names: Names) -> str:
    if each.kind == "person:decided":
        return said(_decided(each), names)
    payload = each.payload
    sentence = _SENTENCES.get(each.kind, says(each.kind)).format(
        who=names.who(str(payload.get("by", ""))),
        form=names.form(payload.get("form")),
        purpose=names.of("purposes", payload.get("purpose")),
        recipient=names.of("recipients", payload.get("recipient")),
    )
    return sentence[:1].upper() + sentence[1:]


def _detail(each: Use, names: Names) -> str:
    payload = each.payload
    if each.kind == "person:collected":
        chose = {"opted-out": " Said no to marketing.", "opted-in": " Said yes to marketing."}
        return f"The notice of {payload.get('version')} was shown.{chose.get(str(payload.get('choice')), '')}"
    if each.kind in {"person:read", "person:disclosed"}:
        opened = ", ".join(names.of("categories", category) for category in payload.get("categories", []))
        return f"{opened}. Something was withheld." if payload.get("refused") else f"{opened}."
    if each.kind == "person:decided":
        how = str(payload.get("how", ""))
        return f"Told us {HOW.get(how, how)}." if how not in {"form", ""} else ""
    if each.kind in MESSAGES:
        about = f"For “{names.of('purposes', payload['purpose'])}”." if "purpose" in payload else ""
        return f"{about} {why(str(payload['reason']))}." if "reason" in payload else about
    return ""


def _decided(each: Use) -> Decided:
    payload = each.payload
    return Decided(
        str(payload.get("kind")),
        payload.get("about"),
        each.at,
        str(payload.get("how")),
        str(payload.get("by")),
        each.entry,
    )


def _icon(each: Use) -> str:
    if each.kind == "person:refused":
        return "eye-off"
    stops = {"marketing-stop", "objection", "withdrawal", "restriction"}
    return "hand" if each.kind == "person:decided" and each.payload.get("kind") in stops else ""
