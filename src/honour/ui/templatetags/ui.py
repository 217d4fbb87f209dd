"""The pieces of the design system, as template tags. Each takes plain values and escapes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from honour.notice.wording import say
from honour.ui.charts.days import day_strip_svg
from honour.ui.charts.flow_svg import flow_svg, flow_table
from honour.ui.charts.months import months_svg, months_table
from honour.ui.icons import ICONS
from honour.ui.theme import chosen_theme
from honour.ui.waiting import URGENCIES

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from django.core.paginator import Page
    from django.forms import BaseForm, BoundField
    from django.template.context import Context

    from honour.ui.board import Day, PromiseGroup, State
    from honour.ui.charts.flow import Flow
    from honour.ui.charts.months import Months
    from honour.ui.clauses import Clause
    from honour.ui.site import NavItem
    from honour.ui.tables import Table
    from honour.ui.timeline import Month
    from honour.ui.waiting import Waiting

register = template.Library()

MARKS = {
    "kept": ("circle-check", "Kept"),
    "broken": ("octagon-x", "Broken"),
    "not proved": ("circle-dashed", "Not proved"),
}
CHANGES = {"added": "New", "removed": "Removed", "changed": "Changed"}


@register.simple_tag
def icon(name: str) -> SafeString:
    """Draw an icon of the sprite. Errors: ``ValueError`` for a name that is not in it."""
    if name not in ICONS:
        raise ValueError(f"There is no icon {name!r}; choose one of {', '.join(sorted(ICONS))}.")
    return format_html('<svg class="icon" aria-hidden="true"><use href="#icon-{}"></use></svg>', name)


@register.inclusion_tag("ui/pieces/mark.html")
def mark(state: State) -> dict[str, Any]:
    """Show how a promise stands, by shape, word and colour."""
    shape, word = MARKS[state]
    return {"kind": state.replace(" ", "-"), "shape": shape, "word": word}


@register.filter
def heading(sentence: str) -> str:
    """Give a sentence as a heading: without its full stop, unless another sentence stands before it."""
    return sentence if ". " in sentence else sentence.removesuffix(".")


@register.inclusion_tag("ui/pieces/opening.html")
def opening(sentence: str, label: str = "", url: str = "", detail: str = "") -> dict[str, Any]:
    """Open a page: one sentence saying how things stand, then one next action."""
    return {"sentence": heading(sentence), "label": label, "url": url, "detail": detail}


@register.inclusion_tag("ui/pieces/board.html")
def board(groups: Iterable[PromiseGroup]) -> dict[str, Any]:
    """Show the promise board."""
    return {"groups": groups}


@register.simple_tag
def day_strip(days: tuple[Day, ...]) -> SafeString:
    """Draw how a promise stood on each of its last days."""
    return day_strip_svg(days)


@register.inclusion_tag("ui/pieces/flow.html")
def flow(flow: Flow) -> dict[str, Any]:
    """Draw how data flow from sources through purposes to recipients, with the figures as a table."""
    return {"flow": flow, "picture": flow_svg(flow), "table": flow_table(flow)}


@register.inclusion_tag("ui/pieces/months.html")
def months(chart: Months) -> dict[str, Any]:
    """Draw bars by month, each leading to its list, with the figures as a table."""
    return {"chart": chart, "picture": months_svg(chart), "table": months_table(chart)}


@register.inclusion_tag("ui/pieces/data_table.html")
def data_table(table: Table) -> dict[str, Any]:
    """Show a table; under 640 px it stacks."""
    return {"table": table}


@register.inclusion_tag("ui/pieces/key_values.html")
def key_values(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """Show labels and values."""
    return {"pairs": pairs}


@register.inclusion_tag("ui/pieces/timeline.html")
def timeline(months: Iterable[Month]) -> dict[str, Any]:
    """Show what happened, month by month."""
    return {"months": months}


@register.inclusion_tag("ui/pieces/waiting.html")
def waiting(items: Iterable[Waiting]) -> dict[str, Any]:
    """Show what needs the reader, each with a word for how pressing it is."""
    today = timezone.localdate()
    shown = [{"item": item, "word": URGENCIES[item.urgency], "when": _due(item.by, today)} for item in items]
    return {"items": shown}


def _due(by: dt.date | None, today: dt.date) -> str:
    """Say by when something is to be done, with its year where that is another than today's."""
    if by is None:
        return ""
    day = f"{by:%A %-d %B}" if by.year == today.year else f"{by:%A %-d %B %Y}"
    return f"By {day}." if by >= today else f"It was due on {day}."


