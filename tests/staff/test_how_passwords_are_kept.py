"""Passwords rest as the product itself keeps them; the other tests do with less."""

import argon2
from django.contrib.auth.hashers import check_password, make_password

from honour.config import settings as product


def test_a_password_takes_long_and_much_memory_to_try(settings):
    settings.PASSWORD_HASHERS = product.PASSWORD_HASHERS
    kept = make_password("three quiet herons")
    costs = argon2.extract_parameters(kept.removeprefix("argon2"))
    # OWASP, Password Storage Cheat Sheet: argon2id, 19 MiB and two passes at the least.
    assert costs.type is argon2.Type.ID
    assert costs.memory_cost >= 19 * 1024
    assert costs.time_cost >= 2
    assert check_password("three quiet herons", kept)
    assert not check_password("three quiet heron", kept)
