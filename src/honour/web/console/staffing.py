"""Who works here: the members, their roles, and the purposes each role acts for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse

from honour.staff.grants import roles_acting, roles_granted, set_grants
from honour.staff.joining import AlreadyHere, add_member, leave, set_roles
from honour.staff.models import Member, Role
from honour.staff.roles import ROLES, Part
from honour.ui.site import NavItem
from honour.ui.tables import Column, Row, Table
from honour.web.console.forms import GrantForm, JoinForm, RolesForm
from honour.web.console.page import page, show
from honour.web.notices import current

if TYPE_CHECKING:
    from django.forms import Form
    from django.http import HttpResponse

    from honour.web.console.page import Visit


@page(Part.STAFF)
def staff(request: Visit) -> HttpResponse:
    """List the members and what each role may open and act for."""
    members = Member.objects.prefetch_related(Prefetch("roles", Role.objects.order_by("name"))).order_by("name")
    rows = tuple(
        Row((member.name, _roles(member), _state(member)), reverse("console:staff-member", args=[member.pk]))
        for member in members
    )
    published = current()
    purposes = published.notice.purposes.items() if published else ()
    granted = tuple(
        Row((purpose.name, ", ".join(roles_granted(short)) or "Nobody"), reverse("console:staff-purpose", args=[short]))
        for short, purpose in purposes
    )
    working = sum(member.is_active for member in members)
    return show(
        request,
        "web/console/staff.html",
        {
            "working": working,
            "members": Table("Members", (Column("Name"), Column("Roles"), Column("State")), rows),
            "granted": Table("Who may use data for what", (Column("Purpose"), Column("Roles")), granted),
        },
    )


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
    context = {"form": form, "declared": declared, "trail": _trail(declared.name)}
    return show(request, "web/console/staff_purpose.html", context, _status(form))


@page(Part.STAFF, "GET", "POST")
def join(request: Visit) -> HttpResponse:
    """Add a member; the first password is shown once, on this page and nowhere else."""
    form = JoinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            member, first = add_member(given["email"], given["name"], given["roles"], by=request.actor.name)
        except AlreadyHere as here:
            form.add_error("email", str(here))
        else:
            return show(request, "web/console/staff_joined.html", {"member": member, "first": first})
    return show(request, "web/console/staff_join.html", {"form": form, "trail": _trail("Add a member")}, _status(form))


@page(Part.STAFF, "GET", "POST")
def member(request: Visit, number: int) -> HttpResponse:
    """Change a member's roles, or end their access."""
    one = Member.objects.filter(pk=number).first()
    if one is None:
        raise Http404
    form = RolesForm(request.POST or None, initial={"roles": list(one.roles.values_list("code", flat=True))})
    if request.method == "POST" and "leave" in request.POST and one != request.user:
        leave(one, by=request.actor.name)
        messages.success(request, f"{one.name} can no longer sign in. What they did stays on record.")
        return redirect("console:staff")
    if request.method == "POST" and form.is_valid():
        set_roles(one, form.cleaned_data["roles"], by=request.actor.name)
        messages.success(request, f"{one.name}’s roles are changed. It holds from their next page.")
        return redirect("console:staff")
    context = {"form": form, "one": one, "is_me": one == request.user, "trail": _trail(one.name)}
    return show(request, "web/console/staff_member.html", context, _status(form))


def _status(form: Form) -> int:
    return 400 if form.errors else 200


def _trail(here: str) -> list[NavItem]:
    return [NavItem("Who works here", reverse("console:staff")), NavItem(here, "", current=True)]


def _roles(one: Member) -> str:
    return ", ".join(ROLES[role.code].name for role in one.roles.all() if role.code in ROLES) or "No role"


def _state(one: Member) -> str:
    if not one.is_active:
        return "Left"
    return "Has not signed in yet" if one.must_change_password else "Works here"
