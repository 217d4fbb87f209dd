"""Apps that act when a proposed version comes into use: a draft is closed, roles get their grants.

An app signs up a function, in a module that its ``AppConfig.ready`` imports. It runs inside the transaction that
publishes, so both are kept or neither is.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from honour.publishing.models import Proposal
from honour.register.versions import Published

After = Callable[[Proposal, Published, str, datetime], None]

_signed_up: dict[str, After] = {}


def after_publishing(name: str) -> Callable[[After], After]:
    """Sign a function up, given the proposal, the version, by whom and when; ``name`` says what it does, once."""

    def sign_up(after: After) -> After:
        _signed_up[name] = after
        return after

    return sign_up


def tell_published(proposal: Proposal, published: Published, by: str, at: datetime) -> None:
    """Tell everybody who signed up."""
    for after in _signed_up.values():
        after(proposal, published, by, at)
