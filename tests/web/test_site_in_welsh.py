"""The site in another of the notice's languages: shown, taken, written to and kept in the language of the address."""

from __future__ import annotations

import html
import io
import json
import re

import pytest
import yaml

from honour.intake.assets import Words, add_asset
from honour.intake.models import Download
from honour.intake.tickets import FIELD
from honour.mailroom.models import Outgoing
from honour.notice.translating import translation
from honour.outreach.preferences.links import send_links
from honour.outreach.stop_links import stop_token
from honour.register.languages import language_of, shown_in
from honour.register.models import Collection, Permission
from honour.register.provers.forms import forms_require_what_the_notice_says
from tests.examples.notices import MENDED, example
from tests.web.conftest import answers
from tests.web.test_downloads import PDF
from tests.web.test_downloads import send as sent_by_mail
from tests.web.test_forms_on_the_site import text_of, ticket_on

pytestmark = pytest.mark.promise("S03")

FORM = "/in/cy/get-in-touch"
CHOICE = "marketing-choice"


@pytest.fixture(scope="module")
def welsh():
    return translation(example(MENDED), "cy")


def page_of(client, path: str, status: int = 200) -> str:
    came = client.get(path)
    assert came.status_code == status
    return came.content.decode()


def send(client, **more):
    return client.post(FORM, {**answers(), FIELD: ticket_on(page_of(client, FORM)), **more})


def test_a_form_stands_in_the_language_of_its_address(client, fellside, welsh):
    page = page_of(client, FORM)
    said = html.unescape(text_of(page))
    form = welsh.notice.forms["get-in-touch"]
    assert '<html lang="cy"' in page
    assert " ".join(form.short_notice.split()) in said
    assert form.marketing.wording in said
    assert form.fields["telephone"].consequence in said
    assert "(dewisol)" in said
    assert form.button in said
    assert 'href="/in/cy/privacy"' in page
    assert "Wedi'i gofrestru yn Lloegr a Chymru" in said
    assert not re.search(r"\b(optional|Send|Registered|Skip)\b", said)


def test_each_language_leads_to_the_same_page_in_the_others(client, fellside):
    assert '<a href="/in/cy/get-in-touch" lang="cy" hreflang="cy">Cymraeg</a>' in page_of(client, "/get-in-touch")
    assert '<a href="/get-in-touch" lang="en-GB" hreflang="en-GB">English</a>' in page_of(client, FORM)
    assert not client.cookies


def test_what_is_wrong_is_said_in_that_language_and_nothing_typed_is_lost(client, fellside):
    came = send(client, email="asha", telephone="12", name="")
    said = html.unescape(text_of(came.content.decode()))
    assert came.status_code == 400
    assert "<title>Gwall: " in came.content.decode()
    assert "Mae angen edrych eto ar 3 o bethau" in said
    assert "Ysgrifennwch gyfeiriad e-bost fel enw@cwmni.example." in said
    assert "Llenwch hwn: ni allwn wneud hebddo." in said
    assert 'value="asha"' in came.content.decode()


def test_the_receipt_repeats_the_words_of_the_language_shown_and_says_which_it_was(client, fellside, welsh):
    came = send(client)
    assert came.status_code == 302, text_of(came.content.decode())
    assert came["Location"].startswith("/in/cy/receipt/")
    said = html.unescape(text_of(page_of(client, came["Location"])))
    assert " ".join(welsh.notice.forms["get-in-touch"].short_notice.split()) in said
    assert "Fe'i dangoswyd yn yr iaith hon: Cymraeg." in said
    assert "3 Rhagfyr 2026" in said
    kept = json.loads(Collection.objects.get().wording.text)
    assert kept["language"] == "cy"
    assert kept["marketing"]["wording"] == welsh.notice.forms["get-in-touch"].marketing.wording
    assert "untranslated" not in kept


def test_read_in_another_language_the_receipt_marks_what_stood_there(client, fellside, welsh):
    location = send(client)["Location"].removeprefix("/in/cy")
    page = page_of(client, location)
    assert "You were shown the form in another language." in text_of(page)
    quoted = f'<span lang="cy">{html.escape(" ".join(welsh.notice.forms["get-in-touch"].marketing.wording.split()))}'
    assert quoted in page


