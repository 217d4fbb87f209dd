"""The addresses of who works here."""

from __future__ import annotations

from django.urls import path

from honour.web.console.staff import inviting, leaving, members, standing_in

urlpatterns = [
    path("staff/", members.staff, name="staff"),
    path("staff/roles", members.roles, name="staff-roles"),
    path("staff/invite", inviting.invite_somebody, name="staff-invite"),
    path("staff/invitations/<int:number>", inviting.invitation, name="staff-invitation"),
    path("staff/deputies/new", standing_in.arrange, name="staff-arrange"),
    path("staff/deputies/<int:number>", standing_in.deputy, name="staff-deputy"),
    path("staff/purposes/<slug:short>", members.purpose, name="staff-purpose"),
    path("staff/<int:number>", members.member, name="staff-member"),
    path("staff/<int:number>/factors", members.member_factors, name="staff-member-factors"),
    path("staff/<int:number>/password", members.member_password, name="staff-member-password"),
    path("staff/<int:number>/leave", leaving.leaver, name="staff-leave"),
]
