"""The specimen, with a place for the theme to be chosen at."""

from django.http import HttpResponse
from django.urls import path

from honour.ui.urls import urlpatterns as specimen

urlpatterns = [*specimen, path("theme", lambda _: HttpResponse(), name="theme")]
