"""A visitor asks for a file, gets a link by mail, and so confirms the address."""

from __future__ import annotations

import html
import io
import re

import pytest

from honour.gate import Actor
from honour.intake.assets import AssetRefusedError, Words, add_asset, plain_name, withdraw_asset
from honour.intake.links import CONFIRMING_LASTS, confirmation_token, download_token
from honour.intake.models import Arrival, Asset, Download
from honour.intake.tickets import FIELD
from honour.mailroom.errors import NothingToSayError
from honour.mailroom.messages import find_kind
from honour.mailroom.models import Outgoing
from honour.mailroom.outbox import send_again
from honour.mailroom.sending import _deliver
from honour.register.deciding import Kind, decide
from honour.register.erasing import erase_person
from honour.register.keeping import correct
from honour.register.models import Collection, Identifier, Record, Subject
from honour.retention.sweeps.running import run_sweep
from tests.web.test_forms_on_the_site import text_of, ticket_on

pytestmark = pytest.mark.promise("S03")

PDF = b"%PDF-1.4\n% a data sheet of one line\n%%EOF\n"


@pytest.fixture
def sheet(fellside, clock):
    return add_asset(
        io.BytesIO(PDF),
        "Fellside sheet.pdf",
        Words("data-sheet", "Invoicing in one page", "What it does.", "download"),
        by="staff-1",
        at=clock.now,
    )


def ask(client, asset, **more):
    page = client.get(f"/downloads/{asset.slug}").content.decode()
    answers = {"email": "asha@canary.example", FIELD: ticket_on(page), **more}
    return client.post(f"/downloads/{asset.slug}", answers)


class Wire:
    """What a mail server is handed."""

    def __init__(self):
        self.sent = []

    def send_messages(self, messages):
        self.sent += messages
        return len(messages)


def send(now, kind=None):
    """Carry out what waits in the outbox, as the worker does; gives the ends and the messages."""
    wire, ends = Wire(), {}
    for row in Outgoing.objects.filter(state=Outgoing.State.WAITING).order_by("pk"):
        ends[row.kind] = _deliver(wire, row, find_kind(row.kind), now)
    return ends, wire.sent


def link_in(message) -> str:
    return re.search(r"https?://[^/]+(/(?:downloads|confirm)/\S+)", message.body).group(1)


def test_the_catalogue_leads_to_the_form_and_the_form_to_a_link_by_mail(client, sheet, clock):
    assert 'href="/downloads/invoicing-in-one-page"' in client.get("/downloads/").content.decode()
    came = ask(client, sheet)
    assert came.status_code == 302
    assert "The link is on its way" in text_of(client.get(came["Location"]).content.decode())
    ends, (message,) = send(clock.now)
    assert ends["intake:download"].state == Outgoing.State.SENT
    assert message.to == ["asha@canary.example"]
    assert "Invoicing in one page" in message.subject
    assert "00000000" in message.body  # the company's number: Trading Disclosures
    path = link_in(message)
    assert "asha" not in path
    opened = client.get(path)
    assert opened.status_code == 200
    assert opened["Referrer-Policy"] == "same-origin"
    assert Identifier.objects.get(kind="email").verified_at is None  # mail programs open links by themselves
    file = client.post(f"{path}/file")
    assert b"".join(file.streaming_content) == PDF
    assert file["Content-Disposition"] == 'attachment; filename="Fellside-sheet.pdf"'
    assert "sandbox" in file["Content-Security-Policy"]
    assert Identifier.objects.get(kind="email").verified_at == clock.now
    assert Download.objects.get().taken_at == clock.now


def test_without_marketing_it_is_one_field_and_one_press(client, sheet):
    page = client.get(f"/downloads/{sheet.slug}").content.decode()
    assert len(re.findall(r'<input type="(?:email|text|tel)"', page)) == 1
    assert "Email me guides" in page
    assert "checked" not in page
    assert ask(client, sheet).status_code == 302
    assert not Subject.objects.get().consents


@pytest.mark.promise("S11")
def test_a_yes_is_a_consent_of_its_own(client, sheet):
    ask(client, sheet, **{"marketing-choice": "on"})
    assert Collection.objects.get().choice == "opted-in"
    assert not Collection.objects.get().negotiated_sale
    assert not Subject.objects.get().consents  # anybody could have ticked it


