"""What is collected, from where, by cookies, and on forms."""

from __future__ import annotations

from collections.abc import Iterator

from honour.notice.model import Category, Cookie, Form, Source
from honour.notice.render.parts import Block, ClauseBlock, Remark, Section
from honour.notice.render.view import View, code, fact, facts, items, joined, said
from honour.notice.wording import say


def categories(view: View) -> Section:
    """Say which data are collected."""
    blocks = [category_block(view, short, each) for short, each in view.own("categories").items()]
    return Section("what-we-collect", "What we collect", (*view.statements("collecting"), *blocks))


def category_block(view: View, short: str, category: Category) -> ClauseBlock:
    """Put one category with its fields."""
    fields = [each.name + (say(" (specially protected)") if each.special else "") for each in category.fields.values()]
    blocks: list[Block] = [*said(category)]
    for field in category.fields.values():
        blocks += said(field)
    if not category.collected:
        blocks.append(Remark("Not listed.", "The notice does not name these among the data that are collected."))
    origin = code("Category", "origin", category.origin) if category.origin != "provided" else None
    blocks += facts(items("Items", fields), fact("How they come about", origin))
    return ClauseBlock(f"category.{short}", view.names.of("categories", short), tuple(blocks))


def sources(view: View) -> Section:
    """Say where data come from (Art 14(2)(f))."""
    blocks = [source_block(view, short, each) for short, each in view.own("sources").items()]
    return Section("where-from", "Where it comes from", (*view.statements("sources"), *blocks))


def source_block(view: View, short: str, source: Source) -> ClauseBlock:
    """Put one source."""
    chosen = view.selected("categories", source.categories) if source.categories != "all" else None
    public = "Yes" if source.public else None
    return ClauseBlock(
        f"source.{short}",
        source.name,
        (*said(source), *facts(fact("Data", chosen), fact("Anybody may read it", public))),
    )


def cookies(view: View) -> Section:
    """Say what is kept on a person's device (PECR reg 6)."""
    blocks = [
        ClauseBlock(f"cookie.{short}", each.name, tuple(_cookie(each))) for short, each in view.notice.cookies.items()
    ]
    return Section("cookies", "Cookies", tuple(blocks))


def _cookie(cookie: Cookie) -> Iterator[Block]:
    yield from said(cookie)
    yield from facts(
        fact("Use", code("Cookie", "use", cookie.use)),
        fact("Kept for", cookie.lifetime),
        fact("Kept as", ", ".join(cookie.set_as) or None),
        fact("Set by", cookie.provider),
        fact("Details", code("Cookie", "details", cookie.details) if cookie.details != "stated" else None),
    )


def forms(view: View) -> Section:
    """Say what the forms ask for, and the short notice that stands beside each (Art 13)."""
    blocks = [
        ClauseBlock(f"form.{short}", each.name, tuple(_form(view, each))) for short, each in view.own("forms").items()
    ]
    return Section("forms", "Our forms", tuple(blocks))


def _form(view: View, form: Form) -> Iterator[Block]:
    yield from said(form)
    asked = [
        (each.label or short)
        + ("" if each.required else say(" (optional)"))
        + (f": {each.consequence}" if each.consequence else "")
        for short, each in form.fields.items()
    ]
    choice = form.marketing
    sale = f"{say('Yes')}. {form.negotiation_reason or ''}".strip() if form.negotiates_sale else None
    yield from facts(
        fact("Collected for", joined(view.linked("purposes", short) for short in form.purposes)),
        items("Asks for", asked),
        fact("Beside the form", form.short_notice),
        fact(
            "Choice about marketing",
            f"{code('MarketingChoice', 'kind', choice.kind)}: {choice.wording}" if choice else None,
        ),
        fact("Counts as asking about buying", sale),
    )
