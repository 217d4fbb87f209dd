"""The members: who they are, what they do, who was asked, and what each role acts for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from honour.staff import factors
from honour.staff.deputies import live
from honour.staff.expiring import goes_at
from honour.staff.forgotten import give_password, may_forget
from honour.staff.grants import roles_acting, roles_granted, set_grants
from honour.staff.joining import LastLead, set_roles
from honour.staff.models import Deputy, Invitation, Member, Role
from honour.staff.roles import ROLES, Part, make_roles, require_second_factor
from honour.ui.tables import Column, Row, Table
from honour.web.console.naming import trail
from honour.web.console.page import page, show
from honour.web.console.staff.forms import GrantForm, RolesForm, SecondFactorForm
from honour.web.console.staff.mailing import why_not_there
from honour.web.notices import current

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.forms import Form
    from django.http import HttpResponse

    from honour.ui.site import NavItem
    from honour.web.console.page import Visit


@page(Part.STAFF)
def staff(request: Visit) -> HttpResponse:
    """List the members, invitations and deputies, and what each role may act for."""
    members = Member.objects.prefetch_related(Prefetch("roles", Role.objects.order_by("name"))).order_by("name")
    published = current()
    purposes = published.notice.purposes.items() if published else ()
    granted = tuple(
        Row((purpose.name, ", ".join(roles_granted(short)) or "Nobody"), reverse("console:staff-purpose", args=[short]))
        for short, purpose in purposes
    )
    needing = [role.name for role in make_roles().values() if role.needs_second_factor]
    context = {
        "working": sum(member.is_active for member in members),
        "members": Table("Members", _columns("Name", "Roles", "Sign-in"), tuple(_row(one) for one in members)),
        "invited": _invited(),
        "deputies": _deputies(),
        "granted": Table("Who may use data for what", _columns("Purpose", "Roles"), granted),
        "needing": needing,
    }
    return show(request, "web/console/staff/staff.html", context)


def _row(one: Member) -> Row:
    roles = ", ".join(ROLES[role.code].name for role in one.roles.all() if role.code in ROLES) or "No role"
    return Row((one.name, roles, _state(one)), reverse("console:staff-member", args=[one.pk]))


def _state(one: Member) -> str:
    if not one.is_active:
        goes = goes_at(one, timezone.now())
        return f"Left, goes {timezone.localtime(goes):%-d %B %Y}" if goes else "Left"
    if one.must_change_password:
        return "Has not signed in yet"
    return "With a second factor" if factors.factors_of(one).any else "Password alone"


def _invited() -> Table:
    now = timezone.now()
    rows = tuple(
        Row(
            (each.name, ", ".join(ROLES[code].name for code in each.roles if code in ROLES), _until(each, now)),
            reverse("console:staff-invitation", args=[each.pk]),
        )
        for each in Invitation.objects.order_by("name")
    )
    return Table("Invited", _columns("Name", "Roles", "Link"), rows)


def _until(invitation: Invitation, now: object) -> str:
    ended = invitation.expires_at <= now  # type: ignore[operator] # both are moments
    if not ended and why_not_there(invitation):
        return "Has not arrived"
    return f"{'Ended' if ended else 'Opens until'} {timezone.localtime(invitation.expires_at):%-d %B}"


def _deputies() -> Table:
    today = timezone.localdate()
    coming = Deputy.objects.filter(ended_at=None, ends__gte=today).select_related("absent", "deputy").order_by("starts")
    now = {row.pk for row in live()}
    rows = tuple(
        Row(
            (
                each.deputy.name,
                each.absent.name,
                f"{each.starts:%-d %B} to {each.ends:%-d %B %Y}",
                _when(each.pk in now),
            ),
            reverse("console:staff-deputy", args=[each.pk]),
        )
        for each in coming
    )
    return Table("Deputies", _columns("Who", "Stands in for", "Days", "State"), rows)


def _when(holds: bool) -> str:
    return "Holds now" if holds else "To come"


@page(Part.STAFF, "GET", "POST", confirmed=True)
def member(request: Visit, number: int) -> HttpResponse:
    """Change a member's roles; lead to their deputies and their leaving."""
    one = _member(number)
    form = RolesForm(request.POST or None, initial={"roles": list(one.roles.values_list("code", flat=True))})
    if request.method == "POST" and form.is_valid():
        try:
            set_roles(one, form.cleaned_data["roles"], by=request.actor.name)
        except LastLead as last:
            form.add_error("roles", str(last))
        else:
            messages.success(request, f"{one.name}’s roles are changed. It holds from their next page.")
            return redirect("console:staff")
    context = {
        "form": form,
        "one": one,
        "is_me": one == request.user,
        "forgets": one != request.user and may_forget(one),
        "factors": factors.factors_of(one),
        "trail": way(one.name),
    }
    return show(request, "web/console/staff/member.html", context, status(form))


