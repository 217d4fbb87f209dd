"""The tree over the entries: where it stands, its hashes in tiles, and the checkpoints signed over it."""

from __future__ import annotations

from django.db import models


class Tree(models.Model):
    """Where the tree stands: the one row that each integration moves on.

    ``size`` entries are in; ``peaks`` are the frontier over the complete tiles; ``last_id`` and ``last_xid`` are the
    last entry's number and transaction; entries up to ``floor`` are all in, whatever their transaction was called in
    the database cluster they came from; ``cluster`` is the one that numbers transactions now.
    """

    ROW = 1

    size = models.BigIntegerField(default=0)
    peaks = models.BinaryField(default=b"")
    last_id = models.BigIntegerField(default=0)
    last_xid = models.BigIntegerField(default=0)
    floor = models.BigIntegerField(default=0)
    cluster = models.CharField(max_length=32, default="")

    def __str__(self) -> str:
        return f"tree of {self.size}"


class Tile(models.Model):
    """Up to 256 hashes of one level (see ``honour.ledger.tiles``).

    Level 0 holds leaf hashes, and in ``entries`` the entries' numbers in the same order, eight bytes each, the least
    significant first; ``lowest`` and ``highest`` of them serve to find an entry's tile.
    """

    level = models.SmallIntegerField()
    number = models.BigIntegerField()
    hashes = models.BinaryField()
    entries = models.BinaryField(null=True)
    lowest = models.BigIntegerField(null=True)
    highest = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["level", "number"], name="evidence_tile_place")]
        indexes = [models.Index(fields=["level", "highest", "lowest"], name="evidence_tile_entries")]

    def __str__(self) -> str:
        return f"tile {self.number} of level {self.level}"


class SignedCheckpoint(models.Model):
    """A checkpoint as it was signed: ``size``, the whole ``note``, when, and when it was sent off the host."""

    size = models.BigIntegerField()
    note = models.TextField()
    at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["size"], name="evidence_checkpoint_size")]

    def __str__(self) -> str:
        return f"checkpoint of {self.size}"
