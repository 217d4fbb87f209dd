"""From a clause's short id to the name that the notice gives it, in whichever published version has it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from honour.gate.choices import stop_parts
from honour.outreach.preferences.standing import WAYS
from honour.register.versions import versions
from honour.staff.models import Member
from honour.ui.site import NavItem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from honour.notice.model import Notice

_SERVICES = {
    "": "Honour",
    "command-line": "the command line",
    "mailroom": "the outgoing mail",
    "preferences": "the page of preferences",
}
"""What colleagues call the parts of Honour that act by themselves."""


class Names:
    """The names of clauses; the newest version's words come first. Made once for a page."""

    def __init__(self) -> None:
        self.notices: list[Notice] = [version.notice for version in reversed(versions().all)]
        self._members: dict[str, str] | None = None

    def of(self, section: str, short: str | None) -> str:
        """Give the name of a clause of a section (``purposes``, ``categories``, ``sources``, ``subjects``…)."""
        if short is None:
            return "not known"
        for notice in self.notices:
            clause = getattr(notice, section).get(short)
            if clause is not None:
                return str(clause.name)
        return short

    def field(self, category: str, short: str) -> str:
        """Give the name of a field of a category."""
        for notice in self.notices:
            declared = notice.categories.get(category)
            if declared and short in declared.fields:
                return declared.fields[short].name
        return short

    def stop(self, name: str) -> str:
        """Say what a stop by topic and way is about: “Guides” by email; any marketing by post."""
        topic, way = stop_parts(name)
        about = f"“{self.of('topics', topic)}”" if topic else "any marketing"
        return f"{about} by {WAYS.get(way, way).lower()}" if way else about

    def form(self, short: str | None) -> str:
        """Give the name of a form."""
        return self.of("forms", short)

    def who(self, actor: str) -> str:
        """Give the name that colleagues know of whoever acted: a member, a form, the command line, a service."""
        if self._members is None:
            self._members = {f"staff-{number}": name for number, name in Member.objects.values_list("pk", "name")}
        if actor in self._members:
            return self._members[actor]
        deputy, stood_in, absent = actor.partition("-for-")
        if stood_in and deputy in self._members:
            return f"{self._members[deputy]}, standing in for {self._members.get(absent, absent)}"
        if re.fullmatch(r"staff-\d+", actor):
            return f"somebody who worked here ({actor})"
        kind, _, rest = actor.partition(":")
        if kind == "form":
            return f"the form “{self.form(rest)}”"
        return _SERVICES.get(actor, actor)


def trail(*steps: tuple[str, str]) -> Sequence[NavItem]:
    """Give the way back as breadcrumbs; the last step is this page."""
    return [NavItem(label, url, current=place == len(steps)) for place, (label, url) in enumerate(steps, 1)]
