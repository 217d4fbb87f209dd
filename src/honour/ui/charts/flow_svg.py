"""A flow as a picture, and its figures as a table."""

from __future__ import annotations

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from honour.ui.charts.flow import Flow, gather_others, on_path
from honour.ui.charts.flow_layout import BAR, LABELS, STUB, WIDTH, Bar, Label, Layout, Ribbon, Stub, lay_out
from honour.ui.charts.lettering import LEADING, clean
from honour.ui.tables import Column, Row, Table

HEADINGS = ("Where it comes from", "What for", "Who sees it")
HATCH = 6  # pixels between two strokes


def flow_table(flow: Flow) -> Table:
    """Return every band and refusal of a flow as a table, those the picture gathers as "others" too."""
    named = {node.id: node for column in flow.columns for node in column}
    rows = [Row((named[b.start].label, named[b.end].label, b.people), named[b.start].url) for b in flow.bands]
    rows += [Row((named[r.start].label, f"Refused: {r.reason}", r.people), named[r.start].url) for r in flow.refusals]
    columns = (Column("From"), Column("To"), Column("People", number=True))
    return Table(flow.title, columns, tuple(rows), "Nothing has flowed yet.")


def flow_svg(flow: Flow) -> SafeString:
    """Draw a flow as one picture with a title and a description."""
    drawn = gather_others(flow)
    layout = lay_out(drawn)
    parts = (*_headings(), *_bands(layout, drawn), *_nodes(layout, drawn.focus))
    return format_html(
        '<svg class="flow" xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {} {}" width="{}" height="{}">'
        "<title>{}</title><desc>{}</desc>{}</svg>",
        WIDTH,
        _n(layout.height),
        WIDTH,
        _n(layout.height),
        clean(flow.title),
        describe(flow),
        format_html_join("", "{}", ((part,) for part in parts)),
    )


def describe(flow: Flow) -> str:
    """Say in two sentences what the picture shows."""
    counts = zip(flow.columns, ("source", "purpose", "recipient"), strict=True)
    columns = ", ".join(f"{len(column)} {word}{'' if len(column) == 1 else 's'}" for column, word in counts)
    refused = sum(refusal.people for refusal in flow.refusals)
    return f"{columns}. {f'{refused:,} refused' if refused else 'None refused'}. The table beside it has the figures."


def _headings() -> list[SafeString]:
    text = '<text class="heading" x="{}" y="14" font-size="13" fill="currentColor">{}</text>'
    return [format_html(text, x, words) for x, words in zip(LABELS, HEADINGS, strict=True)]


def _bands(layout: Layout, flow: Flow) -> list[SafeString]:
    focused = on_path(flow)
    labels = {node.id: clean(node.label) for column in flow.columns for node in column}
    # What is in focus is drawn last, above the rest.
    ordered = sorted(layout.ribbons, key=lambda ribbon: (ribbon.band.start, ribbon.band.end) in focused)
    made = []
    for ribbon in ordered:
        band = ribbon.band
        kind = "band focus" if (band.start, band.end) in focused else "band"
        says = f"{labels[band.start]} → {labels[band.end]}: {band.people:,}"
        made.append(
            format_html(
                '<path class="{}" d="{}" fill="currentColor" fill-opacity="0.25"><title>{}</title></path>',
                kind,
                _ribbon(ribbon),
                says,
            )
        )
    return made


def _nodes(layout: Layout, focus: str) -> list[SafeString]:
    made = []
    for bar in layout.bars:
        kind = "node focus" if bar.node.id == focus else "node"
        made.append(_bar(bar, kind))
        made.append(_label(bar.label, kind))
    for stub in layout.stubs:
        made.append(_stub(stub))
        made.append(_label(stub.label, "stub"))
    return made


def _bar(bar: Bar, kind: str) -> SafeString:
    rect = '<rect class="{}" x="{}" y="{}" width="{}" height="{}" fill="currentColor"/>'
    return format_html(rect, kind, bar.x, _n(bar.y), BAR, _n(bar.height))


def _label(label: Label, kind: str) -> SafeString:
    said = [(kind, line) for line in label.text] + ([("people", label.count)] if label.count else [])
    lines = ((css, _n(label.x), _n(label.y + place * LEADING), line) for place, (css, line) in enumerate(said))
    return format_html_join("", '<text class="{}" x="{}" y="{}" font-size="13" fill="currentColor">{}</text>', lines)


def _stub(stub: Stub) -> SafeString:
    x, y, tall = stub.x, stub.y, stub.thickness
    strokes = []
    for step in range(int(-tall // HATCH) * HATCH, STUB, HATCH):
        left, right = max(step, 0), min(step + tall, STUB)
        if left < right:
            strokes.append(
                f"M{_n(x + left)} {_n(y + tall - (left - step))}L{_n(x + right)} {_n(y + tall - (right - step))}"
            )
    return format_html(
        '<g class="stub" stroke="currentColor" fill="none"><path d="{}" stroke-width="1.5"/>'
        '<path d="M{} {}H{}M{} {}H{}" stroke-width="1"/><path d="M{} {}v{}" stroke-width="4"/></g>',
        "".join(strokes),
        *(x, _n(y), x + STUB),
        *(x, _n(y + tall), x + STUB),
        *(x + STUB, _n(y - 2), _n(tall + 4)),
    )


def _ribbon(ribbon: Ribbon) -> str:
    (left, right), start, end, tall = ribbon.x, ribbon.start, ribbon.end, ribbon.thickness
    middle = _n((left + right) / 2)
    left_n, right_n = _n(left), _n(right)
    return (
        f"M{left_n} {_n(start)}C{middle} {_n(start)} {middle} {_n(end)} {right_n} {_n(end)}V{_n(end + tall)}"
        f"C{middle} {_n(end + tall)} {middle} {_n(start + tall)} {left_n} {_n(start + tall)}Z"
    )


def _n(number: float) -> str:
    """Write a number of pixels to two places, without trailing noughts."""
    return f"{number:.2f}".rstrip("0").rstrip(".")
