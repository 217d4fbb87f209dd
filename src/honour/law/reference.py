"""The reference of the law packs, made from them: ``python -m honour.law.reference``."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from typing import get_args

from honour.law.constants import Adequacy, Constants
from honour.law.entry import Entry, Evidence
from honour.law.pack import Pack, PackName, pack

LAWS: dict[PackName, str] = {"uk": "United Kingdom", "eu": "European Union"}
"""What each pack is the law of."""

_READ: dict[Evidence, str] = {
    "statute": "text read",
    "regulator": "regulator's page read",
    "secondary": "from a secondary source",
    "knowledge": "from memory of the text, not read again",
    "unstated": "not recorded how it was read",
    "own": "Honour's own rule",
}
_HEAD = """\
# The law that Honour holds

The rules of law that the software acts on, beside those of the [check](check-codes.md), each with its source, how that
was read, and from when to when it holds. This page is made from the law packs (`src/honour/law/packs/`) by
`python -m honour.law.reference`; a test fails when it is out of date. It is no legal advice: what was **not read** has
to be checked by somebody who can before anything rests on it.
"""


def source_of(entry: Entry) -> str:
    """Write a rule's source: how it was read, when it holds, and what limits it."""
    read = ", ".join(_READ[each] for each in entry.evidence)
    begins = f"; from {entry.from_}" if entry.from_ else ""
    ends = f"; until {entry.until}" if entry.until else ""
    note = f" {entry.note.strip()}" if entry.note else ""
    return f"{entry.source} ({read}{begins}{ends}).{note}"


def markdown() -> str:
    """Write the reference."""
    parts = [_HEAD]
    for name in get_args(PackName):
        parts.append(f"## {LAWS[name]}\n")
        for title, entries in _sections(pack(name)):
            if entries:
                rows = [f"- **{words}**: {source_of(entry)}" for words, entry in entries.items()]
                parts.append("\n".join([f"### {title}", "", *rows, ""]))
    return "\n".join(parts)


def _sections(whole: Pack) -> Iterator[tuple[str, Mapping[str, Entry]]]:
    constants = whole.constants
    yield "Lawful bases", whole.bases
    yield "Conditions of a recognised interest", {each.name: each for each in whole.conditions.values()}
    yield "Rights", {each.name: each for each in whole.rights.values()}
    yield "Marketing, by channel", whole.marketing.channels
    yield "Soft opt-in", whole.marketing.soft_opt_in
    yield "Retention presets", {f"{code}, {each.name}": each for code, each in whole.presets.items()}
    yield "Indicators of high risk", whole.impact
    yield "Safeguards that are tested first", whole.transfers
    yield "Safeguards of transfers", {each.name: each for each in whole.safeguards.values()}
    yield "What Honour's own acts rest on", {f"`{act}`": each for act, each in whole.grounds.items()}
    if constants.closing:
        yield "The end of every answer", {constants.closing.words: constants.closing}
    yield "Enactments that are cited", {f"{each.cite}, {each.about}": each for each in whole.enactments.values()}
    limits = {
        "Requests are answered": constants.answer_within,
        "Complaints are acknowledged": constants.acknowledge_within,
        "People whose data came from elsewhere are told": constants.tell_within,
    }
    yield "Time limits", {f"{what} within {limit.period}": limit for what, limit in limits.items() if limit}
    yield "What a notice has to say", dict(_said(constants))
    yield "Changes of the law", {f"{each.date}: {each.what}": each for each in constants.milestones}
    yield "Citations that are out of date", {each.cites: each for each in constants.citations}
    yield "Countries found adequate", {_adequate(each): each for each in constants.adequacy}
    yield "Regulator", {constants.regulator.name: constants.regulator}


def _adequate(found: Adequacy) -> str:
    return f"{found.name}, for {found.only} alone" if found.only else found.name


def _said(constants: Constants) -> Iterator[tuple[str, Entry]]:
    if age := constants.child_consent:
        yield f"Children consent to online services themselves from {age.age}", age
    if document := constants.policy_document:
        yield "A condition of Schedule 1 for data on offences goes with a policy document", document
    if cookies := constants.consented_cookies:
        yield f"Cookies that need consent: {', '.join(sorted(cookies.use))}", cookies
    if cookies := constants.refusable_cookies:
        yield f"Cookies that people can refuse: {', '.join(sorted(cookies.use))}", cookies


if __name__ == "__main__":
    sys.stdout.write(markdown())
