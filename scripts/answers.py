"""What answers a press with a page of its own: how each is reached in the furnished demonstration.

The pictures take them, and the examinations look at them, after the pages that have an address: a person who was found,
data that were opened, a secret that is shown once. Signed in as the privacy lead.
"""  # noqa: INP001 - a script, no package

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page

Places = dict[str, str]
"""The furnished pages, by the names of their routes."""
BUTTON = "main form button.primary"


def nobody(page: Page, address: str, places: Places) -> None:  # noqa: ARG001 - as the others
    """Look for somebody who is not held."""
    _find(page, address, "nobody@nowhere.example")


def several(page: Page, address: str, places: Places) -> None:  # noqa: ARG001 - as the others
    """Look for people by a number that two of them gave."""
    _find(page, address, "01632 960403")


def opened(page: Page, address: str, places: Places) -> None:
    """Open a person's data for a purpose."""
    page.goto(address + places["console:person"])
    page.select_option("#id_purpose", "enquiries")
    page.click(BUTTON)
    page.wait_for_selector(".note.success")


def correction(page: Page, address: str, places: Places) -> None:
    """Begin to put right what was opened."""
    opened(page, address, places)
    page.click("main a:has-text('Put it right')")
    page.wait_for_selector("#id_told-how")


def corrected(page: Page, address: str, places: Places) -> None:
    """Put it right."""
    correction(page, address, places)
    page.select_option("#id_told-how", "telephone")
    page.click(BUTTON)
    page.wait_for_url(f"**{places['console:person']}")


def sources(page: Page, address: str, places: Places) -> None:
    """Say where records came from, and see what follows."""
    page.goto(address + places["console:enforcing-settle"])
    page.check("input[name=groups] >> nth=0")
    page.check("input[name=source][value=directly]")
    _why(page)


def notices(page: Page, address: str, places: Places) -> None:
    """Say which notice people were given, and see what follows."""
    page.goto(address + places["console:enforcing-settle-notice"])
    page.check("input[name=groups] >> nth=0")
    page.check("input[name=version] >> nth=-1")
    page.fill("#id_taken", "2020-03-02")
    _why(page)


def token(page: Page, address: str, places: Places) -> None:  # noqa: ARG001 - as the others
    """Make a token, which is shown once."""
    page.goto(f"{address}/console/connections/tokens/new")
    page.fill("#id_service", "Warehouse")
    page.check("input[name=scopes] >> nth=0")
    page.click(BUTTON)
    page.wait_for_selector("main code")


def secret(page: Page, address: str, places: Places) -> None:
    """Make a webhook's secret anew, which is shown once."""
    page.goto(address + places["console:connection"])
    page.click("text=Make a new secret")
    page.wait_for_selector("main code")


def compared(page: Page, address: str, places: Places) -> None:
    """Save a clause that somebody else saved meanwhile."""
    page.goto(address + places["console:draft-clause"])
    other = page.context.new_page()
    other.goto(address + places["console:draft-clause"])
    name = other.input_value("[name=name]")
    other.fill("[name=name]", f"{name} here" if not name.endswith(" here") else name.removesuffix(" here"))
    other.click(BUTTON)
    other.wait_for_load_state()
    other.close()
    page.fill("[name=name]", f"{name} at once")
    page.click(BUTTON)
    page.wait_for_selector("section.two")


def link_sent(page: Page, address: str, places: Places) -> None:  # noqa: ARG001 - as the others
    """Ask for a link to what one is sent, as slowly as a person: the site asks programs once more."""
    page.goto(f"{address}/preferences/")
    page.fill("main input[type=email]", "nobody@nowhere.example")
    page.wait_for_timeout(2500)  # longer than ``form_seconds``
    page.click(BUTTON)
    page.wait_for_selector("h1:has-text('Look in your mail')")


def stopped(page: Page, address: str, places: Places) -> None:
    """Stop all marketing by the link of a message."""
    page.goto(address + places["stop"])
    page.click("button:has-text('Stop all marketing')")
    page.wait_for_selector("h1:has-text('Done')")


def confirmed(page: Page, address: str, places: Places) -> None:
    """Say that an address is one's own."""
    page.goto(address + places["confirm"])
    page.click(BUTTON)
    page.wait_for_selector("h1:has-text('Thank you')")


ANSWERS: dict[str, Callable[[Page, str, Places], None]] = {
    "console-people-find-nobody": nobody,
    "console-people-find-several": several,
    "console-person-opened": opened,
    "console-record-correct": correction,
    "console-record-corrected": corrected,
    "console-enforcing-settle-follows": sources,
    "console-enforcing-settle-notice-follows": notices,
    "console-token-made": token,
    "console-connection-secret": secret,
    "console-draft-clause-meanwhile": compared,
    "preferences-sent": link_sent,
    "stop-done": stopped,
    "confirm-done": confirmed,
}
"""How each answer is reached, by the name of its picture."""


def _find(page: Page, address: str, identifier: str) -> None:
    page.goto(f"{address}/console/people/")
    page.fill("#id_identifier", identifier)
    page.click(BUTTON)
    page.wait_for_url("**/console/people/find")


def _why(page: Page) -> None:
    page.fill("#id_reason", "The order forms of last year")
    page.click(BUTTON)
    page.wait_for_selector("button[name=settle]")
