"""People who wrote and whose addresses are confirmed, and messages that leave for them."""

from tests.mailroom.conftest import kinds, put  # noqa: F401 - fixtures
from tests.register.conftest import published, wrote  # noqa: F401 - fixtures
