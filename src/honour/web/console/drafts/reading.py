"""A draft as its pages look at it: the notice, its findings by clause, where one goes from here."""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING

from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from honour.drafting.drafts import file_name, find_draft
from honour.drafting.errors import NoSuchDraftError
from honour.notice.check.checking import check_places
from honour.notice.reading import load_notice
from honour.staff.roles import Part
from honour.ui.site import NavItem
from honour.web.console.naming import trail

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from honour.drafting.models import Draft
    from honour.notice.check import Finding
    from honour.notice.places import Path
    from honour.notice.reading import LoadedNotice
    from honour.web.console.page import Visit

TABS = (
    ("Clauses", "console:draft"),
    ("Languages", "console:draft-languages"),
    ("Findings", "console:draft-findings"),
    ("What changes", "console:draft-changes"),
    ("Preview", "console:draft-preview"),
    ("YAML", "console:draft-file"),
)
MANY = {"error": "errors", "warning": "warnings", "note": "notes"}


class Reading:
    """One draft, read once for a page."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft

    @cached_property
    def loaded(self) -> LoadedNotice:
        """The notice with its file."""
        return load_notice(self.draft.text.encode(), file_name(self.draft))

    @cached_property
    def found(self) -> list[tuple[Finding, Path]]:
        """What the check finds under the notice's own law on the day from which the draft applies, or today."""
        return self.checked(None, self.day)

    @property
    def day(self) -> date:
        """The day of the check: the draft's own, never one that is past."""
        return max(self.loaded.notice.effective, timezone.localdate())

    def checked(self, law: str | None, at: date) -> list[tuple[Finding, Path]]:
        """Check the draft under a law on a day."""
        return check_places(self.loaded.notice, at=at, law=law, source=self.loaded.source)

    def counted(self, clause: str = "") -> str:
        """Say how many errors, warnings and notes there are, of one clause or in all; empty for none."""
        kinds: Counter[str] = Counter(
            finding.severity for finding, _ in self.found if not clause or finding.clause == clause
        )
        said = [f"{kinds[kind]} {kind if kinds[kind] == 1 else many}" for kind, many in MANY.items() if kinds[kind]]
        return ", ".join(said)

    @property
    def errors(self) -> int:
        """How many errors stand in the way of publishing."""
        return sum(finding.severity == "error" for finding, _ in self.found)

    def tabs(self, here: str) -> list[NavItem]:
        """Give the views of the draft."""
        return [NavItem(label, reverse(url, args=[self.draft.pk]), current=url == here) for label, url in TABS]

    def trail(self, *here: tuple[str, str]) -> Sequence[NavItem]:
        """Give the way back to the draft."""
        steps = (("Notice", reverse("console:notice")), ("Drafts", reverse("console:drafts")))
        own = (self.draft.name, reverse("console:draft", args=[self.draft.pk]) if here else "")
        return trail(*steps, own, *here)


def found_or_404(number: int) -> Reading:
    """Give a draft for its pages. Errors: ``Http404`` when there is none of that number."""
    try:
        return Reading(find_draft(number))
    except NoSuchDraftError:
        raise Http404 from None


def may_write(request: Visit, reading: Reading) -> bool:
    """Whether whoever looks at a draft can change it: their role, and that it is still open."""
    return Part.NOTICE_EDITING in request.parts and reading.draft.is_open
