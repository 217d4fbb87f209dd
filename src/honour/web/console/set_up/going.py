"""Going from step to step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import redirect

from honour.web.console.set_up import steps

if TYPE_CHECKING:
    from django.http import HttpResponse

    from honour.web.console.page import Visit
    from honour.web.models import FirstRun


def frame_of(run: FirstRun, name: str) -> dict[str, Any]:
    """Give what every step's page shows: its place among the others, and the way back."""
    asked = steps.asked(run)
    names = [step.name for step in asked]
    here = steps.BY_NAME[name]
    place = names.index(name) if name in names else 0
    before = asked[place - 1] if place else None
    return {"step": here, "place": place + 1, "all": len(asked), "before": before}


def go_on(request: Visit, run: FirstRun, name: str) -> HttpResponse:  # noqa: ARG001 - as every answer is made
    """Lead to the next step that is not done; from the last, to the overview."""
    following = steps.next_step(run, after=name)
    return redirect(following.url) if following else redirect("console:set-up")


def pass_by(run: FirstRun, name: str) -> None:
    """Note that a step which may be left out was left out, or settled."""
    if name not in run.passed:
        run.passed = [*run.passed, name]
        run.save(update_fields=["passed"])
