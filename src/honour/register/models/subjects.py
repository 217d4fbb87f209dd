"""People, their records and the identifiers by which they are found.

Kinds, categories, purposes, sources and recipients are stored as the numbers that the register allots to a notice's
clauses for ever (``Number``); bit sets hold those numbers as bits.
"""

from __future__ import annotations

import secrets

from django.db import models

from honour.register.models.keys import DataKey

_LETTERS = "abcdefghijklmnopqrstuvwxyz234567"


def opaque_id() -> str:
    """Make an id that says nothing of the person: 100 random bits in the letters of base 32."""
    return opaque_ids(1)[0]


def opaque_ids(count: int) -> list[str]:
    """Make as many such ids, their random bytes asked of the system once."""
    drawn = secrets.token_bytes(20 * count)
    return ["".join(_LETTERS[byte & 31] for byte in drawn[n * 20 : n * 20 + 20]) for n in range(count)]


class Subject(models.Model):
    """A person, by an opaque id, with the facts that the gate needs and no personal data in clear."""

    class Status(models.IntegerChoices):
        """Whether anything is held about the person."""

        LIVE = 0
        ERASED = 1

    class Subscriber(models.IntegerChoices):
        """The kind of subscriber that electronic mail reaches (PECR reg 2)."""

        UNKNOWN = 0
        INDIVIDUAL = 1
        CORPORATE = 2

    public_id = models.CharField(max_length=20, unique=True, default=opaque_id)
    kind = models.SmallIntegerField(null=True)
    status = models.SmallIntegerField(choices=Status.choices, default=Status.LIVE)
    consents = models.BigIntegerField(default=0)
    objections = models.BigIntegerField(default=0)
    marketing_objection = models.BooleanField(default=False)
    restricted = models.BooleanField(default=False)
    informed = models.BigIntegerField(default=0)
    approvals = models.BigIntegerField(default=0)
    stops = models.BigIntegerField(default=0)
    paused_until = models.DateTimeField(null=True)
    subscriber = models.SmallIntegerField(choices=Subscriber.choices, default=Subscriber.UNKNOWN)
    created_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)
    last_contact = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.public_id


class Record(models.Model):
    """One person's personal data of one category, with the terms on which they were taken.

    ``value`` is a JSON object of the category's fields, sealed under the data key, bound to subject, category,
    record and version. ``purposes``: what it is kept for, as bits. ``due_at``: from then on it may not be used.
    ``ends``: the purposes whose time is over earlier than that, as JSON: ``p`` and a purpose's number, with the
    instant in UTC; ``lapsed``: those that a sweep has taken away since, as bits; ``lapse_at``, the earliest of all
    of these.
    ``undated``: nobody knows when it was taken; ``collected_at`` is then the time at which it was brought in.
    """

    class Origin(models.IntegerChoices):
        """How it came into being."""

        PROVIDED = 0
        OBSERVED = 1
        INFERRED = 2

    subject = models.ForeignKey(Subject, models.PROTECT, related_name="records", db_index=False)
    category = models.SmallIntegerField()
    version = models.SmallIntegerField(null=True)
    purposes = models.BigIntegerField()
    source = models.SmallIntegerField(null=True)
    on_consent = models.BooleanField(default=False)
    origin = models.SmallIntegerField(choices=Origin.choices, default=Origin.PROVIDED)
    collection = models.ForeignKey("register.Collection", models.PROTECT, null=True, db_index=False)
    key = models.ForeignKey(DataKey, models.PROTECT, db_index=False)
    value = models.BinaryField()
    collected_at = models.DateTimeField()
    undated = models.BooleanField(default=False, db_default=False)
    due_at = models.DateTimeField(null=True)
    lapsed = models.BigIntegerField(default=0, db_default=0)
    lapse_at = models.DateTimeField(null=True)
    ends = models.TextField(null=True)
    superseded_by = models.ForeignKey(
        "self", models.PROTECT, null=True, db_index=False, db_constraint=False, db_column="superseded_by"
    )

    class Meta:
        indexes = [
            # Everything the gate asks of a record stands in the index, so deciding about everybody reads no value.
            models.Index(
                fields=[
                    "subject",
                    "category",
                    "version",
                    "purposes",
                    "source",
                    "on_consent",
                    "due_at",
                    "superseded_by",
                    "lapse_at",
                ],
                name="register_record_facts",
            ),
            models.Index(fields=["due_at"], condition=models.Q(due_at__isnull=False), name="register_record_due"),
            models.Index(fields=["lapse_at"], condition=models.Q(lapse_at__isnull=False), name="register_record_lapse"),
            models.Index(
                fields=["collection"], condition=models.Q(collection__isnull=False), name="register_record_collection"
            ),
            models.Index(
                fields=["superseded_by"],
                condition=models.Q(superseded_by__isnull=False),
                name="register_record_superseded",
            ),
        ]

    def __str__(self) -> str:
        return f"record {self.pk}"


class Identifier(models.Model):
    """Something a person is found by: a keyed hash, and the value sealed under the data key of its record."""

    subject = models.ForeignKey(Subject, models.PROTECT, related_name="identifiers")
    record = models.ForeignKey(Record, models.PROTECT, related_name="identifiers", db_constraint=False)
    kind = models.CharField(max_length=130)
    digest = models.BinaryField(max_length=32)
    key_version = models.SmallIntegerField()
    value = models.BinaryField()
    verified_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["digest", "kind"], name="register_identifier_digest")]

    def __str__(self) -> str:
        return f"{self.kind} of record {self.record_id}"