@pytest.mark.promise("S11")
@pytest.mark.parametrize("just", [True, False])
def test_behind_the_link_its_reader_says_whether_the_tick_was_theirs_and_gets_the_file_either_way(
    client, sheet, clock, just
):
    ask(client, sheet, **{"marketing-choice": "on"})
    _, (message,) = send(clock.now)
    assert "the box “Email me guides and dates of events too” was ticked" in message.body
    path = link_in(message)
    page = client.get(path).content.decode()
    buttons = re.findall(r'<button class="([^"]+)"', page[page.index("<main") : page.index("</main")])
    assert buttons == ["button", "button"]  # neither is louder than the other
    answer = client.post(f"{path}/file", {"just": "yes"} if just else {})
    assert b"".join(answer.streaming_content) == PDF
    assert bool(Subject.objects.get().consents) is not just
    assert (Identifier.objects.get(kind="email").verified_at is None) is just
    assert ("was ticked" in client.get(path).content.decode()) is just


def test_the_way_it_came_is_kept(client, sheet):
    ask(client, sheet)
    assert Arrival.objects.get().asset == sheet


def test_an_ended_link_says_when_and_sends_a_fresh_one_to_the_same_address(client, sheet, clock):
    ask(client, sheet)
    _, (message,) = send(clock.now)
    path = link_in(message)
    Outgoing.objects.update(state=Outgoing.State.SENT)
    clock.go_on(days=8)
    ended = client.get(path)
    assert ended.status_code == 410
    assert "This link ended on 10 December 2026." in text_of(ended.content.decode())
    assert client.post(f"{path}/file").status_code == 302
    fresh = client.post(f"{path}/fresh")
    assert "on its way" in fresh.content.decode()
    _, (again,) = send(clock.now)
    assert again.to == ["asha@canary.example"]
    assert link_in(again) != path
    assert client.get(link_in(again)).status_code == 200


def test_fresh_links_cannot_be_asked_for_without_end(client, sheet, clock):
    ask(client, sheet)
    path = f"/downloads/link/{download_token(Download.objects.get())}"
    clock.go_on(days=8)
    answers = [client.post(f"{path}/fresh").status_code for _ in range(6)]
    assert answers == [200] * 4 + [429] * 2
    assert Download.objects.count() == 5


def test_an_altered_link_opens_nothing(client, sheet):
    ask(client, sheet)
    token = download_token(Download.objects.get())
    changed = token[:-1] + ("A" if token[-1] != "A" else "B")
    for wrong in (token[:-1], changed, "a" * 44, token.upper(), "é", f"{token}x"):
        assert client.get(f"/downloads/link/{wrong}").status_code == 404
        assert client.post(f"/downloads/link/{wrong}/file").status_code == 302
    assert Identifier.objects.get(kind="email").verified_at is None


def test_a_link_is_not_pressed_by_another_site(client, sheet):
    ask(client, sheet)
    path = f"/downloads/link/{download_token(Download.objects.get())}"
    assert client.post(f"{path}/file", headers={"origin": "https://evil.example"}).status_code == 302
    assert client.post(f"{path}/fresh", headers={"origin": "https://evil.example"}).status_code == 302
    assert Download.objects.get().taken_at is None


def test_links_hold_after_the_tokens_key_is_rotated(client, sheet, home, clock):
    from honour.keyring.rotation import begin_rotation

    ask(client, sheet)
    token = download_token(Download.objects.get())
    begin_rotation(home / "keys", "tokens", clock.now)
    assert download_token(Download.objects.get()) != token
    assert client.get(f"/downloads/link/{token}").status_code == 200


def test_an_erased_person_takes_their_links_along(client, sheet, clock):
    ask(client, sheet)
    path = f"/downloads/link/{download_token(Download.objects.get())}"
    erase_person(Subject.objects.get().public_id, reason="request", asked_by="staff-1", at=clock.now)
    assert client.get(path).status_code == 404
    assert Download.objects.count() == Arrival.objects.count() == 0


def test_a_sweep_takes_their_links_along_too(client, sheet, clock):
    ask(client, sheet)
    assert Download.objects.count() == Arrival.objects.count() == 1
    clock.go_on(days=365 * 3)
    run_sweep(clock.now, force=True)
    assert not Record.objects.exists()
    assert not Download.objects.exists()
    assert not Arrival.objects.exists()
    assert not Collection.objects.exists()


def test_when_the_address_is_gone_the_page_says_so(client, sheet, clock):
    ask(client, sheet)
    path = f"/downloads/link/{download_token(Download.objects.get())}"
    Identifier.objects.all().delete()
    clock.go_on(days=8)
    assert "We no longer have the address" in client.post(f"{path}/fresh").content.decode()


