"""The specimen in a real browser, answered by the site itself without a socket."""

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, Route

from tests.conftest import launched_chromium

ORIGIN = "http://localhost"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    # Closed with its module, because the loop it runs would be in the way of tests that use the database.
    with launched_chromium() as browser:
        yield browser


@pytest.fixture
def open_page(chromium, settings):
    """Open a page of the specimen; noted are what it asked for, in bytes, text compressed, and the complaints."""
    settings.ROOT_URLCONF = "tests.ui.urls"
    own = Path(__file__).parent / "templates"
    settings.TEMPLATES = [{**engine, "DIRS": [*engine.get("DIRS", []), own]} for engine in settings.TEMPLATES]
    settings.STATIC_ROOT = None  # the finders find what is not collected
    client = Client()

    @contextmanager
    def opened(path: str, **context) -> Iterator[tuple[Page, SimpleNamespace]]:
        noted = SimpleNamespace(asked={}, complaints=[])

        def answer(route: Route) -> None:
            address = urlsplit(route.request.url)
            headers = {name: value for name, value in route.request.headers.items() if name == "cookie"}
            response = client.get(f"{address.path}?{address.query}", headers=headers)
            body = b"".join(response.streaming_content) if response.streaming else response.content
            font = address.path.endswith(".woff2")
            noted.asked[route.request.url] = len(body if font else gzip.compress(body))
            kept = {name: value for name, value in response.items() if name.lower() != "content-length"}
            route.fulfill(status=response.status_code, headers=kept, body=body)

        browsing = chromium.new_context(**context)
        page = browsing.new_page()
        page.on("console", lambda message: noted.complaints.append(message.text))
        page.on("pageerror", lambda error: noted.complaints.append(str(error)))
        page.route("**/*", answer)
        page.goto(ORIGIN + path)
        page.evaluate("document.fonts.ready")
        yield page, noted
        browsing.close()

    return opened
