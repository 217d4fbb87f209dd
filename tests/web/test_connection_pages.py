"""Systems that are told, in the console."""

from honour.systems.models import Webhook, WebhookMessage


def test_a_system_is_added_tested_paused_and_removed(signed_in, settings):
    settings.HONOUR_PRIVATE_HOSTS = ["localhost"]
    client = signed_in("privacy-lead")
    came = client.post("/console/connections/", {"name": "Shop", "url": "https://localhost/h", "kinds": ["consent"]})
    assert "whsec_" in came.content.decode()
    hook = Webhook.objects.get()
    page = f"/console/connections/{hook.public_id}"
    assert "whsec_" not in client.get(page).content.decode()
    assert "A test is on its way" in client.post(f"{page}/act", {"act": "test"}, follow=True).content.decode()
    assert WebhookMessage.objects.count() == 1
    WebhookMessage.objects.update(attempts=2, answer="500")
    shown = client.get(page).content.decode()
    assert "Waiting, tried again 3 December 2026" in shown
    assert "Send again what was not taken (1)" in shown
    assert "is paused" in client.post(f"{page}/act", {"act": "pause"}, follow=True).content.decode()
    assert "is told of decisions" in client.post(f"{page}/act", {"act": "go-on"}, follow=True).content.decode()
    again = client.post(f"{page}/secret").content.decode()
    assert "whsec_" in again
    assert "For a day" in again
    assert "told nothing more" in client.get(f"{page}/remove").content.decode()
    client.post(f"{page}/remove")
    assert not Webhook.objects.exists()


def test_every_decision_that_a_system_may_be_told_of_is_offered_in_words(signed_in):
    page = signed_in("privacy-lead").get("/console/connections/")
    codes = [str(words) for code, words in page.context["form"].fields["kinds"].choices if words == code]
    assert codes == []


def test_a_private_address_is_refused_at_its_field(signed_in):
    came = signed_in("privacy-lead").post("/console/connections/", {"name": "Shop", "url": "https://127.0.0.1/"})
    assert came.status_code == 400
    assert "private or reserved network" in came.content.decode()


def test_two_systems_do_not_share_a_name(signed_in, settings):
    settings.HONOUR_PRIVATE_HOSTS = ["localhost"]
    client = signed_in("privacy-lead")
    given = {"name": "Shop", "url": "https://localhost/h", "kinds": ["consent"]}
    client.post("/console/connections/", given)
    came = client.post("/console/connections/", given | {"name": " shop ", "url": "https://localhost/other"})
    assert came.status_code == 400
    assert came.context["form"].errors["name"] == [
        "A system of this name is told already. Give this one a name of its own."
    ]
    assert Webhook.objects.count() == 1
