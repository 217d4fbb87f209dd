"""What stands around every page: who runs the site, its navigation, its search."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class NavItem:
    """A link that leads to a part of the site.

    Arguments: ``label``; ``url``; ``current``, whether the reader is there; ``count``, how many things wait there, or
    ``None`` to show no number.
    """

    label: str
    url: str
    current: bool = False
    count: int | None = None


@dataclass(frozen=True)
class Controller:
    """Who decides about the data, as GDPR Art 13(1)(a) wants people told. What is empty is left out of the page.

    Arguments: ``name``; ``registration``, a sentence; ``registered_office``; ``address``, for letters; ``email``;
    ``telephone``.
    """

    name: str
    registration: str = ""
    registered_office: str = ""
    address: str = ""
    email: str = ""
    telephone: str = ""


@dataclass(frozen=True)
class Tongue:
    """A language in which the page stands: ``tag``, what it calls itself, where it is, whether it is this one."""

    tag: str
    name: str
    url: str
    here: bool


@dataclass(frozen=True)
class Site:
    """The frame of every page.

    Arguments: ``controller``; ``home_url``, where the name leads; ``links``, the header of public pages; ``foot``, what
    people look for at the end of a page: the notice, their preferences, how to complain; ``languages``, those in which
    the page stands; ``own_language``, that of the notice and of what staff write; ``address``, where the site is, for
    those who read a page on paper.
    """

    controller: Controller
    home_url: str = "/"
    links: tuple[NavItem, ...] = ()
    foot: tuple[NavItem, ...] = ()
    languages: tuple[Tongue, ...] = ()
    own_language: str = "en-GB"
    address: str = ""


@dataclass(frozen=True)
class Search:
    """The console's search: one box for an exact identifier, posted, because an identifier never belongs in an address.

    Arguments: ``url``, posted to; ``label``; ``field``, the name under which the identifier is posted.
    """

    url: str
    label: str = "Find a person"
    field: str = "identifier"
