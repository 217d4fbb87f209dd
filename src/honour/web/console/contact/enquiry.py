"""One enquiry: what was asked, whose it is, the answer; each act on it, and what somebody else did meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from honour.intake.enquiries.answering import Answer, answer, send_again
from honour.intake.enquiries.changing import UNANSWERED, assign, set_state
from honour.intake.enquiries.errors import ChangedMeanwhileError, EnquiryError
from honour.intake.models import AnswerTemplate, Enquiry, Interaction
from honour.intake.panels import title_of
from honour.mailroom.models import Outgoing
from honour.register.attachments import attached_to
from honour.register.errors import AnswersRefusedError, CollectingRefusedError, RegisterError
from honour.register.models import Record
from honour.register.reading import read
from honour.staff.models import Member
from honour.staff.roles import Part
from honour.web.console.contact.forms import AnswerForm, CloseForm, HandOverForm
from honour.web.console.contact.history import history, sentences
from honour.web.console.contact.opened import opened_words
from honour.web.console.contact.purposes import colleagues_for, enquiry_or_404, purposes_of
from honour.web.console.naming import Names, trail
from honour.web.console.page import page, show
from honour.web.notices import current

if TYPE_CHECKING:
    from django.http import HttpResponse

    from honour.register.reading import Reading
    from honour.web.console.page import Visit

DELIVERY = {
    Outgoing.State.WAITING: ("Waiting to be sent", ""),
    Outgoing.State.SENT: ("Handed to the mail server", "success"),
    Outgoing.State.REFUSED: ("Not sent: the notice, the person’s word or their address is in the way", "error"),
    Outgoing.State.FAILED: ("Not delivered", "error"),
    Outgoing.State.CANCELLED: ("Taken back", "warning"),
}
"""Where a mail is, in words, and how it is shown."""
_TYPED = "text"
"""The field of an answer that is being typed, which comes with every act on its enquiry."""


@sensitive_post_parameters("subject", "text")
@sensitive_variables("reading", "given", "form", "context")
@page(Part.CONTACT, "GET", "POST")
def enquiry(request: Visit, enquiry: str) -> HttpResponse:  # noqa: PLR0911 - each way a page may come back
    """Show an enquiry; posted, open its words for answering, or answer it."""
    row = enquiry_or_404(request, enquiry)
    if request.method == "GET":
        return _shown(request, row, None, None)
    if "again" in request.POST:
        return _again(request, row)
    if _TYPED not in request.POST:
        reading = _read(request, row)
        return _shown(request, row, reading, _begun(request, row, reading))
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _shown(request, row, _read(request, row), form, status=400)
    given = form.cleaned_data
    try:
        answer(
            request.actor,
            row,
            Answer(given["subject"], given["text"], given["then"], by=request.user),
            seen=given["seen"],
            now=timezone.now(),
        )
    except ChangedMeanwhileError as meanwhile:
        form = AnswerForm({**request.POST.dict(), "seen": meanwhile.revision})
        form.is_valid()
        row.refresh_from_db()
        return _shown(request, row, _read(request, row), form, meanwhile=meanwhile, status=409)
    except (EnquiryError, RegisterError) as refused:
        for sentence in _why(refused):
            form.add_error(None, sentence)
        return _shown(request, row, _read(request, row), form, status=400)
    messages.success(request, "Your answer is queued and leaves within a minute. It stands on their timeline.")
    return redirect("console:enquiry", enquiry=row.public_id)


@sensitive_post_parameters("subject", "text")
@page(Part.CONTACT, "POST")
def change(request: Visit, enquiry: str) -> HttpResponse:
    """Take an enquiry, hand it over, give it back, or move it on."""
    row = enquiry_or_404(request, enquiry)
    seen, by, now = _seen(request), request.actor.acting_for(row.purpose), timezone.now()
    act = request.POST.get("act", "")
    try:
        if act == "take":
            assign(row.pk, request.user, seen=seen, by=by, at=now)
            messages.success(request, "It is yours.")
        elif act == "give-back":
            assign(row.pk, None, seen=seen, by=by, at=now)
            messages.success(request, "It is nobody’s now, and stands on everybody’s list.")
        elif act == "hand-over":
            form = HandOverForm(_others(row), request.POST)
            if not form.is_valid():
                return _kept_open(request, row, hand_over=form, status=400)
            one = Member.objects.get(pk=form.cleaned_data["owner"])
            assign(row.pk, one, seen=seen, by=by, at=now)
            messages.success(request, f"It is {one.name}’s now, and stands on their Today.")
        elif act in {Enquiry.State.WAITING, Enquiry.State.ANSWERING}:
            set_state(row.pk, act, seen=seen, by=by, at=now)
            messages.success(request, f"It is “{Enquiry.State(act).label}” now.")
        else:
            messages.error(request, "There is no such act.")
    except ChangedMeanwhileError as meanwhile:
        row.refresh_from_db()
        return _kept_open(request, row, meanwhile=meanwhile, status=409)
    except EnquiryError as refused:
        messages.error(request, str(refused))
    if _TYPED in request.POST:
        row.refresh_from_db()
        return _kept_open(request, row)
    return redirect("console:enquiry", enquiry=row.public_id)


@page(Part.CONTACT, "GET", "POST")
def close(request: Visit, enquiry: str) -> HttpResponse:
    """Close an enquiry with its outcome."""
    row = enquiry_or_404(request, enquiry)
    posted = request.method == "POST"
    form = CloseForm(request.POST if posted else None, initial={"seen": row.revision})
    meanwhile = None
    if posted and form.is_valid():
        given = form.cleaned_data
        try:
            set_state(
                row.pk,
                Enquiry.State.CLOSED,
                outcome=given["outcome"],
                seen=given["seen"],
                by=request.actor.acting_for(row.purpose),
                at=timezone.now(),
            )
        except ChangedMeanwhileError as changed:
            meanwhile = changed
            form = CloseForm({**request.POST.dict(), "seen": changed.revision})
        else:
            messages.success(request, "Closed. What passed stays on their timeline for as long as the notice says.")
            return redirect("console:contact")
    context = {
        "form": form,
        "row": row,
        "meanwhile": sentences(meanwhile.changes, Names()) if meanwhile else (),
        "trail": trail(
            ("Contact", reverse("console:contact")),
            ("An enquiry", reverse("console:enquiry", args=[row.public_id])),
            ("Close it", ""),
        ),
    }
    status = 409 if meanwhile else 400 if form.errors else 200
    return show(request, "web/console/contact/close.html", context, status)


def _again(request: Visit, row: Enquiry) -> HttpResponse:
    kept = Interaction.objects.filter(enquiry=row, public_id=request.POST["again"]).first()
    try:
        if kept is not None:
            send_again(request.actor, kept, now=timezone.now())
            messages.success(request, "The answer is queued again.")
    except EnquiryError as refused:
        messages.error(request, str(refused))
    return redirect("console:enquiry", enquiry=row.public_id)


def _read(request: Visit, row: Enquiry) -> Reading:
    return read(request.actor, row.subject.public_id, row.purpose, timezone.now())


def _begun(request: Visit, row: Enquiry, reading: Reading) -> AnswerForm | None:
    """Begin an answer, with a template's words where one was chosen."""
    if row.purpose not in purposes_of(request, "contact") or not reading.records:
        return None
    chosen = AnswerTemplate.objects.filter(pk=_number(request.POST.get("template")), purpose=row.purpose).first()
    initial: dict[str, Any] = {"seen": row.revision, "then": Enquiry.State.ANSWERED}
    if chosen is not None:
        called = opened_words(reading, Names(), _reach()).called or "Sir or Madam"
        initial |= {
            "subject": chosen.subject.replace("{name}", called),
            "text": chosen.text.replace("{name}", called),
        }
    return AnswerForm(initial=initial)


