"""What every test may ask for."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

EXAMPLES = Path(__file__).parents[1] / "examples"

NOT_OURS = ("WebUIOmniboxPopup", "WebUIOmniboxAimPopup")
"""Pages that Chromium makes ready behind the address bar of each window: half a second of a processor, for nobody."""
NOT_PLAYWRIGHTS = (
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable",
    "LensOverlay",
    "MediaRouter",
    "PaintHolding",
    "ThirdPartyStoragePartitioning",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "OptimizationHints",
    "NetworkTimeServiceQuerying",
    "AimEnabled",
    "PreconnectToSearch",
)
"""What Playwright does without: of two such lists Chromium hears the last, so ours repeats it."""


@contextmanager
def launched_chromium() -> Iterator[Browser]:
    """Start the Chromium that ``HONOUR_CHROMIUM`` names, else the system's; it is closed again.

    No sandbox for root, and no business of its own on the network.
    """
    from playwright.sync_api import sync_playwright

    arguments = [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
        "--disable-quic",
        f"--disable-features={','.join(NOT_PLAYWRIGHTS + NOT_OURS)}",
    ]
    path = os.environ.get("HONOUR_CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        yield browser
        browser.close()


@pytest.fixture
def now() -> dt.datetime:
    """The time at which the tests' people act: after Fellside's second notice took effect."""
    return dt.datetime(2026, 12, 3, 10, 0, tzinfo=dt.UTC)


@pytest.fixture(scope="session")
def first_home(tmp_path_factory) -> Path:
    """A home with root keys and an empty journal, of which each test gets a copy: making keys waits for the disk."""
    from honour import keyring

    folder = tmp_path_factory.mktemp("first") / "home"
    (folder / "journal").mkdir(parents=True)
    keyring.make_keys(folder / "keys", dt.datetime(2018, 1, 1, tzinfo=dt.UTC))
    (folder / "honour.toml").write_text("")
    return folder


@pytest.fixture
def home(tmp_path, settings, first_home) -> Path:
    """A home with root keys and an empty journal, for one test."""
    folder = tmp_path / "home"
    shutil.copytree(first_home, folder)
    settings.HONOUR_HOME = folder
    return folder


@pytest.fixture
def in_zone(settings) -> Iterator[Callable[[str], None]]:
    """Let the installation's settings name another time zone; a process has one, and remembers what it reckoned."""

    def forget() -> None:
        from honour.register import versions
        from honour.register.due import moving, reckoning

        versions._kept = None
        reckoning._after.cache_clear()
        moving._reckoned.cache_clear()

    def go(zone: str) -> None:
        settings.TIME_ZONE = zone
        forget()

    yield go
    forget()


@pytest.fixture(scope="session", autouse=True)
def _quickly_emptied() -> Iterator[None]:
    """After a test that committed, only the tables with rows in them are emptied."""
    from django.test import TransactionTestCase

    from tests.emptying import empty_tables

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _: empty_tables())
        yield


@pytest.fixture(scope="session", autouse=True)
def _read_once() -> Iterator[None]:
    """A notice that a test reads as an earlier one did is not parsed again."""
    from tests.reading_once import reading_once

    with reading_once():
        yield


@pytest.fixture
def database(request) -> str:
    """Which database this run tests: ``sqlite`` or ``postgresql``."""
    from tests.environment import DATABASE

    return DATABASE


def pytest_collection_modifyitems(config, items) -> None:
    """Each run tests one database: what is for the other only is left to the other run."""
    from tests.environment import DATABASE

    other = [item for item in items if item.get_closest_marker("postgresql") and DATABASE != "postgresql"]
    if DATABASE == "postgresql":
        # The second run repeats what touches the database, and nothing else.
        other = [item for item in items if not _uses_database(item)]
    if other:
        config.hook.pytest_deselected(items=other)
        gone = {id(item) for item in other}
        items[:] = [item for item in items if id(item) not in gone]


def _uses_database(item: pytest.Item) -> bool:
    fixtures = getattr(item, "fixturenames", ())
    return not item.get_closest_marker("sqlite") and bool(
        item.get_closest_marker("django_db")
        or item.get_closest_marker("journey")
        or item.get_closest_marker("postgresql")
        or {"db", "transactional_db", "live_server", "database"} & set(fixtures)
    )
