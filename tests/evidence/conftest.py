from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from honour.evidence.entries import NewEntry, append_many
from honour.evidence.tree.integrating import integrate
from honour.evidence.tree.signing import installed_signing
from tests.door.conftest import server  # noqa: F401 - a server that takes checkpoints


class Keeper:
    """Writes entries and lets the sequencer run, the clock going on a second for each."""

    def __init__(self):
        self.now = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)

    def write(self, count, **more):
        with transaction.atomic():
            entries = [NewEntry("person:read", {"n": n}, self.now, subject=n % 7, **more) for n in range(count)]
            return append_many(entries)

    def integrate(self, most=20_000):
        self.now += timedelta(seconds=1)
        return integrate(installed_signing(), self.now, most)

    def filled(self, *counts):
        """A ledger to which so many entries were added, one integration for each number."""
        ids = []
        for count in counts:
            ids += self.write(count)
            self.integrate()
        return ids


@pytest.fixture
def keeper(home, transactional_db):
    return Keeper()
