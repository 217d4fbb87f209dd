"""The addresses of observing and enforcing."""

from __future__ import annotations

from django.urls import path

from honour.web.console.enforcing import pages, progress, settling, settling_notice, switching

urlpatterns = [
    path("notice/enforcing/", pages.purposes, name="enforcing"),
    path("notice/enforcing/<slug:purpose>", pages.purpose, name="enforcing-purpose"),
    path("notice/enforcing/<slug:purpose>/switch", switching.switch, name="enforcing-switch"),
    path("notice/enforcing/<slug:purpose>/sources", settling.settle, name="enforcing-settle"),
    path("notice/enforcing/<slug:purpose>/notice", settling_notice.settle_which_notice, name="enforcing-settle-notice"),
    path("notice/enforcing/<slug:purpose>/settling/<slug:short>", progress.progress, name="enforcing-settling"),
    path("notice/enforcing/<slug:purpose>/settling/<slug:short>/stop", progress.stop, name="enforcing-settling-stop"),
    path("notice/enforcing/<slug:purpose>/<slug:code>", pages.people, name="enforcing-people"),
]
