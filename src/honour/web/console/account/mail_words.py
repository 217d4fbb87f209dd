"""Why a message waits or did not leave, in a line each."""

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
    "on-do-not-contact-list": "They are on the do-not-contact list",
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


def why(reason: str) -> str:
    """Say a reason of the outbox; the name of an error that nobody foresaw leads to the log."""
    if reason.startswith(_ANSWER):
        return f"The receiver’s server refused it for good ({reason.removeprefix(_ANSWER)})"
    if reason in REASONS:
        return REASONS[reason][0]
    return WHY.get(reason) or f"Something went wrong here ({reason}). The log says where"
