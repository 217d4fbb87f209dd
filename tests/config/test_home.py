import ast
import os
import subprocess
import sys

import pytest

from honour.config.home import HomeMissing, find_home


def test_the_named_home_wins_over_the_environment(monkeypatch, tmp_path):
    monkeypatch.setenv("HONOUR_HOME", "/elsewhere")
    assert find_home(str(tmp_path)).path == tmp_path.resolve()


def test_without_a_home_the_message_says_what_to_do(monkeypatch, tmp_path):
    monkeypatch.delenv("HONOUR_HOME")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(HomeMissing, match=r"--home FOLDER.*honour --home FOLDER init.*make demo"):
        find_home()


def test_the_demonstration_in_this_folder_is_found(monkeypatch, tmp_path):
    monkeypatch.delenv("HONOUR_HOME")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "var/demo").mkdir(parents=True)
    (tmp_path / "var/demo/honour.toml").write_text("")
    assert find_home().path == (tmp_path / "var/demo").resolve()


def test_the_environment_names_the_database_before_the_settings_file_does(monkeypatch, tmp_path):
    home = find_home(str(tmp_path))
    monkeypatch.delenv("HONOUR_DATABASE_URL", raising=False)
    assert home.database_url() == f"sqlite:///{tmp_path.resolve() / 'honour.sqlite3'}"
    home.settings_file.write_text('database_url = "postgres://a/b"')
    assert home.database_url() == "postgres://a/b"
    monkeypatch.setenv("HONOUR_DATABASE_URL", "postgres://c/d")
    assert home.database_url() == "postgres://c/d"


def test_the_site_answers_to_its_public_address_without_naming_the_host_twice(tmp_path):
    asked = "from honour.config import settings; print(settings.ALLOWED_HOSTS)"
    named = os.environ | {"HONOUR_HOME": str(tmp_path), "HONOUR_PUBLIC_URL": "https://privacy.example:8443/honour"}
    said = subprocess.run([sys.executable, "-c", asked], env=named, capture_output=True, text=True, check=True)
    assert ast.literal_eval(said.stdout) == ["privacy.example", "127.0.0.1", "localhost", "[::1]"]
