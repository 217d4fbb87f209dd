"""The steps of the set-up, in their order, and how far it has come."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone

from honour.register.models import NoticeVersion
from honour.web.models import FirstRun

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Step:
    """A step: its ``name`` in addresses, what it is called, and what it settles."""

    name: str
    title: str
    settles: str

    @property
    def url(self) -> str:
        """Where it stands."""
        return reverse("console:set-up-step", args=[self.name])


QUESTIONS = (
    Step("company", "Your company", "Who decides about the data, and how people reach you"),
    Step("why", "Why", "What you use data for"),
    Step("what", "What you collect", "Which details you keep"),
    Step("how-long", "How long", "When they go"),
    Step("who-else", "Who else", "Which companies get some of them"),
)
AFTERWARDS = (
    Step("kit", "Recovery kit", "The keys on paper: without keys and kit everything is lost"),
    Step("colleagues", "Colleagues", "Who else works here"),
    Step("mail", "Mail", "How messages leave"),
)
STILL_OPEN = {step.name for step in AFTERWARDS}
"""Once a notice is published the others lead nowhere: what it says is changed in a draft."""
PUBLISH = Step("publish", "Read and publish", "The page people will read")
STEPS = (*QUESTIONS, *AFTERWARDS, PUBLISH)
BY_NAME = {step.name: step for step in STEPS}


@dataclass(frozen=True, slots=True)
class Standing:
    """A step and whether it is done, next, or still to come."""

    step: Step
    done: bool
    is_next: bool
    leads: bool

    @property
    def word(self) -> str:
        """How it stands, in a word."""
        return "Done" if self.done else "Next" if self.is_next else "To come"


def this_run() -> FirstRun:
    """Give the set-up; an installation whose first member came by the command line begins it here."""
    return FirstRun.objects.get_or_create(pk=1, defaults={"begun_at": timezone.now()})[0]


def is_published() -> bool:
    """Whether a notice was published, by whichever way."""
    return NoticeVersion.objects.exists()


def asked(run: FirstRun) -> tuple[Step, ...]:
    """Give the steps that a set-up has: with a notice of one's own nothing is asked about it."""
    return (*AFTERWARDS, PUBLISH) if run.uploaded else STEPS


def done_steps(run: FirstRun) -> set[str]:
    """Give the names of the steps that are done."""
    done = {name for name in run.answers if name in BY_NAME} | set(run.passed)
    if run.kit_kept_at:
        done.add("kit")
    if is_published():
        done.add("publish")
    return done


def next_step(run: FirstRun, after: str = "") -> Step | None:
    """Give the first step that is not done, of those after one if it is named, else of all; nothing when all are."""
    steps, done = asked(run), done_steps(run)
    names = [step.name for step in steps]
    later = steps[names.index(after) + 1 :] if after in names else steps
    return _first_open(later, done) or _first_open(steps, done)


def _first_open(steps: Iterable[Step], done: set[str]) -> Step | None:
    return next((step for step in steps if step.name not in done), None)


def standing(run: FirstRun) -> list[Standing]:
    """Give every step and how it stands."""
    done, coming, published = done_steps(run), next_step(run), is_published()
    return [
        Standing(step, step.name in done, step == coming, leads=not published or step.name in STILL_OPEN)
        for step in asked(run)
    ]