@page(Part.STAFF, "GET", "POST", confirmed=True)
def member_factors(request: Visit, number: int) -> HttpResponse:
    """Remove the factors of somebody who has lost theirs."""
    one = _member(number)
    if request.method == "POST":
        factors.remove_all(one, by=request.actor.name)
        messages.success(request, f"{one.name} signs in with the password alone, until they add a new second factor.")
        return redirect("console:staff-member", one.pk)
    steps = (one.name, reverse("console:staff-member", args=[one.pk])), ("Second factors", "")
    return show(request, "web/console/staff/member_factors.html", {"one": one, "trail": way(*steps)})


@page(Part.STAFF, "GET", "POST", confirmed=True)
def member_password(request: Visit, number: int) -> HttpResponse:
    """Give a colleague who has forgotten theirs a new password, shown once; one's own is changed on one's account."""
    one = _member(number)
    if one == request.user or not may_forget(one):
        raise Http404
    given = give_password(one, by=request.actor.name) if request.method == "POST" else ""
    steps = (one.name, reverse("console:staff-member", args=[one.pk])), ("Password", "")
    context = {"one": one, "given": given, "factors": factors.factors_of(one), "trail": way(*steps)}
    return show(request, "web/console/staff/member_password.html", context)


@page(Part.STAFF, "GET", "POST")
def purpose(request: Visit, short: str) -> HttpResponse:
    """Decide which roles act for a purpose."""
    published = current()
    declared = published.notice.purposes.get(short) if published else None
    if declared is None:
        raise Http404
    form = GrantForm(request.POST if request.method == "POST" else None, initial={"roles": roles_acting(short)})
    if request.method == "POST" and form.is_valid():
        contacts = declared.message != "none"
        set_grants(short, form.cleaned_data["roles"], contacts=contacts, by=request.actor.name)
        messages.success(request, f"Decided who acts for “{declared.name}”. It holds from their next page.")
        return redirect("console:staff")
    context = {"form": form, "declared": declared, "trail": way(declared.name)}
    return show(request, "web/console/staff/purpose.html", context, status(form))


@page(Part.STAFF, "GET", "POST", confirmed=True)
def roles(request: Visit) -> HttpResponse:
    """Decide which roles need a second factor to sign in."""
    held = [code for code, role in make_roles().items() if role.needs_second_factor]
    form = SecondFactorForm(request.POST if request.method == "POST" else None, initial={"roles": held})
    if request.method == "POST" and form.is_valid():
        require_second_factor(form.cleaned_data["roles"], by=request.actor.name)
        messages.success(
            request, "Decided. Whoever has such a role and no second factor adds one before anything else."
        )
        return redirect("console:staff")
    return show(request, "web/console/staff/roles.html", {"form": form, "trail": way("Second factors")}, status(form))


def _member(number: int) -> Member:
    one = Member.objects.filter(pk=number).first()
    if one is None:
        raise Http404
    return one


def status(form: Form) -> int:
    """Give the status of a page with a form: 400 where it came back with mistakes."""
    return 400 if form.errors else 200


def way(*steps: str | tuple[str, str]) -> Sequence[NavItem]:
    """Give the way back from a page of who works here."""
    named = [(step, "") if isinstance(step, str) else step for step in steps]
    return trail(("Who works here", reverse("console:staff")), *named)


def _columns(*labels: str) -> tuple[Column, ...]:
    return tuple(Column(label) for label in labels)