def test_all_languages_are_of_one_version_and_the_board_sees_that_the_words_were_its_own(client, fellside, clock):
    send(client)
    one = Collection.objects.get()
    assert one.version == fellside.all[-1].number
    assert forms_require_what_the_notice_says(clock.now).state == "kept"
    changed = json.loads(one.wording.text) | {"short_notice": "Rhywbeth arall."}
    type(one.wording).objects.filter(pk=one.wording_id).update(text=json.dumps(changed))
    assert forms_require_what_the_notice_says(clock.now).state == "broken"


def test_an_answer_chosen_in_another_language_is_kept_as_the_notice_has_it(client, fellside, welsh):
    path = "/in/cy/forms/talk-to-a-consultant"
    page = page_of(client, path)
    own = fellside.all[-1].notice.categories["interactions"].fields["preferred-channel"].choices
    shown = welsh.notice.categories["interactions"].fields["preferred-channel"].choices
    times = fellside.all[-1].notice.categories["interactions"].fields["preferred-time"].choices
    assert own != shown
    assert f'<option value="{html.escape(own[0])}">{html.escape(shown[0])}</option>' in page
    said = {"name": "Dilys", "email": "dilys@canary.example", "preferred-time": times[0]}
    said |= {FIELD: ticket_on(page)}
    assert client.post(path, said | {"preferred-channel": shown[0]}).status_code == 400
    came = client.post(path, said | {"preferred-channel": own[0]})
    assert came.status_code == 302, html.unescape(text_of(came.content.decode()))


def test_a_form_that_was_shown_in_one_language_is_not_taken_as_shown_in_another(client, fellside):
    ticket = ticket_on(page_of(client, "/get-in-touch"))
    came = client.post(FORM, {**answers(), FIELD: ticket})
    assert came.status_code == 400
    assert "Ni allem ddweud pa hysbysiad" in text_of(came.content.decode())
    assert not Collection.objects.exists()


def test_a_language_that_the_notice_does_not_have_leads_to_its_own_and_a_filled_in_form_arrives(client, fellside):
    came = client.get("/in/fr/get-in-touch?seen=1")
    assert (came.status_code, came["Location"]) == (302, "/get-in-touch?seen=1")
    shown = client.post("/in/en-GB/get-in-touch", answers())
    assert shown.status_code == 400
    assert answers()["message"] in shown.content.decode()
    for path in ("/in/cy/console/", "/in/cy/api/", "/in/cy//evil.example", "/in/cy/nowhere", "/in/Welsh!/privacy"):
        assert client.get(path).status_code == 404


def test_the_form_in_a_frame_and_its_thanks_stand_in_the_language(client, fellside, clock, welsh):
    from honour.intake.places import allow_embedding

    allow_embedding("get-in-touch", "https://shop.example", by="staff-1", at=clock.now)
    page = page_of(client, "/in/cy/embed/get-in-touch")
    assert '<html lang="cy"' in page
    came = client.post("/in/cy/embed/get-in-touch", {**answers(), FIELD: ticket_on(page)})
    assert came["Location"].startswith("/in/cy/embed/get-in-touch/thanks/")
    thanks = html.unescape(text_of(page_of(client, came["Location"])))
    assert " ".join(welsh.notice.forms["get-in-touch"].thanks.split()) in thanks
    assert "Mae'r hyn a anfonasoch gennym" in thanks
    assert "data-language" in client.get("/embed.js").content.decode()


def test_the_letter_with_a_download_its_page_and_a_fresh_link_follow_the_language(client, fellside, clock):
    words = Words("data-sheet", "Invoicing in one page", "What it does.", "download")
    sheet = add_asset(io.BytesIO(PDF), "sheet.pdf", words, by="staff-1", at=clock.now)
    path = f"/in/cy/downloads/{sheet.slug}"
    page = page_of(client, path)
    assert '<span lang="en-GB">Invoicing in one page</span>' in page
    assert "Nid yw popeth ar y dudalen hon wedi'i gyfieithu." in html.unescape(text_of(page))
    came = client.post(path, {"email": "asha@canary.example", FIELD: ticket_on(page), CHOICE: "on"})
    assert came.status_code == 302
    _, (message,) = sent_by_mail(clock.now)
    assert message.subject == "Eich lawrlwythiad: Invoicing in one page"
    assert "Mae'r ddolen yn gweithio tan" in message.body
    assert "Ar y ffurflen, ticiwyd y blwch “Anfonwch ganllawiau" in message.body
    assert "Swyddfa gofrestredig: " in message.body
    assert '<html lang="cy">' in message.alternatives[0].content
    link = re.search(r"https?://[^/\s]+(/in/cy/downloads/link/\S+)", message.body)[1]
    assert "Lawrlwytho, ac ie, fi oedd yno" in text_of(page_of(client, link))
    Download.objects.update(expires_at=clock.now)
    assert "Daeth y ddolen hon i ben ar 3 Rhagfyr 2026." in text_of(page_of(client, link, 410))
    assert "Mae dolen newydd ar ei ffordd" in text_of(client.post(f"{link}/fresh").content.decode())
    assert Outgoing.objects.order_by("pk").last().context["language"] == "cy"


