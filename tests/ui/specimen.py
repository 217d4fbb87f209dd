"""Every piece of the design system on three pages, to be looked at while it changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.paginator import Paginator
from django.shortcuts import render

from honour.ui.forms import Renderer
from tests.ui import samples

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


class SampleForm(forms.Form):
    """One control of each kind."""

    default_renderer = Renderer
    name = forms.CharField(label="Your name", max_length=80)
    email = forms.EmailField(label="Email address", help_text="We answer to this address.")
    telephone = forms.CharField(label="Telephone", required=False)
    topic = forms.ChoiceField(
        label="What is it about?",
        choices=[("invoice", "An invoice"), ("account", "My account"), ("other", "Something else")],
    )
    answer = forms.ChoiceField(
        label="How shall we answer?", choices=[("email", "By email"), ("post", "By post")], widget=forms.RadioSelect
    )
    news = forms.MultipleChoiceField(
        label="What may we write to you about?",
        required=False,
        choices=[("products", "Our own products"), ("events", "Webinars and events")],
        widget=forms.CheckboxSelectMultiple,
        help_text="Leave both empty and we write about neither.",
    )
    message = forms.CharField(label="Your message", widget=forms.Textarea(attrs={"rows": 5}))
    no_marketing = forms.BooleanField(label="Send me nothing but the answer.", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["telephone"].consequence = "Without a number we cannot ring you back."  # type: ignore[attr-defined]


def console(request: HttpRequest) -> HttpResponse:
    """Show what staff see."""
    page = Paginator(range(60), 20).get_page(request.GET.get("page", 2))
    return render(request, "ui/specimen.html", {**samples.frame(), **samples.pieces(), "page": page})


def public(request: HttpRequest) -> HttpResponse:
    """Show what anybody sees; with ``?wrong`` the form as it comes back."""
    form = SampleForm({"name": "Asha Patel", "email": "asha@"}) if "wrong" in request.GET else SampleForm()
    return render(request, "ui/specimen_public.html", {**samples.frame(), **samples.pieces(), "form": form})


def sign_in(request: HttpRequest) -> HttpResponse:
    """Show the door."""
    return render(request, "ui/specimen_sign_in.html", {**samples.frame(), "form": SignIn()})


class SignIn(forms.Form):
    """A name and a password."""

    default_renderer = Renderer
    username = forms.CharField(label="Work email", widget=forms.EmailInput(attrs={"autocomplete": "username"}))
    password = forms.CharField(label="Password", widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}))
