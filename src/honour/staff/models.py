"""Who works here: members of staff and the purposes each may act for."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models


class MemberManager(BaseUserManager["Member"]):
    """Makes members of staff."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Member:
        """Make a member who signs in with an email address (kept in lower case) and a password."""
        member = self.model(email=self.normalize_email(email).lower(), **fields)
        member.set_password(password)
        member.save(using=self._db)
        return member


class Member(AbstractBaseUser):
    """A member of staff: signs in, has roles, acts only for the purposes of those roles.

    ``left_at``: since when they work here no more; the account goes a while later (``honour.staff.expiring``).
    """

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200)
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=False)
    joined_at = models.DateTimeField(auto_now_add=True)
    left_at = models.DateTimeField(null=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    objects = MemberManager()

    def __str__(self) -> str:
        return self.name

    @property
    def opaque_id(self) -> str:
        """The id under which the member acts: on the ledger, in questions to the gate."""
        return f"staff-{self.pk}"


class Role(models.Model):
    """What somebody does here: privacy lead, support, marketing, finance, auditor.

    ``code`` is the word the gate, the console and the command line use; ``needs_second_factor``, whether whoever has it
    must sign in with more than a password.
    """

    code = models.SlugField(unique=True)
    name = models.CharField(max_length=100)
    needs_second_factor = models.BooleanField(default=False)
    members = models.ManyToManyField(Member, related_name="roles")

    def __str__(self) -> str:
        return self.name


class Grant(models.Model):
    """A role may act for a purpose, in the named ways (use, disclose, contact, collect, keep)."""

    role = models.ForeignKey(Role, on_delete=models.CASCADE, related_name="grants")
    purpose = models.CharField(max_length=100)
    actions = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["role", "purpose"], name="one_grant_per_role_and_purpose")]

    def __str__(self) -> str:
        return f"{self.role.code}: {self.purpose}"


class Invitation(models.Model):
    """Somebody asked to work here: whoever opens its link in time, once, gets an account with these roles.

    ``issue`` counts the links sent; only the newest opens. The row goes when it is accepted or withdrawn.
    """

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200)
    roles = models.JSONField(default=list)
    invited_by = models.CharField(max_length=100)
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    issue = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return self.name


class Deputy(models.Model):
    """Who stands in for whom, from a day to a day, both included; ``ended_at`` when it was ended before."""

    absent = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="deputies")
    deputy = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="stands_in")
    starts = models.DateField()
    ends = models.DateField()
    arranged_by = models.CharField(max_length=100)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "deputies"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends__gte=models.F("starts")), name="a_deputy_ends_after_starting"
            ),
            models.CheckConstraint(
                condition=~models.Q(absent=models.F("deputy")), name="nobody_deputises_for_themselves"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.deputy} for {self.absent}"


class Attempt(models.Model):
    """Tries to show who one is, counted under a keyed hash of who it claims to be and where from.

    ``until``, in seconds since 1970, when they are forgotten; while ``count`` is over the limit, when the pause ends.
    """

    digest = models.CharField(max_length=64, primary_key=True)
    count = models.IntegerField()
    until = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.count} tries"
