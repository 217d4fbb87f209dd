"""The set-up's edges: who may take an installation, files that are no notice, settings that stay whole."""

import tomllib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from honour.evidence.models import Payload
from honour.mailroom.choosing import choose_server, server_url
from honour.mailroom.server import read_server_url
from honour.staff.joining import add_member
from honour.staff.models import Member
from honour.web.console.set_up.link import LIVES, link_path
from tests.conftest import EXAMPLES
from tests.web.conftest import PASSWORD

ME = {"name": "Nadia Canary", "email": "nadia@tarn.example", "chosen": PASSWORD}


@pytest.fixture
def begun(home, cache_table, client):
    came = client.post(link_path(), ME)
    assert came["Location"] == "/console/set-up/company"
    return client


def test_the_link_makes_the_first_account_and_then_opens_nothing(home, cache_table, client):
    link = link_path()
    assert client.get(link).status_code == 200
    client.post(link, ME)
    assert list(Member.objects.values_list("roles__code", flat=True)) == ["privacy-lead"]
    other = Client()
    came = other.post(link, ME | {"email": "stranger@elsewhere.example"})
    assert came.status_code == 302
    assert Member.objects.count() == 1
    assert other.get("/console/set-up/").status_code == 302


def test_a_stranger_without_the_link_takes_nothing(home, cache_table, client):
    for token in ("begin", "x:y:z", link_path().rpartition("/")[2][:-1] + "x"):
        assert client.post(f"/console/set-up/begin/{token}", ME).status_code == 404
    assert not Member.objects.exists()


def test_the_link_ends_after_a_day(home, cache_table, client, monkeypatch):
    link = link_path()
    import time

    later = time.time() + LIVES.total_seconds() + 1
    monkeypatch.setattr("django.core.signing.time.time", lambda: later)
    assert client.post(link, ME).status_code == 404


def test_an_installation_with_members_is_not_taken_by_a_link(home, cache_table, client):
    link = link_path()
    add_member("lead@tarn.example", "Lead", ["privacy-lead"], PASSWORD)
    assert client.post(link, ME).status_code == 302
    assert Member.objects.count() == 1


def test_nobody_but_the_lead_sets_up(home, cache_table):
    add_member("lead@tarn.example", "Lead", ["privacy-lead"], PASSWORD)
    add_member("tom@tarn.example", "Tom", ["support"], PASSWORD)
    client = Client()
    client.post("/console/sign-in", {"email": "tom@tarn.example", "password": PASSWORD})
    for path in ("/console/set-up/", "/console/set-up/company", "/console/set-up/file", "/console/set-up/kit"):
        assert client.get(path).status_code == 403
        assert client.post(path, {}).status_code in {403, 405}


def test_a_notice_as_a_file_is_taken_as_it_is_when_nothing_is_wrong_with_it(begun, home):
    data = (EXAMPLES / "fellside" / "2026-12-01.yaml").read_bytes()
    came = begun.post("/console/set-up/file", {"file": SimpleUploadedFile("mine.yaml", data)})
    assert came["Location"] == "/console/set-up/kit", came.content.decode()
    assert (home / "notice.yaml").read_bytes() == data
    assert "Fellside Invoicing Ltd" in begun.get("/console/set-up/publish").content.decode()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"%PDF-1.7\n\xff\xfe", "UTF-8"),
        (b"honour: 1\nid: x\n", "controller"),
        (b"a: &a [1]\nb: !!python/object:os.system x\n", "tag"),
        (b"honour: 1\n" + b"# x\n" * 300_000, "larger than 1 MB"),
    ],
)
def test_a_file_that_is_no_notice_is_refused_with_what_is_wrong(begun, home, data, said):
    came = begun.post("/console/set-up/file", {"file": SimpleUploadedFile("x.yaml", data)})
    assert came.status_code == 400
    assert said.lower() in came.content.decode().lower()
    assert not (home / "notice.yaml").exists()


def test_a_notice_with_errors_is_shown_its_findings_and_not_kept(begun, home):
    data = (EXAMPLES / "fellside" / "2018-06-21.yaml").read_bytes()
    came = begun.post("/console/set-up/file", {"file": SimpleUploadedFile("old.yaml", data)})
    assert came.status_code == 400
    assert "The check finds" in came.content.decode()
    assert "L04" in came.content.decode()
    assert not (home / "notice.yaml").exists()


def test_the_kit_is_kept_nowhere_and_its_keeping_is_on_the_ledger(begun, home):
    import re

    from honour.web.models import FirstRun

    said = begun.post("/console/set-up/kit", {"passphrase": "four quiet herons", "again": "four quiet herons"})
    html = said.content.decode()
    lines = {int(n): groups.split() for n, groups in re.findall(r"(?m)^ *(\d+)  ((?:[A-Z2-7]{4} ?){8})", html)}
    run = FirstRun.objects.get()
    assert not any(group in str(run.kit) for groups in lines.values() for group in groups)
    given = {f"group_{n}": lines[each["line"]][each["group"] - 1] for n, each in enumerate(run.kit)}
    assert begun.post("/console/set-up/kit", given)["Location"] == "/console/set-up/colleagues"
    assert Payload.objects.filter(entry__kind="key:kit-kept").count() == 1
    short = begun.post("/console/set-up/kit", {"passphrase": "short", "again": "short"})
    assert short.status_code == 400