def _kept_open(request: Visit, row: Enquiry, **words: Any) -> HttpResponse:
    """Show an enquiry after an act on it, with the answer that was being typed, if there was one, not yet sent."""
    if _TYPED not in request.POST:
        return _shown(request, row, None, None, **words)
    typed = {name: request.POST.get(name, "") for name in ("subject", _TYPED, "then")}
    return _shown(request, row, _read(request, row), AnswerForm(initial={**typed, "seen": row.revision}), **words)


def _others(row: Enquiry) -> list[tuple[str, str]]:
    """Give whom an enquiry can be handed to: not whose it is."""
    return [one for one in colleagues_for(row.purpose) if one[0] != str(row.owner_id)]


def _shown(  # noqa: PLR0913 - what a page may come back with
    request: Visit,
    row: Enquiry,
    reading: Reading | None,
    form: AnswerForm | None,
    *,
    hand_over: HandOverForm | None = None,
    meanwhile: ChangedMeanwhileError | None = None,
    status: int = 200,
) -> HttpResponse:
    names, handing = Names(), hand_over or HandOverForm(_others(row))
    if form is not None:
        handing.fields["owner"].widget.attrs["form"] = "answer"  # every act on the enquiry brings the answer along
    opened = opened_words(reading, names, _reach())
    asked = _asked(row)
    passed = list(Interaction.objects.filter(enquiry=row).order_by("at"))
    mails = dict(
        Outgoing.objects.filter(public_id__in=[one.message for one in passed]).values_list("public_id", "state")
    )
    files = attached_to([one.record_id for one in passed])
    context = {
        "row": row,
        "said": _standing(row),
        "how": names.form(row.point) if row.point else "",
        "purpose": names.of("purposes", row.purpose),
        "reading": reading,
        "opened": opened,
        "asked": [pair for number in asked for pair in opened.words.get(number, ())],
        "passed": [
            {
                "one": one,
                "title": title_of(one),
                "words": opened.words.get(one.record_id, ()),
                "delivery": DELIVERY.get(Outgoing.State(mails[one.message])) if one.message in mails else None,
                "again": one.message in mails and mails[one.message] in {Outgoing.State.REFUSED, Outgoing.State.FAILED},
                "files": len(files.get(one.record_id, ())),
            }
            for one in passed
        ],
        "form": form,
        "typed": _TYPED in request.POST,
        "templates": AnswerTemplate.objects.filter(purpose=row.purpose).order_by("name"),
        "hand_over": handing,
        "mine": row.owner_id == request.user.pk,
        "unanswered": row.state in UNANSWERED,
        "may_write": row.purpose in purposes_of(request, "contact"),
        "meanwhile": sentences(meanwhile.changes, names) if meanwhile else (),
        "history": history(row, names),
        "trail": trail(("Contact", reverse("console:contact")), (opened.called or "An enquiry", "")),
    }
    return show(request, "web/console/contact/enquiry.html", context, status)


