"""What stands on the fictional company's site besides its pages, and people who came by each way."""

from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING

from honour.cli.demo.papers import papers
from honour.intake.assets import Words, add_asset
from honour.intake.downloads import take
from honour.intake.forms import asking
from honour.intake.models import Asset, Download
from honour.intake.places import Landing, allow_embedding, open_landing
from honour.intake.submitting import submit
from honour.intake.tickets import Place, issue

if TYPE_CHECKING:
    from honour.register.versions import Published

PARTNER = "https://www.harrow-mills.example"
_MARKETING = "staff-3"  # the third of the colleagues
_BY_DOWNLOAD = (
    ("leena.koskela@lowgill-wool.example", True, 0),
    ("owen.bright@owenbright.example", False, 1),
    ("accounts@skelwith-slate.example", False, 0),
)
_BY_TALK = (
    ("Grace Adeyemi", "grace@adeyemi-foods.example", "01632 960 441", "By telephone", "Weekday mornings"),
    ("Piotr Zielinski", "piotr@fellfoot-cycles.example", "", "By video", "Weekday evenings until 7"),
)


def furnish(published: Published, since: dt.datetime, now: dt.datetime) -> None:
    """Put up the papers, a landing page and a frame on another site; let people come by each form.

    Arguments: ``since``, when the notice in use was published.
    """
    begun = since + dt.timedelta(hours=2)
    sheets = [
        add_asset(
            io.BytesIO(paper.content),
            paper.name,
            Words(paper.kind, paper.title, paper.text, "" if paper.kind == "other" else "download"),
            by=_MARKETING,
            at=begun,
        )
        for paper in papers()
    ]
    spring = Landing(
        "Paper invoices, gone by spring",
        "A mill in Harrow stopped keying in invoices within a quarter.\n\nRead how: what it took, what went wrong "
        "and what it saved.",
        "download",
        sheets[1],
    )
    open_landing("paper-gone-by-spring", spring, by=_MARKETING, at=begun)
    allow_embedding("get-in-touch", PARTNER, by=_MARKETING, at=begun)
    _people(published, sheets, begun, now)


def _people(published: Published, sheets: list[Asset], begun: dt.datetime, now: dt.datetime) -> None:
    """Let people fill in each form; two of those who asked for a download have opened its link since."""
    came = begun + dt.timedelta(days=1)
    for number, (email, ticked, sheet) in enumerate(_BY_DOWNLOAD):
        at = came + dt.timedelta(hours=5 * number)
        landing = "paper-gone-by-spring" if number == 1 else ""
        _send(published, "download", {"email": email}, Place(sheets[sheet].slug, landing), at, ticked=ticked)
    for number, (name, email, telephone, channel, time) in enumerate(_BY_TALK):
        answers = {
            "name": name,
            "email": email,
            "telephone": telephone,
            "preferred-channel": channel,
            "preferred-time": time,
        }
        _send(published, "talk-to-a-consultant", answers, Place(), now - dt.timedelta(hours=20 + 7 * number))
    framed = {
        "name": "Dilys Hughes",
        "email": "dilys@hughes-joinery.example",
        "message": "Ydych chi'n gweithio yng Nghymru hefyd?",
    }
    _send(published, "get-in-touch", framed, Place(origin=PARTNER), now - dt.timedelta(hours=9), language="cy")
    for download in Download.objects.order_by("pk")[:2]:
        opened = take(download, download.asked_at + dt.timedelta(minutes=12))
        if opened is not None:
            opened.close()


def _send(  # noqa: PLR0913 - what is sent, by which way, when
    published: Published,
    form: str,
    answers: dict[str, str],
    place: Place,
    at: dt.datetime,
    *,
    ticked: bool = False,
    language: str = "",
) -> None:
    filled = asking(published.notice, form, language)({**answers, **({"marketing-choice": "on"} if ticked else {})})
    assert filled.is_valid(), filled.errors  # noqa: S101 - our own people answer properly
    submit(issue(form, published.label, place, language), filled, at)
