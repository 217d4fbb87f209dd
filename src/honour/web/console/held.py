"""What is held about a person, by category: each record with its terms, masked, opened or withheld."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from honour.staff.grants import roles_granted

if TYPE_CHECKING:
    import datetime as dt

    from honour.register.overview import HeldRecord, Overview
    from honour.register.reading import Reading
    from honour.web.console.naming import Names


@dataclass(frozen=True, slots=True)
class Shown:
    """One record as its page shows it.

    ``values``: labels and values, when it was opened. ``why_not``: the sentences of the rules that withhold it, when it
    was asked for and refused; ``may``: who may open it, and for what. Neither: nobody has said yet what for.
    ``called``: the person's name, if the record says so.
    """

    number: int
    source: str
    version: str | None
    purposes: tuple[str, ...]
    on_consent: bool
    collected_at: dt.datetime
    undated: bool
    due_at: dt.datetime | None
    form: str
    values: tuple[tuple[str, str], ...] = ()
    may: str = ""
    why_not: tuple[str, ...] = ()
    observed: bool = False
    called: str = ""


@dataclass(frozen=True, slots=True)
class Category:
    """A category of personal data, and the person's records of it, the newest first; ``older`` were replaced since.

    ``short``: its short id.
    """

    short: str
    name: str
    records: tuple[Shown, ...]
    older: int


def held_by_category(known: Overview, reading: Reading | None, names: Names) -> list[Category]:
    """Put a person's records under their categories, with the values that a reading gave, or why it did not."""
    groups: dict[str, list[HeldRecord]] = {}
    for record in known.records:
        groups.setdefault(record.category, []).append(record)
    made = []
    for category, records in groups.items():
        newest = [record for record in reversed(records) if not record.superseded]
        shown = tuple(_shown(record, reading, names) for record in newest)
        made.append(Category(category, names.of("categories", category), shown, len(records) - len(newest)))
    return made


def _who_may(record: HeldRecord, names: Names) -> str:
    """Say who may open a record that was withheld: the roles that act for what it was collected for."""
    for purpose in record.purposes:
        roles = roles_granted(purpose)
        if roles:
            listed = " and ".join([", ".join(roles[:-1]), roles[-1]] if len(roles) > 1 else roles)
            return f"{listed} may open it for “{names.of('purposes', purpose)}”."
    return ""


def _shown(record: HeldRecord, reading: Reading | None, names: Names) -> Shown:
    opened = next((one for one in reading.records if one.id == record.id), None) if reading else None
    refused = next((one for one in reading.withheld if one.id == record.id), None) if reading else None
    value = opened.value if opened else {}
    return Shown(
        number=record.id,
        source=names.of("sources", record.source),
        version=record.version,
        purposes=tuple(names.of("purposes", purpose) for purpose in record.purposes),
        on_consent=record.on_consent,
        collected_at=record.collected_at,
        undated=record.undated,
        due_at=record.due_at,
        form=names.form(record.point) if record.point else "",
        values=tuple((names.field(record.category, short), str(each)) for short, each in value.items()),
        why_not=tuple(dict.fromkeys(reason.sentence for reason in refused.reasons)) if refused else (),
        may=_who_may(record, names) if refused else "",
        observed=bool(opened and opened.observed),
        called=str(value.get("name") or value.get("full-name") or ""),
    )
