"""What we may send somebody: a link that tells nobody who is known, and pages that show and change what holds."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import re

import pytest
from django.utils import timezone

from honour.evidence.models import Entry, Payload
from honour.gate.question import Actor
from honour.mailroom.addressing import address_of
from honour.mailroom.models import Outgoing
from honour.mailroom.sending import send_due
from honour.mailroom.server import read_server_url
from honour.outreach.preferences.links import LASTS, preferences_token, send_links
from honour.register.deciding import Kind, decide
from honour.register.erasing import erase_person
from honour.register.models import Identifier, Permission, Record, Staged, Subject
from honour.register.overview import overview
from honour.register.reading import read
from honour.register.undoing import undo_erasure
from honour.staff.models import Member

EMAIL = "asha.patel@canary.example"
MAIL = Actor("mailroom", "service", {p: frozenset({"contact"}) for p in ("marketing", "enquiries")})
LEAD = Actor("staff-1", "staff", {"enquiries": frozenset({"use"})})


def may(person, at, channel="email", purpose="marketing"):
    asked = read(
        MAIL, person, purpose, at, action="contact", channel=channel, topic="similar-services",
        categories=frozenset({"contact"}),
    )  # fmt: skip
    return asked.outcome != "refused"


@pytest.fixture
def page(wrote, client, clock):
    """Somebody's page of preferences: gives the person and the address of the page."""

    def open_page(**more):
        person = wrote(**more)
        identifier = Identifier.objects.filter(subject__public_id=person, kind="email").latest("pk")
        return person, f"/preferences/{preferences_token(person, identifier.pk, clock.now)}"

    return open_page


def words(answer):
    return " ".join(re.sub(r"<[^>]*>", " ", answer.content.decode()).split())


def ticked(answer):
    return set(re.findall(r'value="([^"]+)" id="choice[^>]*checked', answer.content.decode()))


# -- asking for the link ---------------------------------------------------------------------------------------------


@pytest.mark.promise("S11")
def test_the_answer_is_the_same_whether_an_address_is_known_or_not(wrote, client, django_assert_num_queries):
    wrote()
    answers = []
    for address in (EMAIL, "nobody@elsewhere.example"):
        before = Entry.objects.count(), Outgoing.objects.count()
        answers.append(client.post("/preferences/", {"email": address}))
        assert (Entry.objects.count(), Outgoing.objects.count()) == before  # nothing was looked up
    assert answers[0].status_code == answers[1].status_code == 200
    assert answers[0].content == answers[1].content
    assert Staged.objects.count() == 2


