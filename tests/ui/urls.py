"""The addresses of the specimen, with a place for the theme to be chosen at."""

from django.http import HttpResponse
from django.urls import path

from tests.ui import specimen

urlpatterns = [
    path("specimen/", specimen.console, name="specimen"),
    path("specimen/public/", specimen.public, name="specimen-public"),
    path("specimen/sign-in/", specimen.sign_in, name="specimen-sign-in"),
    path("theme", lambda _: HttpResponse(), name="theme"),
]
