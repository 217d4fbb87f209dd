"""The register of processing activities as a controller keeps it (UK GDPR Art 30(1)), as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator

from honour.notice.model import Notice, Purpose, Recipient, Selection
from honour.notice.render.cells import guarded
from honour.notice.render.sections.sharing import kept_for
from honour.notice.render.view import View, code
from honour.notice.wording import WHAT_THEY_USE, day_in_words, listed, words_for

_UNSTATED = "Not stated in the notice"


def render(notice: Notice) -> str:
    """Write the register: a row for each purpose, what Article 30(1) asks for and the basis beside it.

    What the notice does not say is named as not stated. A cell that a spreadsheet would take for a formula begins with
    an apostrophe. Lines end as RFC 4180 has it.
    """
    written = io.StringIO()
    rows = csv.writer(written, lineterminator="\r\n")
    rows.writerows([guarded(cell) for cell in row] for row in register_rows(notice))
    return written.getvalue()


def as_file(notice: Notice) -> bytes:
    """Write the register as a file that Excel opens rightly: UTF-8, with the mark by which Excel knows it."""
    return b"\xef\xbb\xbf" + render(notice).encode()


def register_rows(notice: Notice) -> Iterator[list[str]]:
    """Give the headings, then a row for each purpose."""
    view = View(notice)
    yield list(_COLUMNS)
    for short, purpose in notice.purposes.items():
        yield [column(view, short, purpose) or _UNSTATED for column in _COLUMNS.values()]


def _controller(view: View, _short: str, _purpose: Purpose) -> str:
    who = view.notice.controller
    number = f"company number {who.company_number}" if who.company_number else None
    return _together([who.name, number, who.address or who.registered_office, who.email, who.telephone])


def _representative(view: View, _short: str, _purpose: Purpose) -> str:
    who = view.notice.controller.representative
    return _together([who.name, who.address, who.email, who.telephone]) if who else ""


def _officer(view: View, _short: str, _purpose: Purpose) -> str:
    controller = view.notice.controller
    who = controller.data_protection_officer
    if who is None:
        return "None is appointed" if controller.no_data_protection_officer else ""
    return _together([who.name, who.address, who.email, who.telephone]) or "Appointed"


def _purpose_name(_view: View, _short: str, purpose: Purpose) -> str:
    return purpose.name


def _clause(_view: View, short: str, _purpose: Purpose) -> str:
    return f"purpose.{short}"


def _role(_view: View, _short: str, purpose: Purpose) -> str:
    return code("Purpose", "role", purpose.role)


def _deciding(_view: View, _short: str, purpose: Purpose) -> str:
    return "Nobody else" if purpose.role == "controller" else _lines(purpose.decides_with)


def _basis(_view: View, _short: str, purpose: Purpose) -> str:
    if purpose.role == "processor" and not purpose.bases:
        return "That of whoever decides"
    bases = []
    for basis in purpose.bases:
        named = _together([code("Basis", "kind", basis.kind), basis.enactment, basis.interest, basis.condition])
        bases.append(f"{named} ({basis.covers})" if basis.covers else named)
    return _lines(bases)


def _people(view: View, _short: str, purpose: Purpose) -> str:
    return _chosen(view, "subjects", purpose.subjects)


def _data(view: View, short: str, _purpose: Purpose) -> str:
    listed_there = view.notice.categories_of(short)
    return listed(view.names.each("categories", (each for each in view.notice.categories if each in listed_there)))


def _recipients(view: View, short: str, _purpose: Purpose) -> str:
    return _lines(each.name + (f" ({listed(each.named)})" if each.named else "") for each in _receiving(view, short))


def _abroad(view: View, short: str, _purpose: Purpose) -> str:
    named = [
        f"{each.name}: {each.country}"
        + (f", safeguard: {words_for('Recipient', 'safeguard', each.safeguard)}" if each.safeguard else "")
        for each in _receiving(view, short)
        if view.is_abroad(each.country)
    ]
    transfers = view.notice.transfers
    if transfers and transfers.happen is not None:
        said = "Data leave the country" if transfers.happen else "No data leave the country"
        named.append(f"{said}: {transfers.safeguard}" if transfers.safeguard else said)
    return _lines(named)


def _limits(view: View, short: str, purpose: Purpose) -> str:
    used = _data(view, short, purpose) or WHAT_THEY_USE
    limits = []
    for rule in view.notice.retention.values():
        if short in view.notice.chosen(rule.purposes, view.notice.purposes):
            data = used if rule.categories == "all" else _chosen(view, "categories", rule.categories)
            limits.append(f"{data}: {kept_for(rule, view.law)}")
    return _lines(limits)


def _security(view: View, _short: str, _purpose: Purpose) -> str:
    return _lines(each.text for each in view.notice.statements.values() if each.section == "security")


def _version(view: View, _short: str, _purpose: Purpose) -> str:
    return f"{view.notice.version}, from {day_in_words(view.notice.effective)}"


def _receiving(view: View, short: str) -> list[Recipient]:
    notice = view.notice
    return [each for each in notice.recipients.values() if short in notice.chosen(each.purposes, notice.purposes)]


def _chosen(view: View, section: str, chosen: Selection) -> str:
    return listed(view.names.selection(section, chosen))


def _together(words: Iterable[str | None]) -> str:
    return "; ".join(each for each in words if each)


def _lines(words: Iterable[str]) -> str:
    return "\n".join(words)


_COLUMNS: dict[str, Callable[[View, str, Purpose], str]] = {
    "Clause": _clause,
    "Purpose": _purpose_name,
    "Controller": _controller,
    "Representative": _representative,
    "Data protection officer": _officer,
    "Our role": _role,
    "Joint controllers, or controllers on whose behalf": _deciding,
    "Lawful basis": _basis,
    "Kinds of person": _people,
    "Categories of personal data": _data,
    "Recipients": _recipients,
    "Transfers to other countries and safeguards": _abroad,
    "Time limits for erasure": _limits,
    "Security measures": _security,
    "Version of the notice": _version,
}
"""The columns: Article 30(1)(a) to (g) and whom Article 30(2)(a) asks for; beside them clause, role, basis, version."""
