"""Staff look after the site's forms: where they stand, what may be downloaded, landing pages, what counts as a sale."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from honour.drafting.drafts import start_from
from honour.drafting.models import Draft
from honour.evidence.models import Entry
from honour.intake.models import Asset, EmbeddingSite, LandingPage
from honour.notice.reading import read_notice
from honour.register.models import Collection
from honour.register.versions import versions
from honour.web.console.site_forms.asking import LandingForm
from tests.web.test_downloads import PDF, ask
from tests.web.test_forms_on_the_site import text_of

pytestmark = pytest.mark.promise("S03")


@pytest.fixture
def marketer(signed_in, fellside):
    return signed_in("marketing")


def put_up(client, name="sheet.pdf", content=PDF, **more):
    given = {"kind": "data-sheet", "title": "One page", "text": "", "form": "download", **more}
    return client.post("/console/contact/downloads/new", {**given, "file": SimpleUploadedFile(name, content)})


def test_a_film_larger_than_other_files_is_put_up(marketer):
    film = b"\x00\x00\x00\x18ftypmp42" + bytes(26 * 1024 * 1024)
    assert put_up(marketer, "film.mp4", film, kind="video").status_code == 302
    assert Asset.objects.get().size == len(film)


def test_nothing_is_read_of_a_large_file_before_it_is_known_who_sends_it(client, fellside):
    class Unread:
        def read(self, *_):
            raise AssertionError("nothing is read")

        readline = read

    sent = {"CONTENT_TYPE": "multipart/form-data; boundary=x", "CONTENT_LENGTH": "200000000", "wsgi.input": Unread()}
    came = client.generic("POST", "/console/contact/downloads/new", b"", **sent)
    assert came.status_code == 302
    assert came["Location"].startswith("/console/sign-in")


def test_the_forms_are_listed_with_what_follows_from_them(marketer):
    said = text_of(marketer.get("/console/contact/forms/").content.decode())
    assert "Talk to a consultant" in said
    assert "A box to say yes" in said
    one = text_of(marketer.get("/console/contact/forms/get-in-touch").content.decode())
    assert "It counts as negotiating a sale" in one
    assert "asks for a price" in one or "ask for a price" in one


def test_who_writes_the_notice_is_led_to_the_forms_questions(signed_in, fellside, clock):
    page = "/console/contact/forms/get-in-touch"
    lead = signed_in("privacy-lead")
    assert 'href="/console/notice/drafts/"' in lead.get(page).content.decode()
    draft = start_from(fellside.all[-1], name="Spring", effective=clock.now.date(), by="staff-1", at=clock.now)
    clause = f"/console/notice/drafts/{draft.pk}/clauses/form.get-in-touch"
    assert f'href="{clause}"' in lead.get(page).content.decode()
    assert "Your name</legend>" in lead.get(clause).content.decode(), "each question goes by its own words"
    lead.post("/console/sign-out")
    assert clause not in signed_in("marketing").get(page).content.decode()


def test_a_site_is_allowed_at_once_and_ended_again(marketer, client):
    path = "/console/contact/forms/get-in-touch"
    assert marketer.post(f"{path}/sites", {"site": "https://Shop.example/contact"}).status_code == 302
    assert EmbeddingSite.objects.get().origin == "https://shop.example"
    page = marketer.get(path).content.decode()
    assert "embed.js" in page
    assert "data-form=&quot;get-in-touch&quot; data-title=&quot;Get in touch&quot;" in page
    assert client.get("/embed/get-in-touch").status_code == 200
    assert Entry.objects.filter(kind="embedding:allowed").count() == 1
    marketer.post(f"{path}/sites/end", {"origin": "https://shop.example"})
    assert client.get("/embed/get-in-touch").status_code == 404


@pytest.mark.parametrize("site", ["", "*", "http://shop.example", "https://a.example; script-src *"])
def test_what_is_no_site_is_said_to_be_none(marketer, site):
    came = marketer.post("/console/contact/forms/get-in-touch/sites", {"site": site})
    assert came.status_code == 400
    assert "needs another look" in came.content.decode()
    assert not EmbeddingSite.objects.exists()


def test_what_counts_as_a_sale_is_proposed_in_a_draft_and_holds_only_once_published(marketer, client, fellside):
    path = "/console/contact/forms/download/sale"
    assert marketer.post(path, {"counts": "yes", "reason": ""}).status_code == 400
    assert marketer.post(path, {"counts": "yes", "reason": "It is our price list."}).status_code == 302
    draft = read_notice(Draft.objects.get().text.encode(), "draft.yaml")
    assert draft.forms["download"].negotiates_sale
    assert draft.forms["download"].negotiation_reason == "It is our price list."
    assert draft.model_dump(exclude={"forms", "version", "effective", "replaces"}) == fellside.all[-1].own.model_dump(
        exclude={"forms", "version", "effective", "replaces"}
    )
    assert put_up(marketer).status_code == 302
    ask(client, Asset.objects.get())
    assert not Collection.objects.get(point="download").negotiated_sale


def test_a_sale_is_taken_back_in_a_draft_too(marketer):
    marketer.post("/console/contact/forms/get-in-touch/sale", {"counts": "no", "reason": ""})
    form = read_notice(Draft.objects.get().text.encode(), "draft.yaml").forms["get-in-touch"]
    assert not form.negotiates_sale
    assert form.negotiation_reason is None


def test_saying_what_holds_already_makes_no_draft(marketer):
    marketer.post("/console/contact/forms/complaint/sale", {"counts": "no", "reason": ""})
    assert not Draft.objects.exists()


def test_a_file_is_put_up_and_taken_off_again(marketer, client):
    assert put_up(marketer).status_code == 302
    assert "One page" in client.get("/downloads/").content.decode()
    page = marketer.get("/console/contact/downloads/one-page/withdraw").content.decode()
    assert "The file is deleted." in page
    assert Asset.objects.get().withdrawn_at is None
    marketer.post("/console/contact/downloads/one-page/withdraw")
    assert client.get("/downloads/one-page").status_code == 410
    assert "Off the site since" in marketer.get("/console/contact/downloads/").content.decode()


@pytest.mark.parametrize(
    ("name", "content"),
    [("sheet.pdf", b"MZ\x90"), ("sheet.pdf", b""), ("macro.docm", b"PK\x03\x04"), ("../../x.pdf", b"<svg onload=x>")],
)
def test_a_file_that_is_not_what_it_says_is_refused(marketer, name, content):
    came = put_up(marketer, name, content)
    assert came.status_code == 400
    assert not Asset.objects.exists()


def test_a_file_that_vanished_is_seen_in_the_list(marketer, home):
    put_up(marketer)
    (home / "assets" / Asset.objects.get().sha256).unlink()
    assert "The file is missing" in marketer.get("/console/contact/downloads/").content.decode()


def test_a_landing_page_is_opened_changed_and_ended(marketer, client):
    put_up(marketer)
    sheet = Asset.objects.get()
    given = {"slug": "spring", "heading": "By spring", "text": "Words.", "form": "download", "asset": sheet.pk}
    assert marketer.post("/console/contact/landing-pages/new", given).status_code == 302
    assert "By spring" in client.get("/go/spring").content.decode()
    assert marketer.post("/console/contact/landing-pages/new", given).status_code == 400  # the address is taken
    path = "/console/contact/landing-pages/spring"
    assert 'value="By spring"' in marketer.get(path).content.decode()
    marketer.post(path, {**given, "heading": "By summer", "last_day": "2026-12-02"})
    assert client.get("/go/spring").status_code == 410
    assert 'value="2026-12-02"' in marketer.get(path).content.decode()
    assert "Ended, last day 2 December 2026" in marketer.get("/console/contact/landing-pages/").content.decode()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"slug": "../console"}, "small letters"),
        ({"slug": "Spring"}, "small letters"),
        ({"form": "unheard-of"}, "valid choice"),
        ({"asset": ""}, "Choose what is sent"),
        ({"heading": ""}, "Enter a heading"),
    ],
)
def test_a_landing_page_that_could_not_work_is_not_opened(marketer, wrong, said):
    put_up(marketer)
    given = {"slug": "spring", "heading": "S", "form": "download", "asset": Asset.objects.get().pk, **wrong}
    came = marketer.post("/console/contact/landing-pages/new", given)
    assert came.status_code == 400
    assert said in came.content.decode()
    assert not LandingPage.objects.exists()


def test_who_wants_to_send_something_from_a_notice_without_a_download_form_reads_who_can_add_one(marketer):
    put_up(marketer)
    notice = versions().current(timezone.now()).notice
    only = notice.model_copy(update={"forms": {"get-in-touch": notice.forms["get-in-touch"]}})
    given = {"slug": "spring", "heading": "S", "form": "get-in-touch", "asset": Asset.objects.get().pk}
    assert "your privacy lead adds one" in LandingForm(only, given).errors["asset"][0]
    assert "your privacy lead adds one" not in LandingForm(notice, given).errors["asset"][0]
