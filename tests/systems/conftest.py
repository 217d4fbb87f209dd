"""A register, and a server that is told."""

from tests.door.conftest import server  # noqa: F401 - fixtures
from tests.register.conftest import published, wrote  # noqa: F401 - fixtures
