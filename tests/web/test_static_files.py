"""Style sheets and scripts: their addresses change with what is in them, so nobody keeps an earlier release's."""

from __future__ import annotations

import re
from pathlib import Path

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage

from honour.config import static_files

SHEET = "ui/base.css"


def test_a_page_names_each_sheet_and_script_by_its_content_and_fonts_as_sheets_do(fellside, client):
    page = client.get("/").content.decode()
    named = re.findall(r'(?:href|src)="(/static/[^"]+)"', page)
    changing = [each for each in named if ".css" in each or ".js" in each]
    assert len(changing) > 3
    assert all(re.fullmatch(r"/static/ui/[\w-]+\.(css|js)\?v=[0-9a-f]{12}", each) for each in changing)
    for each in changing:
        answer = client.get(each)
        assert answer.status_code == 200
        answer.close()
    assert all("?" not in each for each in named if each.endswith(".woff2"))


def test_another_content_has_another_address(tmp_path, monkeypatch):
    before = staticfiles_storage.url(SHEET)
    changed = tmp_path / "base.css"
    changed.write_bytes(Path(finders.find(SHEET)).read_bytes() + b"\n/* of the next release */")
    monkeypatch.setattr(finders, "find", lambda _: str(changed))
    static_files.digest_of.cache_clear()
    assert staticfiles_storage.url(SHEET) != before
    static_files.digest_of.cache_clear()


def test_a_file_that_is_not_there_has_its_plain_address():
    assert staticfiles_storage.url("ui/nowhere.css") == "/static/ui/nowhere.css"
