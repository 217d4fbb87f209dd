"""The names of companies and their groups, which people who work there also give as their employer's."""

from __future__ import annotations

from collections.abc import Iterable

from honour.dealings.models import Company, Group
from honour.register.own_words import own_words


@own_words
def names_of_companies() -> Iterable[str]:
    """Give them. The business of a sole trader, who is a person, has no name here."""
    yield from Company.objects.exclude(name="").values_list("name", flat=True).iterator()
    yield from Group.objects.values_list("name", flat=True)
