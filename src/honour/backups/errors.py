"""What can be wrong with a backup; each error says what to do next."""

from __future__ import annotations

from honour.evidence.errors import EvidenceError


class BackupError(EvidenceError):
    """A backup cannot be made or restored as asked."""


class ArchiveDamagedError(BackupError):
    """An archive is cut short, altered, or was sealed under another key."""


class ArchiveRefusedError(BackupError):
    """An archive is whole but is not the one needed: another kind, another database, a newer release."""


class JournalTooOldError(BackupError):
    """The journal is older than the last known checkpoint: restoring would forget erasures and stops."""


class HomeNotEmptyError(BackupError):
    """There is an installation where the backup was to be restored."""


class DatabaseUnsoundError(BackupError):
    """The database itself is damaged, so that a backup of it could not be restored."""


class StoreTroubleError(BackupError):
    """The store off the host is down or refuses; what was to be sent is tried again."""
