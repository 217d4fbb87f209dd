"""The sections of the page, in the order in which a reader asks."""

from collections.abc import Callable

from honour.notice.render.parts import Section
from honour.notice.render.sections import (
    changing,
    collecting,
    contacting,
    ours,
    people,
    purposes,
    rights,
    sharing,
)
from honour.notice.render.view import View

SECTIONS: tuple[Callable[[View], Section], ...] = (
    people.controller,
    people.subjects,
    collecting.categories,
    collecting.sources,
    purposes.purposes,
    purposes.machine_decisions,
    sharing.recipients,
    sharing.retention,
    sharing.security,
    contacting.channels,
    collecting.cookies,
    collecting.forms,
    rights.rights,
    rights.complaints,
    ours.ours,
    changing.changes,
)
"""Each gives its section; one without anything in it is left out of the page."""
