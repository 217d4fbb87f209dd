"""The recovery kit: made, taken away, and shown to be kept by what stands on it."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from django.contrib import messages
from django.db import transaction
from django.utils import timezone

from honour.evidence import entries
from honour.evidence.kinds import declare
from honour.keyring import KitRefusedError, installed_keyring
from honour.keyring.recovery_kit import make_kit
from honour.web.console.page import show
from honour.web.console.set_up.forms import KeptForm, KitForm
from honour.web.console.set_up.going import frame_of, go_on

if TYPE_CHECKING:
    from django.http import HttpResponse

    from honour.web.console.page import Visit
    from honour.web.models import FirstRun

declare("key:kit-kept", "Somebody showed that the recovery kit is kept.")

_LINE = re.compile(r"^\s*(\d+)  (.+?)  - ")
_ASKED = 2


def step(request: Visit, run: FirstRun) -> HttpResponse:
    """Make the kit, show it once, and ask for two groups that stand on it."""
    if request.method == "POST" and "passphrase" in request.POST:
        return _make(request, run)
    if request.method == "POST" and run.kit and "group_0" in request.POST:
        return _compare(request, run)
    form = KeptForm(run.kit) if run.kit and "anew" not in request.GET else None
    return _page(request, run, asking=form)


def _make(request: Visit, run: FirstRun) -> HttpResponse:
    form = KitForm(request.POST)
    if form.is_valid():
        try:
            text = make_kit(installed_keyring(), form.cleaned_data["passphrase"])
        except KitRefusedError as refused:
            form.add_error("passphrase", str(refused))
        else:
            run.kit, run.kit_kept_at = _places(text), None
            run.save(update_fields=["kit", "kit_kept_at"])
            return _page(request, run, asking=KeptForm(run.kit), text=_headed(text))
    return _page(request, run, making=form)


def _compare(request: Visit, run: FirstRun) -> HttpResponse:
    form = KeptForm(run.kit, request.POST)
    if form.is_valid():
        for place, each in enumerate(run.kit):
            if not _right(each, form.cleaned_data[f"group_{place}"]):
                form.add_error(f"group_{place}", "This is not what stands there. Look at the paper, or make a new kit.")
    if form.errors:
        return _page(request, run, asking=form)
    now = timezone.now()
    with transaction.atomic():
        run.kit_kept_at = now
        run.save(update_fields=["kit_kept_at"])
        entries.append("key:kit-kept", {"by": request.actor.name}, at=now)
    messages.success(request, "The kit is kept. Put the paper and the passphrase in two places.")
    return go_on(request, run, "kit")


def _page(
    request: Visit, run: FirstRun, *, making: KitForm | None = None, asking: KeptForm | None = None, text: str = ""
) -> HttpResponse:
    form = asking or making or KitForm()
    context = {
        "form": form,
        "asking": asking is not None,
        "text": text,
        "download": f"data:text/plain;charset=utf-8,{quote(text)}" if text else "",
        "kept": run.kit_kept_at,
        **frame_of(run, "kit"),
    }
    return show(request, "web/console/set_up/kit.html", context, 400 if form.errors else 200)


def _headed(text: str) -> str:
    made = f"{timezone.localtime():%-d %B %Y}"
    head = f"Honour recovery kit, {made}. Opens with its passphrase: honour keys recover FILE"
    return f"{head}\n\n{text}"


def _places(text: str) -> list[dict[str, Any]]:
    """Choose groups to ask for, each with a salted hash of what stands there: the kit itself is kept nowhere."""
    lines = {int(found[1]): found[2].split(" ") for line in text.splitlines() if (found := _LINE.match(line))}
    chosen = []
    for line in sorted(secrets.SystemRandom().sample(sorted(lines)[:-1], _ASKED)):
        group, salt = secrets.randbelow(len(lines[line])), secrets.token_hex(8)
        chosen.append(
            {"line": line, "group": group + 1, "salt": salt, "hash": _hash(salt, lines[line][group])},
        )
    return chosen


def _right(asked: dict[str, Any], given: str) -> bool:
    plain = "".join(given.split()).upper().replace("0", "O").replace("1", "I")
    return hmac.compare_digest(str(asked["hash"]), _hash(str(asked["salt"]), plain))


def _hash(salt: str, letters: str) -> str:
    return hashlib.sha256(f"{salt}\n{letters}".encode()).hexdigest()