def test_preferences_are_asked_for_mailed_shown_and_kept_in_the_language(client, fellside, clock, wrote):
    wrote()
    came = client.post("/in/cy/preferences/", {"email": "asha.patel@canary.example"})
    assert "Edrychwch yn eich post" in text_of(came.content.decode())
    assert send_links(clock.now) == 1
    _, (message,) = sent_by_mail(clock.now)
    assert message.subject == "Eich dolen: yr hyn y gallwn ei anfon atoch"
    link = re.search(r"(/in/cy/preferences/\S+)", message.body)[1]
    said = html.unescape(text_of(page_of(client, link)))
    assert "Gwasanaethau fel y rhai a ddefnyddiwch" in said
    assert "E-bost" in said
    assert "Dywedasoch hyn wrthym ym mis Rhagfyr 2026." in said
    assert not re.search(r"\b(Save|Pause|Email|You)\b", said)
    came = client.post(f"{link}/choose", {"wanted": []}, follow=True)
    assert "Wedi'i gadw. Mae'n sefyll o hyn ymlaen." in html.unescape(text_of(came.content.decode()))


def test_the_link_to_stop_shows_and_keeps_the_words_of_the_language(client, fellside, clock, wrote):
    person = wrote()
    path = f"/in/cy/u/{stop_token(person, 'asha.patel@canary.example', 'similar-services')}"
    page = page_of(client, path)
    assert "Atal “Gwasanaethau fel y rhai a ddefnyddiwch" in html.unescape(text_of(page))
    assert "Wedi'i wneud" in html.unescape(text_of(client.post(path, {"what": "all"}).content.decode()))
    said = Permission.objects.get(kind=Permission.Kind.MARKETING_STOP).wording
    assert "Atal pob marchnata" in said.text
    assert language_of(said) == "cy"


@pytest.mark.promise("S21")
def test_a_message_in_a_language_that_the_notice_has_no_longer_is_still_stopped_by_one_click(client, fellside, wrote):
    person = wrote()
    path = f"/in/gd/u/{stop_token(person, 'asha.patel@canary.example')}"
    came = client.post(path, {"List-Unsubscribe": "One-Click"})
    assert came.status_code == 200, "mail programs follow no redirect"
    assert Permission.objects.get(subject__public_id=person).kind == Permission.Kind.MARKETING_STOP


def test_what_is_not_translated_stands_in_its_own_language_is_marked_and_said(home, fellside):
    from django.template.loader import render_to_string

    from honour.intake.forms import asking

    notice = fellside.all[-1].notice
    some = json.loads(json.dumps(notice.translations["cy"]))
    del some["form.get-in-touch"]["fields.telephone.label"]
    del some["form.get-in-touch"]["marketing.wording"]
    thin = notice.model_copy(update={"translations": {"cy": some}, "version": "thin"})
    form = asking(thin, "get-in-touch", "cy")()
    with shown_in("cy"):
        shown = str(form) + render_to_string("web/site/mixed.html")
    assert '<span lang="en-GB">Telephone</span>' in shown
    assert '<span lang="en-GB">Don&#x27;t email me about similar services</span>' in shown
    assert ">Eich enw</label>" in shown
    from honour.register.wordings import form_wording

    left = form_wording(translation(thin, "cy"), "get-in-touch")["untranslated"]
    assert left == {"language": "en-GB", "words": ["Don't email me about similar services", "Telephone"]}


def test_pages_in_the_notices_own_language_are_as_they_were(client, fellside):
    page = page_of(client, "/get-in-touch")
    assert '<html lang="en-GB"' in page
    assert "<span lang=" not in page.replace('<span lang="en-GB" aria-current', "")


def test_the_words_for_a_reviewer_are_in_one_file(fellside):
    from importlib.resources import files

    read = yaml.safe_load(files("honour.notice.wording").joinpath("tongues", "cy.yaml").read_bytes())
    assert read["phrases"]["Send me the link"] == "Anfonwch y ddolen ataf"