def test_the_same_work_is_done_for_both(wrote, client, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    wrote()
    client.post("/preferences/", {"email": "first@elsewhere.example"})
    counts = []
    for address in (EMAIL, "nobody@elsewhere.example"):
        with CaptureQueriesContext(connection) as made:
            client.post("/preferences/", {"email": address})
        counts.append([re.sub(r"'[^']*'|\d+|X'\w+'", "?", one["sql"])[:60] for one in made])
    assert counts[0] == counts[1]


@pytest.mark.promise("S11")
def test_the_link_comes_by_mail_and_opens_the_page(wrote, client, clock, tmp_path):
    wrote()
    client.post("/preferences/", {"email": " Asha.Patel@CANARY.example\u200b "})
    client.post("/preferences/", {"email": "nobody@elsewhere.example"})
    assert send_links(clock.now) == 1
    assert send_links(clock.now) == 0
    assert not Staged.objects.exists()
    assert send_due(read_server_url("folder:mail", tmp_path), clock.now) == 1
    (file,) = (tmp_path / "mail").iterdir()
    message = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
    assert message["To"] == EMAIL
    assert message["List-Unsubscribe"] is None
    text = message.get_body(("plain",)).get_content()
    path = re.search(r"http://127\.0\.0\.1:8000(/preferences/\S+)", text).group(1)
    assert "What we may send you" in words(client.get(path))


def test_an_address_with_a_space_in_quotes_gets_its_link_too(wrote, client, clock):
    odd = '"asha\\ patel"@canary.example'
    wrote(odd)
    assert client.post("/preferences/", {"email": odd}).status_code == 200
    assert send_links(clock.now) == 1


def test_asking_too_often_sends_no_more_and_says_the_same(wrote, client, clock):
    wrote()
    answers = {client.post("/preferences/", {"email": EMAIL}).content for _ in range(7)}
    assert len(answers) == 1
    assert send_links(clock.now) == 4


def test_a_sender_who_asks_for_very_many_is_told_to_wait(wrote, client, settings):
    wrote()
    settings.HONOUR_FORMS_AN_HOUR = 2
    got = [client.post("/preferences/", {"email": f"a{n}@b.example"}).status_code for n in range(4)]
    assert got == [200, 200, 429, 429]


def test_what_is_no_address_is_asked_for_again(wrote, client):
    wrote()
    answer = client.post("/preferences/", {"email": "asha\nBcc: x@y.example"})
    assert answer.status_code == 400
    assert not Staged.objects.exists()


@pytest.mark.parametrize("path", ["", "/choose", "/stop", "/pause"])
def test_an_ended_or_altered_link_opens_nothing(page, client, clock, path):
    person, address = page()
    assert client.post(f"{address[:-2]}xx{path}").status_code == 404
    clock.go_on(seconds=LASTS.total_seconds())
    answer = client.post(f"{address}{path}")
    assert answer.status_code == 410
    assert "Ask for a fresh one" in words(answer)
    assert not Permission.objects.filter(subject__public_id=person).exists()


def test_the_link_of_somebody_who_was_erased_opens_nothing(page, client, clock):
    person, address = page()
    erase_person(person, reason="request", asked_by="staff-1", at=clock.now)
    assert client.get(address).status_code == 404


def test_a_link_to_stop_opens_no_preferences(page, client):
    from honour.outreach.stop_links import stop_token

    person, address = page()
    assert client.get(f"/preferences/{stop_token(person, EMAIL)}").status_code == 404
    assert client.get(f"/u/{address.rpartition('/')[2]}").status_code == 404


# -- what holds, and changing it -------------------------------------------------------------------------------------


@pytest.mark.promise("S11")
def test_the_page_shows_each_choice_with_when_and_how(page, client, clock):
    person, address = page()
    decide(person, Kind.STOP, about="*/post", at=clock.now, how="telephone", recorded_by="staff-1")
    shown = client.get(address)
    assert ticked(shown) == {"similar-services/email", "similar-services/sms", "similar-services/telephone"}
    assert "You said no on 3 December 2026, by telephone." in words(shown)
    assert "We have had your details since 3 December 2026." in words(shown)


@pytest.mark.promise("S11")
def test_what_is_unticked_stops_at_once_and_what_is_ticked_comes_again(page, client, clock):
    person, address = page()
    client.post(f"{address}/choose", {"wanted": ["similar-services/sms", "similar-services/post"]})
    assert [may(person, clock.now, way) for way in ("email", "sms", "telephone", "post")] == [False, True, False, True]
    assert may(person, clock.now, purpose="enquiries")
    assert ticked(client.get(address)) == {"similar-services/sms", "similar-services/post"}
    client.post(f"{address}/choose", {"wanted": ["similar-services/email", "similar-services/post"]})
    assert [may(person, clock.now, way) for way in ("email", "sms", "telephone", "post")] == [True, False, False, True]
    kinds = [row.kind for row in Permission.objects.filter(subject__public_id=person).order_by("pk")]
    assert kinds == ["stop", "stop", "stop-lifted", "stop"]
    assert Entry.objects.filter(kind="person:decided").count() == 4


def test_saving_what_holds_decides_nothing(page, client):
    person, address = page()
    client.post(f"{address}/choose", {"wanted": sorted(ticked(client.get(address)))})
    assert not Permission.objects.filter(subject__public_id=person).exists()


@pytest.mark.promise("S11")
def test_after_a_stop_of_everything_one_tick_brings_back_that_alone(page, client, clock):
    person, address = page()
    client.post(f"{address}/stop")
    client.post(f"{address}/stop")
    assert not may(person, clock.now)
    assert ticked(client.get(address)) == set()
    client.post(f"{address}/choose", {"wanted": ["similar-services/post"]})
    assert [may(person, clock.now, way) for way in ("email", "post")] == [False, True]


@pytest.mark.promise("S11")
def test_a_stop_on_a_page_that_was_opened_before_an_erasure_stands_when_that_is_undone(page, client, clock):
    person, address = page()
    erase_person(person, reason="request", asked_by="staff-1", at=clock.now, cooling_off=dt.timedelta(days=1))
    assert client.post(f"{address}/stop").status_code == 302
    assert client.get(address).status_code == 404
    undo_erasure(person, by="staff-1", at=clock.now)
    assert not may(person, clock.now)
    erase_person(person, reason="request", asked_by="staff-1", at=clock.now)
    assert client.post(f"{address}/stop").status_code == 404


@pytest.mark.promise("S11")
def test_a_way_stopped_on_every_topic_comes_back_for_one(page, client, clock):
    person, address = page()
    decide(person, Kind.STOP, about="*/email", at=clock.now, how="telephone", recorded_by="staff-1")
    client.post(f"{address}/choose", {"wanted": ["similar-services/email"]})
    assert overview(person).stops == {f"similar-services/{way}" for way in ("sms", "telephone", "post")}


@pytest.mark.promise("S11")
def test_what_rests_on_consent_comes_only_by_signing_up_with_the_words_kept(page, client, clock):
    person, address = page(version="2018-06-21")
    assert Subject.objects.get(public_id=person).kind is not None
    shown = client.get(address)
    assert ticked(shown) == set()
    assert "Comes only if you sign up for it." in words(shown)
    client.post(f"{address}/choose", {"wanted": ["guides-and-events/email"]})
    kept = Permission.objects.get(subject__public_id=person)
    assert (kept.kind, kept.how) == ("consent", "preferences")
    assert "Guides and dates of events" in kept.wording.text
    assert ticked(client.get(address)) == {"guides-and-events/email"}
    client.post(f"{address}/choose", {})
    assert overview(person).consents == frozenset()
    assert overview(person).decisions[-1].kind == "withdrawal"


def test_what_the_page_does_not_offer_cannot_be_chosen(page, client):
    person, address = page()
    every = sorted(ticked(client.get(address)))
    client.post(f"{address}/choose", {"wanted": [*every, "guides-and-events/email", "*/fax", "x"]})
    assert not Permission.objects.filter(subject__public_id=person).exists()


@pytest.mark.promise("S11")
def test_a_pause_stops_everything_and_ends_by_itself(page, client, clock):
    person, address = page()
    decide(person, Kind.STOP, about="similar-services/post", at=clock.now, how="letter", recorded_by="staff-1")
    client.post(f"{address}/pause", {"months": "1"})
    assert not may(person, clock.now)
    assert "Marketing is paused until 2 January 2027" in words(client.get(address))
    assert may(person, clock.now + dt.timedelta(days=30))
    assert not may(person, clock.now + dt.timedelta(days=30), "post")
    client.post(f"{address}/pause", {"end": "yes"})
    assert may(person, clock.now)
    client.post(f"{address}/pause", {"months": "1200"})
    assert may(person, clock.now)


@pytest.mark.parametrize("path", ["/choose", "/stop", "/pause", "/right/1", "/details/1"])
def test_nothing_changes_by_a_post_from_elsewhere_or_by_opening(page, client, path):
    person, address = page()
    assert client.get(f"{address}{path}").status_code in ({200, 302} if "details" in path else {405})
    client.post(f"{address}{path}", {"months": "1"}, headers={"Origin": "https://elsewhere.example"})
    assert not Permission.objects.filter(subject__public_id=person).exists()


# -- details ---------------------------------------------------------------------------------------------------------


@pytest.mark.promise("S24")
def test_details_are_put_right_and_the_old_ones_stay_superseded_with_their_source(page, client, clock):
    person, address = page()
    record = Record.objects.get(subject__public_id=person, identifiers__kind="email")
    form = f"{address}/details/{record.pk}"
    assert 'value="Asha Patel-Canary"' in client.get(form).content.decode()
    answer = client.post(form, {"name": "Asha Shah-Canary", "email": EMAIL, "telephone": "01632 960 111"})
    assert answer.status_code == 302
    record.refresh_from_db()
    new = record.superseded_by
    assert (new.source, new.collection_id, new.collected_at) == (
        record.source,
        record.collection_id,
        record.collected_at,
    )
    values = [row.value for row in read(LEAD, person, "enquiries", clock.now).records if row.category == "contact"]
    assert values[0]["name"] == "Asha Shah-Canary"
    assert Entry.objects.filter(kind="record:corrected").count() == 1


@pytest.mark.promise("S24")
def test_a_new_address_is_asked_whether_it_is_theirs_before_marketing_goes_there(page, client, clock, tmp_path):
    person, address = page()
    Identifier.objects.update(verified_at=clock.now)
    record = Record.objects.get(subject__public_id=person, identifiers__kind="email")
    given = {"name": "Asha", "email": "asha@new.example"}
    said = client.post(f"{address}/details/{record.pk}", given, follow=True)
    assert "We have sent a link to the new address" in words(said)
    asked = Outgoing.objects.get(kind="intake:new-address")
    row = Outgoing(kind="k", person=person, context={"topic": "similar-services"}, queued_at=clock.now)
    assert address_of(row, "marketing", clock.now).reason == "address-not-confirmed"
    assert send_due(read_server_url("folder:mail", tmp_path), clock.now) == 1
    message = email.message_from_bytes(
        (tmp_path / f"mail/{asked.public_id}.eml").read_bytes(), policy=email.policy.default
    )
    assert message["To"] == "asha@new.example"
    link = re.search(r"/confirm/\S+", message.get_body(("plain",)).get_content())[0]
    assert "in place of an earlier one" in words(client.get(link))
    client.post(link)
    assert address_of(row, "marketing", clock.now).address == "asha@new.example"


@pytest.mark.promise("S24")
def test_what_cannot_be_taken_is_said_beside_its_field(page, client):
    person, address = page()
    record = Record.objects.get(subject__public_id=person, identifiers__kind="email")
    answer = client.post(f"{address}/details/{record.pk}", {"name": "Asha", "email": "not an address"})
    assert answer.status_code == 400
    assert "Write an email address like name@company.example." in words(answer)
    assert 'value="not an address"' in answer.content.decode()


def test_nobody_puts_right_somebody_elses_details(page, client, wrote):
    _, address = page()
    other = wrote("second@canary.example")
    record = Record.objects.get(subject__public_id=other, identifiers__kind="email")
    assert client.get(f"{address}/details/{record.pk}").status_code == 302
    client.post(f"{address}/details/{record.pk}", {"name": "Thief", "email": EMAIL})
    client.post(f"{address}/right/{record.pk}")
    record.refresh_from_db()
    assert record.superseded_by is None
    assert not Entry.objects.filter(kind__in=["record:corrected", "record:confirmed"]).exists()


@pytest.mark.promise("S24")
def test_old_details_are_asked_about_until_somebody_says_they_are_right(page, client, clock):
    person, _ = page()
    clock.go_on(days=366)
    identifier = Identifier.objects.filter(subject__public_id=person, kind="email").latest("pk")
    address = f"/preferences/{preferences_token(person, identifier.pk, clock.now)}"
    assert "You told us this in December 2026. Still right?" in words(client.get(address))
    client.post(f"{address}/right/{identifier.record_id}")
    assert "Still right?" not in words(client.get(address))
    assert Entry.objects.filter(kind="record:confirmed").count() == 1


def test_the_look_at_the_page_is_on_the_ledger_without_a_value(page, client):
    _, address = page()
    client.get(address)
    assert Entry.objects.filter(kind="person:read").count() == 1
    assert "canary" not in "".join(Payload.objects.values_list("content", flat=True)).lower()


# -- by telephone, letter or in person -------------------------------------------------------------------------------


@pytest.mark.promise("S21")
@pytest.mark.parametrize("how", ["telephone", "letter", "in-person"])
def test_staff_record_a_stop_of_one_way_with_how_it_came(signed_in, wrote, clock, how):
    person, browser = wrote(), signed_in("support")
    form = f"/console/people/{person}/stop"
    assert "No more marketing by post" in words(browser.get(form))
    assert browser.post(form, {"what": "stop:*/post"}).status_code == 400  # the source is asked for
    assert browser.post(form, {"what": "stop:*/post", "how": how}).status_code == 302
    assert not may(person, clock.now, "post")
    assert may(person, clock.now, "email")
    kept = Permission.objects.get(subject__public_id=person)
    assert (kept.how, kept.recorded_by) == (how, Member.objects.get(email="support@fellside.example").opaque_id)
    page = words(browser.get(f"/console/people/{person}"))
    assert "Does not want any marketing by post." in page
    assert "Send marketing They stopped a part of it, below." in page
    assert "Send any marketing by post No. Said so" in page


@pytest.mark.promise("S21")
def test_staff_are_told_what_a_stop_means_for_a_colleague_with_the_same_number(signed_in, wrote, clock):
    person, browser = wrote(), signed_in("support")
    wrote("bob@canary.example")
    form = {"what": "marketing-stop", "how": "telephone"}
    told = words(browser.post(f"/console/people/{person}/stop", form, follow=True))
    assert "Marketing to this person has stopped. One other person here shares a number or address of theirs" in told
    clock.go_on(minutes=1)
    page = words(browser.get(f"/console/people/{wrote('cara@canary.example')}"))
    assert "May not be sent any marketing by telephone: somebody else here with the same number" in page
    assert "Send any marketing by telephone No. Recorded" in page
    assert "Said so" not in page


def test_the_persons_page_says_that_marketing_is_paused(signed_in, wrote, clock):
    person, browser = wrote(), signed_in("support")
    decide(person, Kind.PAUSE, until=clock.now + dt.timedelta(days=30), at=clock.now, how="link", recorded_by="person")
    page = words(browser.get(f"/console/people/{person}"))
    assert f"Not before {timezone.localtime(clock.now + dt.timedelta(days=30)):%-d %B %Y}" in page
    assert page.count("Send marketing") == 1, "one line says how it stands"