@register.inclusion_tag("ui/pieces/clause.html")
def clause(clause: Clause) -> dict[str, Any]:
    """Show a clause of the notice; what was added and removed carries a sign."""
    return {"clause": clause, "word": CHANGES.get(clause.change, "")}


@register.inclusion_tag("ui/pieces/empty.html")
def empty(sentence: str, label: str = "", url: str = "") -> dict[str, Any]:
    """Say what will appear here, and offer one act."""
    return {"sentence": sentence, "label": label, "url": url}


@register.inclusion_tag("ui/pieces/masked.html")
def masked(what: str) -> dict[str, Any]:
    """Stand where a value is kept back until a purpose is chosen."""
    return {"what": what}


@register.inclusion_tag("ui/pieces/proof.html")
def proof(text: str, label: str) -> dict[str, Any]:
    """Show a receipt, a checkpoint or a proof, so that it can be read and copied."""
    return {"text": text, "label": label}


@register.inclusion_tag("ui/pieces/breadcrumbs.html")
def breadcrumbs(trail: Iterable[NavItem]) -> dict[str, Any]:
    """Show the way back; the last of the trail is this page."""
    return {"trail": trail}


@register.inclusion_tag("ui/pieces/tabs.html")
def tabs(items: Iterable[NavItem], label: str) -> dict[str, Any]:
    """Show the views of one thing, as links."""
    return {"items": items, "label": label}


@register.inclusion_tag("ui/pieces/nav_link.html")
def nav_link(item: NavItem) -> dict[str, Any]:
    """Link to a part of the site and say whether the reader is there."""
    return {"item": item}


@register.inclusion_tag("ui/pieces/pagination.html", takes_context=True)
def pagination(context: Context, page: Page[Any], name: str = "page") -> dict[str, Any]:
    """Lead to the pages before and after; ``name`` is the query's, and the rest of the query is kept."""
    query = context["request"].GET.copy()
    links = {}
    for link, number in (("earlier", page.number - 1), ("later", page.number + 1)):
        query[name] = str(number)
        links[link] = f"?{query.urlencode()}"
    return {"page": page, **links}


@register.inclusion_tag("ui/forms/summary.html")
def error_summary(form: BaseForm) -> dict[str, Any]:
    """List every error of a form, each linked to its field."""
    errors: list[tuple[BoundField | None, str]] = [(None, str(error)) for error in form.non_field_errors()]
    errors += [(None if field.is_hidden else field, str(error)) for field in form for error in field.errors]
    return {"errors": errors}


@register.inclusion_tag("ui/pieces/theme_switch.html", takes_context=True)
def theme_switch(context: Context) -> dict[str, Any]:
    """Offer light, dark or the system's choice; shows nothing where no url is named ``theme``."""
    request = context.get("request")
    return {
        "here": request.get_full_path() if request else "/",
        "chosen": chosen_theme(request) or "auto",
        "choices": (("auto", say("System")), ("light", say("Light")), ("dark", say("Dark"))),
    }


@register.simple_tag(takes_context=True)
def theme_attribute(context: Context) -> SafeString:
    """Give the root element its ``data-theme`` where the reader chose one."""
    theme = chosen_theme(context.get("request"))
    return format_html(' data-theme="{}"', theme) if theme else SafeString()