def test_a_step_can_be_skipped_and_come_back_to_and_publishing_first_asks_who_one_is(begun):
    came = begun.get("/console/set-up/publish")
    assert came["Location"] == "/console/set-up/company"
    assert begun.get("/console/set-up/mail").status_code == 200
    assert begun.get("/console/set-up/nonsense").status_code == 404


def test_a_name_that_is_markup_stays_words_on_the_preview(begun):
    company = {"name": "<script>x</script> & Sons", "kind": "sole-trader", "address": "1 Tarn Lane"}
    begun.post("/console/set-up/company", company | {"email": "p@tarn.example"})
    html = begun.get("/console/set-up/publish").content.decode()
    assert "<script>x" not in html
    assert "&lt;script&gt;x" in html


def test_choosing_a_mail_server_leaves_the_other_settings_as_they_are(home, db):
    before = '# mine\npublic_url = "https://privacy.example"\nsmtp_url = "smtp://old.example"\n[logging]\nlevel = "x"\n'
    (home / "honour.toml").write_text(before)
    url = server_url("smtp.tarn.example", 587, "starttls", "nadia@tarn.example", 'p"/@:ä')
    server = choose_server(url, "privacy@tarn.example")
    assert (server.username, server.password) == ("nadia@tarn.example", 'p"/@:ä')
    read = tomllib.loads((home / "honour.toml").read_text())
    assert read["public_url"] == "https://privacy.example"
    assert read["logging"] == {"level": "x"}
    assert read_server_url(read["smtp_url"]).password == 'p"/@:ä'
    assert (home / "honour.toml").read_text().startswith("# mine")
    assert (home / "honour.toml").stat().st_mode & 0o077 == 0


COMPANY = {"name": "Tarn Bookkeeping Ltd", "address": "1 Tarn Lane", "email": "p@tarn.example"}


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("company_number", "12", "eight digits or letters"),
        ("company_number", "12-34/5678", "eight digits or letters"),
        ("telephone", "ring me", "Write a telephone number with its area code"),
    ],
)
def test_what_would_stand_wrongly_on_the_notice_is_told_at_its_field(begun, field, value, words):
    given = COMPANY | {"kind": "company", "company_number": "00000001", field: value}
    came = begun.post("/console/set-up/company", given)
    assert came.status_code == 400
    assert words in str(came.context["form"].errors[field])


def test_a_company_number_stands_as_the_register_of_companies_writes_it(begun):
    from honour.web.models import FirstRun

    begun.post("/console/set-up/company", COMPANY | {"kind": "company", "company_number": " 123 4567"})
    assert FirstRun.objects.get().answers["company"]["company_number"] == "01234567"


def test_nobodys_company_is_asked_for_where_no_customer_is_one(begun):
    begun.post("/console/set-up/why", {"uses": ["services"]})
    assert begun.get("/console/set-up/what").context["form"]["details"].value() == ["telephone"]


def test_once_published_the_steps_that_are_over_lead_nowhere_and_others_come_next(begun):
    from django.utils import timezone

    from honour.evidence.models import Duty

    begun.post("/console/set-up/company", COMPANY | {"kind": "sole-trader"})
    night = timezone.now() + timezone.timedelta(hours=9)
    Duty.objects.create(name="promises:prove", run_after=night)
    assert begun.post("/console/set-up/publish", {"read": "on"})["Location"] == "/console/set-up/"
    page = begun.get("/console/set-up/").content.decode()
    assert 'href="/console/set-up/company"' not in page
    assert 'href="/console/set-up/mail"' in page
    assert 'href="/console/notice/drafts/"' in page
    assert Duty.objects.get(pk="promises:prove").run_after < night, "the board need not wait for the night"


def test_before_anything_is_published_the_site_says_how_to_begin_in_the_browser(home, db, client):
    said = client.get("/").content.decode()
    assert "honour serve" in said
    assert 'href="/console/set-up/"' in said


def test_a_first_notice_names_each_cookie_once(begun):
    begun.post("/console/set-up/company", COMPANY | {"kind": "sole-trader"})
    html = begun.get("/console/set-up/publish").content.decode()
    assert html.count("<h3>Light or dark</h3>") == 1, html[html.index("Cookies") :][:3000]


def test_the_first_page_of_a_new_company_invites_visitors_to_get_in_touch(begun):
    begun.post("/console/set-up/company", COMPANY | {"kind": "sole-trader"})
    begun.post("/console/set-up/publish", {"read": "on"})
    page = begun.get("/").content.decode()
    assert '<a class="button primary" href="/get-in-touch">Get in touch</a>' in page
