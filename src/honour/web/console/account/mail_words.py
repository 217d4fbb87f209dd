"""What messages are, why they wait or did not leave, and what to do about it, in a line each."""

from __future__ import annotations

from honour.web.console.enforcing.reasons import REASONS

WHY = {
    "ServerUnavailableError": "The server could not be reached; each is tried again",
    "PassingRefusalError": "The server asked to try later; each is tried again",
    "MailNotSetUpError": "No mail server is set up",
    "no-address": "We hold no email address of theirs",
    "address-gone": "The address was changed or is gone",
    "address-not-deliverable": "No mail can be sent to such an address",
    "address-not-confirmed": "Nobody confirmed the address yet",
    "on-do-not-contact-list": "The address is on the do-not-contact list",
    "member-left": "They do not work here any more",
    "kind-unknown": "This release does not know such messages",
    "gave-up": "It was tried too often",
    "purpose-missing": "It named no purpose",
    "purpose-unknown": "The notice in use has no such purpose",
    "purpose-sends-nothing": "The notice lets its purpose send nothing",
    "purpose-is-marketing": "The notice calls its purpose marketing, and it was sent as a service",
    "purpose-is-service": "The notice calls its purpose a service, and it was sent as marketing",
    "nothing-to-say": "There was nothing left to say",
    "cancelled": "It was taken back",
}
_ANSWER = "answer-"
MESSAGES = {
    "staff:invitation": "An invitation to work here",
    "publishing:review": "A reminder to look at something again",
    "publishing:change": "What changes in the notice",
    "publishing:source": "Where we have their data from",
    "outreach:preferences": "A link to what we may send them",
    "outreach:still-right": "Whether their details are still right",
    "intake:download": "A link to what they asked for",
    "intake:confirm": "A question whether an address is theirs",
    "intake:new-address": "A question whether a new address is theirs",
    "intake:answer": "An answer to what they asked",
}
"""What each kind of message is."""
_ANOTHER = "Ask them by telephone or letter for another address, and put it right on their page."
_NOTICE = "Look at the purpose in the notice."
TODO = {
    "no-address": "Ask them for an address, or write by post.",
    "address-gone": "Nothing, where another address stands in its place: what is sent from now on goes to that.",
    "address-not-deliverable": _ANOTHER,
    "address-not-confirmed": "Write by post, or let them ask for a fresh link and open it.",
    "on-do-not-contact-list": "It holds. Nothing to do.",
    "member-left": "Nothing to do.",
    "kind-unknown": "Look whether every worker runs this release.",
    "purpose-missing": _NOTICE,
    "purpose-unknown": _NOTICE,
    "purpose-sends-nothing": _NOTICE,
    "purpose-is-marketing": _NOTICE,
    "purpose-is-service": _NOTICE,
    "ServerUnavailableError": "Try the mail server, and send again what still matters.",
    "PassingRefusalError": "Try the mail server, and send again what still matters.",
    "gave-up": "Try the mail server, and send again what still matters.",
}


def why(reason: str) -> str:
    """Say a reason of the outbox; the name of an error that nobody foresaw leads to the log."""
    if reason.startswith(_ANSWER):
        return f"The receiver’s server refused it for good ({reason.removeprefix(_ANSWER)})"
    if reason in REASONS:
        return REASONS[reason][0]
    return WHY.get(reason) or f"Something went wrong here ({reason}). The log says where"


def todo(reason: str) -> str:
    """Say what to do about a message that did not leave for a reason."""
    if reason.startswith(_ANSWER):
        return _ANOTHER
    if reason in REASONS:
        return REASONS[reason][1]
    return TODO.get(reason, "Tell whoever looks after this installation.")
