"""Reading the notice as people will, and publishing it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.safestring import SafeString

from honour.notice.builtin import with_builtin
from honour.notice.render.html import fragment
from honour.register.errors import PublishingRefusedError
from honour.register.publishing import publish
from honour.staff.grants import grant_defaults
from honour.web.console.page import show
from honour.web.console.set_up import drafting, steps
from honour.web.console.set_up.forms import PublishForm
from honour.web.console.set_up.going import frame_of

if TYPE_CHECKING:
    from django.http import HttpResponse

    from honour.web.console.page import Visit
    from honour.web.models import FirstRun


def step(request: Visit, run: FirstRun) -> HttpResponse:
    """Show the page that people will read, and what was weighed for them; publish it."""
    missing = steps.QUESTIONS[0] if not run.uploaded and "company" not in run.answers else None
    if missing:
        messages.info(request, "First say who you are: without that there is no notice to read.")
        return redirect(missing.url)
    drafted = drafting.draft(run)
    form = PublishForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and drafted.notice is not None:
        try:
            published = publish(drafted.data, drafting.FILE, actor=request.actor.name, at=timezone.now())
        except PublishingRefusedError as refused:
            form.add_error(None, str(refused))
        else:
            grant_defaults(published.notice)
            messages.success(request, "The notice is published. From now on it is what runs.")
            return redirect("console:set-up")
    notice = drafted.notice
    weighed = [p for p in notice.purposes.values() if p.balancing_test] if notice else []
    context = {
        "form": form,
        "findings": drafted.findings,
        "errors": drafted.errors,
        "article": SafeString(fragment(with_builtin(notice))) if notice else "",
        "weighed": weighed,
        "problem": drafted.problem,
        "open_steps": [each.step for each in steps.standing(run) if not each.done and each.step != steps.PUBLISH],
        **frame_of(run, "publish"),
    }
    return show(request, "web/console/set_up/publish.html", context, 400 if form.errors else 200)