def test_a_withdrawn_or_vanished_file_is_said_to_be_gone(client, sheet, clock, home):
    ask(client, sheet)
    path = f"/downloads/link/{download_token(Download.objects.get())}"
    held = home / "assets" / sheet.sha256
    kept = held.read_bytes()
    held.write_bytes(kept[:-3])  # cut short
    assert client.post(f"{path}/file").status_code == 410
    held.unlink()
    assert client.post(f"{path}/file").status_code == 410
    assert Identifier.objects.get(kind="email").verified_at is None
    withdraw_asset(sheet, by="staff-1", at=clock.now)
    assert client.get(path).status_code == 410
    assert client.get(f"/downloads/{sheet.slug}").status_code == 410
    assert sheet.slug not in client.get("/downloads/").content.decode()


def test_a_withdrawn_file_is_not_sent_any_more(client, sheet, clock):
    from honour.mailroom.errors import NothingToSayError

    ask(client, sheet)
    withdraw_asset(sheet, by="staff-1", at=clock.now)
    with pytest.raises(NothingToSayError):
        send(clock.now)


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("..\\..\\boot.ini", "boot.pdf"),
        ("/absolute/sheet.pdf", "sheet.pdf"),
        ('x"; filename="evil.exe', "x-filename-evil.pdf"),
        ("a\r\nSet-Cookie: b.pdf", "a-Set-Cookie-b.pdf"),
        ("\u202efdp.exe", "fdp.pdf"),
        ("....", "download.pdf"),
        ("n" * 300 + ".pdf", "n" * 80 + ".pdf"),
    ],
)
def test_a_files_name_is_never_a_path_or_a_header(name, plain):
    assert plain_name(name, "pdf") == plain


@pytest.mark.parametrize("path", ["../secret", "%2e%2e%2fsecret", "..%2f..%2fkeys/file", "link/../../secret"])
def test_an_address_reaches_no_other_file(client, sheet, path):
    assert client.get(f"/downloads/{path}").status_code == 404


@pytest.mark.parametrize(
    "content",
    [b"", b"MZ\x90\x00", b"PK\x03\x04 a document with macros", b"<script>alert(1)</script>", b"<html>\xff\xfe"],
)
def test_what_is_no_pdf_page_or_video_is_refused_whatever_its_name_says(fellside, clock, home, content):
    with pytest.raises(AssetRefusedError):
        add_asset(io.BytesIO(content), "sheet.pdf", Words("other", "X"), by="staff-1", at=clock.now)
    assert not any((home / "assets").iterdir())
    assert not Asset.objects.exists()


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"%PDF-1.4\n1 0 obj", "sheet.pdf", "cut short"),
        (b"<html><p>Hi", "sheet.pdf", r"ends in \.pdf, but it is a web page"),
        (PDF, "film.MP4", r"ends in \.mp4, but it is a PDF"),
    ],
)
def test_what_is_cut_short_or_not_what_its_name_says_is_refused(  # noqa: PLR0913, PLR0917 - a case
    fellside, clock, home, content, name, words
):
    with pytest.raises(AssetRefusedError, match=words):
        add_asset(io.BytesIO(content), name, Words("other", "X"), by="staff-1", at=clock.now)
    assert not any((home / "assets").iterdir())


def test_a_file_too_large_is_refused_and_leaves_nothing(fellside, clock, home, monkeypatch):
    monkeypatch.setattr("honour.intake.assets.LARGEST", 10)
    with pytest.raises(AssetRefusedError, match="larger"):
        add_asset(io.BytesIO(PDF), "sheet.pdf", Words("other", "X"), by="staff-1", at=clock.now)
    assert not any((home / "assets").iterdir())


def test_what_is_free_is_handed_out_and_nothing_is_written_down(client, fellside, clock):
    free = add_asset(io.BytesIO(b"<!doctype html><p>Hi"), "a.html", Words("other", "Free guide"), by="s", at=clock.now)
    assert "We ask nothing for it" in client.get(f"/downloads/{free.slug}").content.decode()
    file = client.get(f"/downloads/{free.slug}/file")
    assert b"".join(file.streaming_content).startswith(b"<!doctype")
    assert file["Content-Disposition"].startswith("attachment")
    assert Record.objects.count() == 0


def test_what_is_not_free_is_not_handed_out_without_the_form(client, sheet):
    assert client.get(f"/downloads/{sheet.slug}/file").status_code == 404


