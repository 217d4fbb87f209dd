"""“May we…?”: what a person’s own decisions leave open, in a line each, with when and how they said so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

if TYPE_CHECKING:
    import datetime as dt

    from honour.register.overview import Decided, Overview
    from honour.web.console.naming import Names

HOW = {
    "form": "on a form",
    "link": "by link",
    "one-click": "by the button of a mail program",
    "undo": "on the page of the stop, which was undone",
    "preferences": "on the page of their preferences",
    "mail": "by email",
    "email": "by email",
    "telephone": "by telephone",
    "letter": "by letter",
    "in-person": "in person",
    "other-system": "in another system of ours",
    "do-not-contact list": "found on the do-not-contact list",
    "import": "by a list that was brought in",
    "settled": "as was settled for what was brought in",
    "shared": "for the sake of somebody with the same number",
}
"""How a decision came, inside a sentence."""

KIND_NAMES = {
    "consent": "A consent",
    "withdrawal": "A consent taken back",
    "objection": "An objection to a use",
    "objection-lifted": "An objection lifted",
    "marketing-stop": "A stop to marketing",
    "marketing-stop-lifted": "A stop to marketing lifted",
    "restriction": "A hold on the use of data",
    "restriction-lifted": "A hold lifted",
    "approval": "An approval of a recipient",
    "approval-ended": "An approval ended",
    "informed": "Being told of a notice",
    "stop": "A stop to a topic or a way of contact",
    "stop-lifted": "Such a stop lifted",
    "pause": "A pause of marketing",
    "pause-ended": "A pause ended",
}
"""What a kind of decision is called in a list."""

SAID = {
    "consent": "Agreed to “{about}”.",
    "withdrawal": "Took back their consent to “{about}”.",
    "objection": "Objected to “{about}”.",
    "objection-lifted": "No longer objects to “{about}”.",
    "marketing-stop": "Said stop to marketing.",
    "marketing-stop-lifted": "Asked to hear from us again.",
    "restriction": "Asked us to hold their data and not use them.",
    "restriction-lifted": "The hold on their data was lifted.",
    "approval": "Approved passing data to {about}.",
    "approval-ended": "Took back their approval of {about}.",
    "stop": "Does not want {about}.",
    "stop-lifted": "May be sent {about} again.",
    "pause": "Paused marketing.",
    "pause-ended": "Ended the pause of marketing.",
    "informed": "Was told of the notice of version {about}.",
}
"""What a decision was, in a sentence."""


_UNSAID = {
    "do-not-contact list": {
        "marketing-stop": "Marketing was stopped: an address or number of theirs was on the do-not-contact list.",
    },
    "shared": {
        "stop": "May not be sent {about}: somebody else here with the same number said stop.",
    },
}
"""What was decided without a word of theirs, by how it came."""


def said(decided: Decided, names: Names) -> str:
    """Say what a person decided."""
    section = {"approval": "recipients", "approval-ended": "recipients"}.get(decided.kind, "purposes")
    about = decided.about if decided.kind == "informed" else names.of(section, decided.about)
    if decided.kind in {"stop", "stop-lifted"}:
        about = names.stop(decided.about or "")
    if decided.until is not None:
        return f"Paused marketing until {on_day(decided.until)}."
    return _UNSAID.get(decided.how, SAID).get(decided.kind, SAID.get(decided.kind, decided.kind)).format(about=about)


def when_and_how(decided: Decided) -> str:
    """Say when a decision came and how."""
    return f"{on_day(decided.at)}, {HOW.get(decided.how, decided.how)}"


def on_day(at: dt.datetime) -> str:
    """Write a day as sentences do."""
    return f"{timezone.localtime(at):%-d %B %Y}"


def may_we(known: Overview, names: Names) -> list[tuple[str, str]]:
    """Give the lines of the strip: what we may do, and the decision that says so."""
    lines = []
    if known.restricted:
        lines.append(("Use their data", f"Only to hold them. {_latest(known, 'restriction')}"))
    if known.marketing_objection:
        lines.append(("Send marketing", f"No. {_latest(known, 'marketing-stop')}"))
    elif known.paused_until is not None and known.paused_until > timezone.now():
        also = " They stopped a part of it for good, below." if known.stops else ""
        paused = f"Not before {on_day(known.paused_until)}. {_latest(known, 'pause')}"
        lines.append(("Send marketing", f"{paused}{also}"))
    else:
        standing = "They stopped a part of it, below." if known.stops else "They have not said stop."
        lines.append(("Send marketing", f"{standing} Each channel is decided when a message is sent."))
    lines.extend((f"Send {names.stop(stop)}", f"No. {_latest(known, 'stop', stop)}") for stop in sorted(known.stops))
    lines.extend(
        ("Use for", f"Not “{names.of('purposes', purpose)}”. {_latest(known, 'objection', purpose)}")
        for purpose in sorted(known.objections)
    )
    lines.extend(
        ("On consent", f"“{names.of('purposes', purpose)}”. {_latest(known, 'consent', purpose)}")
        for purpose in sorted(known.consents)
    )
    lines.append(("Write about a service", "Yes. Stopping marketing does not stop this."))
    return lines


def _latest(known: Overview, kind: str, about: str | None = None) -> str:
    found = [one for one in known.decisions if one.kind == kind and about in (None, one.about)]
    if not found:
        return ""
    return f"{'Recorded' if found[-1].how in _UNSAID else 'Said so'} {when_and_how(found[-1])}."