def _asked(row: Enquiry) -> list[int]:
    """Give the records that came with the form, corrected ones in their newest version."""
    if row.collection_id is None:
        return []
    return list(Record.objects.filter(collection=row.collection_id, superseded_by=None).values_list("pk", flat=True))


def _standing(row: Enquiry) -> str:
    came = f"{timezone.localtime(row.received_at):%-d %B}"
    who = "nobody has taken it yet" if row.owner is None else f"{row.owner.name} has it"
    if row.state in UNANSWERED:
        late = timezone.localdate() > row.due_on
        by = f"An answer was due on {row.due_on:%A %-d %B}" if late else f"Answer it by {row.due_on:%A %-d %B}"
        return f"An enquiry of {came}: {who}. {by}."
    return f"An enquiry of {came}: {row.get_state_display().lower()}; {who}."


def _reach() -> frozenset[str]:
    """Give the categories that say how somebody is reached: those with an address or a number."""
    published = current()
    if published is None:
        return frozenset()
    return frozenset(
        short
        for short, category in published.notice.categories.items()
        if any(field.type in {"email", "telephone"} for field in category.fields.values())
    )


def _why(refused: Exception) -> list[str]:
    if isinstance(refused, CollectingRefusedError) and refused.reasons:
        return list(refused.reasons)
    if isinstance(refused, AnswersRefusedError):
        return list(refused.fields.values())
    return [str(refused)]


def _seen(request: Visit) -> int:
    return _number(request.POST.get("seen"))


def _number(given: str | None) -> int:
    return int(given) if given and given.isascii() and given.isdigit() and len(given) < 10 else 0  # noqa: PLR2004