# -- addresses that nobody confirmed ---------------------------------------------------------------------------------


def write(client, **more):
    from tests.web.test_machines_and_strangers import post

    return post(client, **more)


def test_an_enquirer_who_may_get_marketing_is_asked_whether_the_address_is_right(client, fellside, clock):
    write(client)
    ends, (message,) = send(clock.now)
    assert ends["intake:confirm"].state == Outgoing.State.SENT
    path = link_in(message)
    assert "Is this address yours" in client.get(path).content.decode()
    assert Identifier.objects.get(kind="email").verified_at is None
    assert "Thank you" in client.post(path).content.decode()
    assert Identifier.objects.get(kind="email").verified_at == clock.now


def test_who_says_no_to_marketing_is_asked_nothing(client, fellside):
    write(client, **{"marketing-choice": "on"})
    assert not Outgoing.objects.exists()


def test_the_question_says_what_the_form_left_open(client, fellside, clock):
    write(client)
    _, (message,) = send(clock.now)
    said = "the box “Don't email me about similar services” was left empty"
    assert said in message.body
    assert said in html.unescape(text_of(client.get(link_in(message)).content.decode()))


def test_who_confirmed_before_is_not_asked_again_for_what_may_come_anyway(client, fellside, clock):
    write(client)
    client.post(f"/confirm/{confirmation_token(Identifier.objects.get(kind='email').pk, clock.now)}")
    write(client, message="Something else.")
    assert Outgoing.objects.filter(kind="intake:confirm").count() == 1


def test_a_question_that_is_settled_when_its_turn_comes_is_not_sent(client, fellside, clock):
    write(client)
    decide(Subject.objects.get().public_id, Kind.MARKETING_STOP, at=clock.now, how="telephone", recorded_by="staff-1")
    with pytest.raises(NothingToSayError):
        send(clock.now)


@pytest.mark.promise("S22")
def test_an_unconfirmed_address_gets_what_it_asked_for_and_nothing_else(client, fellside, clock):
    from honour.register.confirming import may_be_written_to

    write(client)
    typed = Identifier.objects.select_related("record").get(kind="email")
    assert may_be_written_to(typed, "enquiries")
    assert not may_be_written_to(typed, "marketing")
    assert not may_be_written_to(typed, "feedback")
    client.post(f"/confirm/{confirmation_token(typed.pk, clock.now)}")
    typed.refresh_from_db()
    assert may_be_written_to(typed, "marketing")


def test_a_confirmation_link_ends_and_is_not_to_be_altered(client, fellside, clock):
    write(client)
    typed = Identifier.objects.get(kind="email")
    token = confirmation_token(typed.pk, clock.now)
    other = token.replace(str(typed.pk), str(typed.pk + 1), 1)
    assert client.post(f"/confirm/{other}").status_code == 404
    assert client.post(f"/confirm/{token}", headers={"origin": "https://evil.example"}).status_code == 302
    clock.now += CONFIRMING_LASTS
    assert client.post(f"/confirm/{token}").status_code == 410
    typed.refresh_from_db()
    assert typed.verified_at is None


def test_a_confirmation_link_opened_again_says_that_it_was_said_already(client, fellside, clock):
    write(client)
    path = f"/confirm/{confirmation_token(Identifier.objects.get(kind='email').pk, clock.now)}"
    assert "Is this address yours?" in client.get(path).content.decode()
    client.post(path)
    again = client.get(path).content.decode()
    assert "You said already that the address is yours" in again
    assert "<button" not in again[again.index("<main") : again.index("</main")]


def test_a_link_that_came_back_is_sent_again_to_the_address_that_was_put_right(client, sheet, clock):
    ask(client, sheet, email="asha@mistyped.example")
    Outgoing.objects.update(state=Outgoing.State.FAILED, reason="answer-550", ended_at=clock.now)
    row = Outgoing.objects.get(kind="intake:download")
    typed = Identifier.objects.get(kind="email")
    desk = Actor("staff-1", "support", {"downloads": frozenset({"use"})})
    correct(desk, row.person, typed.record_id, {"email": "asha@canary.example"}, at=clock.now)
    assert send_again(row.public_id, by="staff-1", at=clock.now)
    ends, sent = send(clock.now)
    assert ends["intake:download"].state == Outgoing.State.SENT, ends
    assert [message.to for message in sent if "Your download" in message.subject] == [["asha@canary.example"]]
    assert client.get(link_in(sent[-1])).status_code == 200
