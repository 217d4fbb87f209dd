"""The site in the notice's languages: every public page stands under ``/in/LANGUAGE`` too, and leads on within it.

The address says which language, so no cookie has to.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.http import HttpResponseRedirect
from django.urls import Resolver404, get_script_prefix, resolve, set_script_prefix
from django.utils import timezone

from honour.register.languages import offered, shown_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

_PLACE = re.compile(r"/in/(?P<language>[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)(?P<path>/(?!/).*)?")
_SITE = "honour.web.site.urls"


class InLanguage:
    """Middleware: shows a public page in the language that its address names.

    A language that the notice does not have, or no longer has, leads to the page in the notice's own: a mailed link
    goes on working. What is posted there is taken as posted to that page: mail programs that stop messages follow no
    redirect (RFC 8058 section 3.2), and what somebody wrote on a form arrives.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Take the language off the address, and show the page in it."""
        found = _PLACE.fullmatch(request.path_info)
        if found is None:
            return self.get_response(request)
        language, path = found["language"], found["path"] or "/"
        if not _is_of_the_site(path):
            return self.get_response(request)
        if not offered(language, timezone.now()):
            if request.method == "POST":
                request.path_info = path
                return self.get_response(request)
            query = request.META.get("QUERY_STRING", "")
            return HttpResponseRedirect(f"{get_script_prefix().rstrip('/')}{path}{'?' if query else ''}{query}")
        request.path_info = path
        before = get_script_prefix()
        set_script_prefix(f"{before}in/{language}/")
        try:
            with shown_in(language):
                return self.get_response(request)
        finally:
            set_script_prefix(before)


def _is_of_the_site(path: str) -> bool:
    """Whether an address is of a page that visitors see: nothing else is shown in other languages."""
    try:
        resolve(path, _SITE)
    except Resolver404:
        return False
    return True
