"""The keys that data are sealed under, and the root keys that the database has seen."""

from __future__ import annotations

from django.db import models


class DataKey(models.Model):
    """The key of one person's data of one category, wrapped by a root key; destroyed with the last of those data."""

    class State(models.IntegerChoices):
        """Where the key is in its life; a destroyed key leaves its row, without the key."""

        LIVE = 0
        DESTROYING = 1
        DESTROYED = 2

    subject = models.ForeignKey("register.Subject", models.PROTECT, related_name="keys", db_index=False)
    category = models.SmallIntegerField()
    root_version = models.SmallIntegerField()
    wrapped = models.BinaryField()
    state = models.SmallIntegerField(choices=State.choices, default=State.LIVE)

    class Meta:
        # An erasure that was undone brings its key back beside one that was made meanwhile: what is new is sealed under
        # the newest. No index knows a key's state: where it changes, none has to be written.
        indexes = [
            models.Index(fields=["subject", "category"], name="register_datakey_person"),
            models.Index(fields=["root_version"], name="register_datakey_version"),
        ]

    def __str__(self) -> str:
        return f"data key {self.pk}"


class KnownRootKey(models.Model):
    """A root key that data were written under, by its check value: tells a wrong key from the right one."""

    purpose = models.CharField(max_length=20)
    version = models.SmallIntegerField()
    check_value = models.CharField(max_length=32)
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["purpose", "version"], name="one_check_value_per_root_key")]

    def __str__(self) -> str:
        return f"{self.purpose} {self.version}"
