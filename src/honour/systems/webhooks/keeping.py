"""Making webhooks, pausing and removing them, and sending again what was not taken."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from honour.door.addresses import DoorClosedError, place_of, reachable
from honour.evidence import entries
from honour.evidence.kinds import declare
from honour.register.known_keys import register_keyring
from honour.register.models import Permission
from honour.register.models.subjects import opaque_id
from honour.systems.models import Webhook, WebhookMessage
from honour.systems.webhooks import signing
from honour.systems.webhooks.telling import put_up

declare("webhook:made", "Another system began to be told of decisions.")
declare("webhook:changed", "What another system is told of decisions was changed.")
declare("webhook:removed", "Another system is not told of decisions any more.")

KINDS = tuple(kind.value for kind in Permission.Kind)
BOTH_FOR = timedelta(days=1)
"""How long the secret before a new one signs beside it."""
State = Webhook.State
_TAKEN = "A system of this name is told already. Give this one a name of its own."


class WebhookRefusedError(Exception):
    """A webhook cannot be made or found as asked; the message says why. Nothing was written."""


class NameRefusedError(WebhookRefusedError):
    """The name is none, or another webhook has it, so that colleagues could not tell them apart."""


def make_webhook(name: str, url: str, kinds: Iterable[str], *, by: str, at: datetime) -> tuple[Webhook, str]:
    """Tell an address of decisions from now on; the second value is its secret, shown once.

    Arguments: ``kinds`` of decision (``marketing-stop``…), all when none is named; ``by``, who decides so.
    Errors: ``WebhookRefusedError``, and of its kinds ``NameRefusedError``.
    """
    wanted = sorted(set(kinds))
    strange = [kind for kind in wanted if kind not in KINDS]
    if strange:
        raise WebhookRefusedError(f"There is no decision {strange[0]!r}. Choose among: {', '.join(KINDS)}.")
    if not name.strip():
        raise NameRefusedError("Give it a name by which colleagues know the system.")
    if not name.strip().isprintable():
        raise NameRefusedError("Give it a name in one line, without characters that cannot be printed.")
    if Webhook.objects.filter(name__iexact=name.strip()[:100]).exists():
        raise NameRefusedError(_TAKEN)
    try:
        reachable(place_of(url), settings.HONOUR_PRIVATE_HOSTS)
    except DoorClosedError as closed:
        raise WebhookRefusedError(str(closed)) from None
    except (OSError, UnicodeError):
        raise WebhookRefusedError("No host of that name is found. Look at the address again.") from None
    public, secret = opaque_id(), signing.new_secret()
    version, wrapped = register_keyring().wrap(secret, signing.place_of(public))
    try:
        with transaction.atomic():
            made = Webhook.objects.create(
                public_id=public, name=name.strip()[:100], url=url, kinds=wanted, root_version=version,
                wrapped=wrapped, made_by=by, made_at=at,
            )  # fmt: skip
            entries.append("webhook:made", {"webhook": public, "by": by, "kinds": wanted}, at=at)
    except IntegrityError:  # made in the same moment by another
        raise NameRefusedError(_TAKEN) from None
    return made, signing.shown(secret)


def set_state(webhook: Webhook, state: str, *, by: str, at: datetime) -> None:
    """Pause a webhook, or let it be told again; what waited meanwhile then goes at once."""
    with transaction.atomic():
        if state == Webhook.State.ACTIVE:
            webhook.messages.filter(state=WebhookMessage.State.WAITING, run_after__gt=at).update(run_after=at)
        Webhook.objects.filter(pk=webhook.pk).update(state=state, failing_since=None, why="")
        entries.append("webhook:changed", {"webhook": webhook.public_id, "by": by, "state": state}, at=at)
    webhook.refresh_from_db()


def roll_secret(webhook: Webhook, *, by: str, at: datetime) -> str:
    """Give a webhook a new secret, shown once; for a day messages are signed by the one before as well."""
    secret = signing.new_secret()
    version, wrapped = register_keyring().wrap(secret, signing.place_of(webhook.public_id))
    with transaction.atomic():
        row = Webhook.objects.select_for_update().get(pk=webhook.pk)
        row.former_version, row.former_wrapped, row.former_until = row.root_version, row.wrapped, at + BOTH_FOR
        row.root_version, row.wrapped = version, wrapped
        row.save(update_fields=["root_version", "wrapped", "former_version", "former_wrapped", "former_until"])
        entries.append("webhook:changed", {"webhook": row.public_id, "by": by, "secret": "new"}, at=at)
    webhook.refresh_from_db()
    return signing.shown(secret)


def forget_former(now: datetime) -> int:
    """Forget the secrets that sign nothing any more; gives how many."""
    over = Webhook.objects.filter(former_until__lte=now)
    return over.update(former_version=None, former_wrapped=None, former_until=None)


def remove(webhook: Webhook, *, by: str, at: datetime) -> None:
    """Tell an address nothing more, and forget its secret and what was told it."""
    with transaction.atomic():
        entries.append("webhook:removed", {"webhook": webhook.public_id, "by": by}, at=at)
        webhook.delete()


def send_again(webhook: Webhook, at: datetime) -> int:
    """Send at once what was given up, or waits after a failure; gives how many messages."""
    return not_taken(webhook).update(state=WebhookMessage.State.WAITING, attempts=0, run_after=at, ended_at=None)


def not_taken(webhook: Webhook) -> QuerySet[WebhookMessage]:
    """Give the messages that were tried and not taken: those given up, and those that wait to be tried again."""
    failed, waits = Q(state=WebhookMessage.State.FAILED), Q(state=WebhookMessage.State.WAITING, attempts__gt=0)
    return webhook.messages.filter(failed | waits)


def send_test(webhook: Webhook, at: datetime) -> None:
    """Send a message that says nothing of anybody, to see whether it is taken."""
    put_up([webhook], "test", {"said": "This is a test."}, at)


def webhook_named(word: str) -> Webhook:
    """Give a webhook by its id, or by its name.

    Errors: ``WebhookRefusedError`` when there is none.
    """
    named = Webhook.objects.filter(public_id=word).first() or Webhook.objects.filter(name__iexact=word).first()
    if named is None:
        raise WebhookRefusedError("There is no such webhook. See: honour webhook list")
    return named
