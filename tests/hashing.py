"""Argon2 at the least that it can cost: hundreds of tests sign somebody in, and few care how long it takes.

``tests/staff/test_how_passwords_are_kept.py`` holds what the product itself does.
"""

from __future__ import annotations

from django.contrib.auth.hashers import Argon2PasswordHasher


class QuickArgon2(Argon2PasswordHasher):
    """The product's hasher, once over 8 KiB instead of twice over 100 MiB."""

    time_cost = 1
    memory_cost = 8
    parallelism = 1
