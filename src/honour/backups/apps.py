"""Django's name for this package, so that its duties and its provers are found."""

from __future__ import annotations

from django.apps import AppConfig


class BackupsConfig(AppConfig):
    """Backups have no tables: what is known of them is on the ledger and in their folder."""

    name = "honour.backups"
