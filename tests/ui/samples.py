"""What the specimen shows: made-up values of every type that pages hand to the design system."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.html import format_html
from django.utils.timezone import get_default_timezone

from honour.ui.board import Day, PromiseGroup, PromiseRow, State, broken_first
from honour.ui.charts.flow import Band, Flow, Node, Refusal
from honour.ui.clauses import Clause, Part
from honour.ui.site import Controller, NavItem, Search, Site
from honour.ui.tables import Column, Row, Table
from honour.ui.timeline import Moment, by_month

TODAY = dt.date(2026, 11, 23)


def frame() -> dict[str, Any]:
    """Return what stands around every page."""
    controller = Controller(
        "Fellside Invoicing Ltd",
        "Registered in England and Wales, number 00000000.",
        "1 Fell Lane, Ribbleton, PR0 0AA",
        "Privacy, 1 Fell Lane, Ribbleton, PR0 0AA",
        "privacy@fellside.example",
        "01632 960 187",
    )
    links = (NavItem("Privacy notice", "#notice"), NavItem("Get in touch", "#form", current=True))
    names = ("Today", "Promises", "People", "Requests", "Contact", "Notice", "Records")
    return {
        "site": Site(controller, "/specimen/public/", links),
        "nav": [NavItem(n, f"#{n}", current=n == "Promises", count=3 if n == "Today" else None) for n in names],
        "account": [NavItem(name, f"#{name}") for name in ("Staff", "Connections", "Mail", "Keys")],
        "member_name": "Tom Birkett",
        "search": Search("#search"),
        "sign_out_url": "#out",
    }


def pieces() -> dict[str, Any]:
    """Return one value for each piece."""
    return {
        "groups": _groups(),
        "table": _table(),
        "no_table": Table("Requests", (Column("Person"),), (), "No requests yet."),
        "pairs": _pairs(),
        "months": by_month(_moments()),
        "clauses": _clauses(),
        "trail": [NavItem("People", "#p"), NavItem("Asha Patel", "#a"), NavItem("Uses of her data", "")],
        "views": [NavItem("Clauses", "#c", current=True), NavItem("Findings", "#f", count=2), NavItem("YAML", "#y")],
        "flow": _flow(),
        "receipt": "fellside.example/ledger\n1204\nnC3vB1mJk4mZ2zUdYw0lq8kT7v9pXe5sRr3hQ6aFbLs=\n\n— fellside 9aW3…",
    }


def _days(*exceptions: tuple[int, State]) -> tuple[Day, ...]:
    unlike: dict[int, State] = dict(exceptions)
    return tuple(Day(TODAY - dt.timedelta(days=ago), unlike.get(ago, "kept")) for ago in range(29, -1, -1))


def _groups() -> tuple[PromiseGroup, ...]:
    covered = "all 1,204 looked at"
    late = [(ago, "not proved") for ago in range(29, -1, -1)]
    return broken_first(
        (
            PromiseGroup(
                "What for",
                (
                    PromiseRow(
                        "S16",
                        "kept",
                        "We use what you gave us only for what this notice says.",
                        "#S16",
                        "0 of 1,204 uses fell outside",
                        covered,
                        _days((12, "not proved")),
                        "Tom Birkett",
                    ),
                    PromiseRow(
                        "S17",
                        "broken",
                        "Where we rely on our own interests, we first weigh them against yours.",
                        "#S17",
                        "1 of 9 purposes has no weighing",
                        "all 9 looked at",
                        _days((0, "broken"), (1, "broken"), (9, "broken")),
                        "Ada Raine",
                    ),
                ),
            ),
            PromiseGroup(
                "How long",
                (
                    PromiseRow(
                        "S23",
                        "not proved",
                        "When we no longer need your data we delete them, so that nobody can read them.",
                        "#S23",
                        "3 of 4 systems answered",
                        "",
                        _days(*late),  # type: ignore[arg-type]
                        "Ada Raine",
                        "an answer from the archive, last heard on 14 October.",
                    ),
                ),
            ),
        )
    )


def _table() -> Table:
    columns = (Column("Purpose"), Column("Lawful basis"), Column("People", number=True), Column("Kept until"))
    return Table(
        "Purposes in version 2 of the notice",
        columns,
        (
            Row(("Answer an enquiry", "Legitimate interest", 1204, "12 months after the last message"), "#1"),
            Row(("Credit checks", "Contract", 87, "6 years after the check"), "#2"),
            Row(("Find products of interest", "Consent", None, "until consent is withdrawn"), "#3"),
        ),
    )


def _pairs() -> list[tuple[str, Any]]:
    return [
        ("Name", "Asha Patel"),
        ("Came from", "the form “Get in touch”, 3 November 2026"),
        ("Under", format_html('<a href="{}">version 2 of the notice</a>', "#v2")),
        ("Goes on", "3 November 2027"),
    ]


def _moments() -> list[Moment]:
    def at(*when: int) -> dt.datetime:
        return dt.datetime(*when, tzinfo=get_default_timezone())  # type: ignore[arg-type,misc]

    return [
        Moment(
            at(2026, 11, 3, 9, 14), "Left her details on “Get in touch”.", "Version 2 of the notice was shown.", "#m1"
        ),
        Moment(at(2026, 11, 4, 11, 2), "Tom Birkett opened her email address to answer an enquiry.", "", "#m2"),
        Moment(at(2026, 10, 21, 16, 40), "Objected to marketing by email.", "Effective at once.", "", "hand"),
    ]


def _clauses() -> tuple[Clause, ...]:
    return (
        Clause(
            "purpose.enquiries", "To answer you", (Part("When you ask us something we use your details to answer."),)
        ),
        Clause(
            "retention.enquiries",
            "How long we keep an enquiry",
            (
                Part("We keep it "),
                Part("as long as we reasonably need it", "removed"),
                Part(" "),
                Part("for 12 months after our last message to each other", "added"),
                Part(", and then delete it."),
            ),
            "changed",
            "96 records go on the night of publication.",
        ),
    )


def _flow() -> Flow:
    sources = (
        Node("form", "Forms on our site", 1204),
        Node("group", "Group companies", 310),
        Node("list", "Suppliers of data lists", 88),
        Node("register", "Public registers", 0),
    )
    purposes = (
        Node("enquiries", "Answer an enquiry", 1204),
        Node("accounts", "Run your account", 642),
        Node("credit", "Credit checks", 87),
        Node("news", "Tell you about our products", 510),
    )
    recipients = (
        Node("mail", "The company that sends our mail", 1514),
        Node("agency", "Credit reference agencies", 87),
        Node("advisers", "Legal and professional advisers", 12),
    )
    bands = (
        Band("form", "enquiries", 1204),
        Band("form", "accounts", 420),
        Band("group", "accounts", 222),
        Band("group", "credit", 87),
        Band("form", "news", 510),
        Band("list", "news", 88),
        Band("register", "credit", 0),
        Band("enquiries", "mail", 900),
        Band("accounts", "mail", 614),
        Band("accounts", "advisers", 12),
        Band("credit", "agency", 87),
    )
    refusals = (Refusal("news", 88, "bought list"), Refusal("news", 41, "objected"))
    return Flow("Where data come from and who sees them", sources, purposes, recipients, bands, refusals, "credit")
