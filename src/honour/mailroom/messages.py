"""Where apps sign up the kinds of message they send, each in its ``messages.py``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from django.utils.module_loading import autodiscover_modules

if TYPE_CHECKING:
    from honour.mailroom.letters import Letter
    from honour.mailroom.models import Outgoing
    from honour.mailroom.queued import Queued

MessageClass = Literal["service", "marketing"]
Build = Callable[["Queued"], "Letter"]
Address = Callable[[int], "tuple[str, str] | None"]
Again = Callable[["Outgoing"], None]
StopLink = Callable[["Queued"], str]
IN_CONTEXT = "*"
"""The purpose of a kind of message that has one for each message: its context names it, as ``purpose``."""


@dataclass(frozen=True, slots=True)
class MessageKind:
    """A kind of message.

    ``purpose``: the one that the notice declares it for; none for mail to people who work here. ``message_class`` is
    what the sender takes it for; the purpose decides, and where the two differ nothing is sent. ``build`` writes it;
    ``address``, for mail to somebody who is asked to work here, finds address and name by the row queued. ``again`` is
    told of a message that is sent again, in that transaction.
    """

    name: str
    purpose: str | None
    message_class: MessageClass
    build: Build
    address: Address | None = None
    again: Again | None = None

    def purpose_of(self, context: Mapping[str, Any]) -> str | None:
        """Give the purpose of one message of this kind, by the context it was queued with."""
        return str(context.get("purpose", "")) if self.purpose == IN_CONTEXT else self.purpose


_kinds: dict[str, MessageKind] = {}
_stop_links: list[StopLink] = []


def message_kind(
    name: str,
    *,
    purpose: str | None = None,
    message_class: MessageClass = "service",
    address: Address | None = None,
    again: Again | None = None,
) -> Callable[[Build], Build]:
    """Sign a function up as the writer of a kind of message. It is called when the message is sent, outside any
    transaction, and may read for its purpose.

    Arguments: ``name``, ``app:what``; ``purpose``, the id of a purpose of the notice, ``IN_CONTEXT`` where each
    message names its own, or none for mail to members of staff; ``message_class``, ``service`` or ``marketing``;
    ``address``, for mail to somebody who is asked to work here: gives address and name by the row that is queued as the
    member, or nothing when it is gone; ``again``, called with the row of a message that is put back into the outbox.
    """  # noqa: D205 - the first sentence takes two lines

    def sign_up(build: Build) -> Build:
        _kinds[name] = MessageKind(name, purpose, message_class, build, address, again)
        return build

    return sign_up


def stop_link(make: StopLink) -> StopLink:
    """Sign a function up that gives the address at which the receiver of a marketing message stops it.

    Without one no marketing message leaves (PECR reg 23).
    """
    _stop_links[:] = [make]
    return make


def stop_link_of(queued: Queued) -> str | None:
    """Give the address at which a message's receiver stops such messages; nothing when nobody makes one."""
    autodiscover_modules("messages")
    return _stop_links[0](queued) if _stop_links else None


def find_kind(name: str) -> MessageKind | None:
    """Give a kind of message, those in the apps' ``messages.py`` included."""
    found = _kinds.get(name)
    if found is None:  # each app's module is looked for at every call, which takes longer than a form's answer
        autodiscover_modules("messages")
        found = _kinds.get(name)
    return found


def message_kinds() -> dict[str, MessageKind]:
    """Give every kind of message by its name."""
    autodiscover_modules("messages")
    return dict(_kinds)
