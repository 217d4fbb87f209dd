"""What may be downloaded: the list, a new file, one file, and taking it off the site."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.db.models import Count
from django.http import Http404
from django.shortcuts import redirect
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_protect

from honour.intake.assets import LARGEST, AssetRefusedError, Words, add_asset, open_asset, withdraw_asset
from honour.intake.models import Asset, Download
from honour.intake.uploads import takes_files
from honour.staff.roles import Part
from honour.ui.tables import Column, Row, Table
from honour.web.console.contact.tabs import views, way_back
from honour.web.console.naming import Names
from honour.web.console.page import page, show
from honour.web.console.site_forms.asking import AssetForm
from honour.web.notices import current

if TYPE_CHECKING:
    from django.http import HttpResponse

    from honour.web.console.page import Visit


@page(Part.CONTACT)
def listed(request: Visit) -> HttpResponse:
    """List what may be downloaded, and what could be."""
    names = Names()
    rows = tuple(
        Row(
            (
                each.title,
                each.get_kind_display(),
                names.form(each.form) if each.form else "Nothing",
                filesizeformat(each.size),
                _state(each),
                each.sent,
            ),
            reverse("console:asset", args=[each.slug]),
        )
        for each in Asset.objects.annotate(sent=Count("downloads")).order_by("withdrawn_at", "kind", "title")
    )
    columns = (
        Column("Download"),
        Column("Kind"),
        Column("Asked for it"),
        Column("Size"),
        Column("State"),
        Column("Links sent", number=True),
    )
    table = Table("Downloads", columns, rows, "Nothing is put up yet. Data sheets, case studies and videos stand here.")
    return show(request, "web/console/assets.html", {"table": table, "views": views("console:assets")})


@takes_files(LARGEST)
@page(Part.CONTACT, "GET", "POST")
def new(request: Visit) -> HttpResponse:
    """Put a file up. Only now, when it is known who sends it, is the body of the request read."""
    return _new(request)


new.csrf_exempt = True  # type: ignore[attr-defined] # or the middleware would read all of it from anybody


@csrf_protect
def _new(request: Visit) -> HttpResponse:
    published = current()
    if published is None:
        messages.info(request, "Publish the notice first: a download stands on its terms.")
        return redirect("console:assets")
    posted = (request.POST, request.FILES) if request.method == "POST" else ()
    form = AssetForm(published.notice, *posted)
    if posted and form.is_valid():
        said = form.cleaned_data
        words = Words(said["kind"], said["title"], said["text"], said["form"])
        try:
            asset = add_asset(said["file"], said["file"].name, words, by=request.actor.name, at=timezone.now())
        except AssetRefusedError as refused:
            form.add_error("file", str(refused))
        else:
            messages.success(request, f"“{asset.title}” stands on the site from now on.")
            return redirect("console:asset", slug=asset.slug)
    context = {"form": form, "trail": way_back("console:assets", "Put up a file")}
    return show(request, "web/console/asset_new.html", context, status=400 if form.errors else 200)


@page(Part.CONTACT)
def one(request: Visit, slug: str) -> HttpResponse:
    """Show a file: what it is, how often it was asked for and taken."""
    asset = _found(slug)
    sent = Download.objects.filter(asset=asset)
    told = [
        ("Kind", asset.get_kind_display()),
        ("Asked for it", Names().form(asset.form) if asset.form else "Nothing: anybody may take it"),
        ("File", f"{asset.file_name}, {filesizeformat(asset.size)}"),
        ("State", _state(asset)),
        ("Links sent", sent.count()),
        ("Links used", sent.exclude(taken_at=None).count()),
    ]
    context = {"asset": asset, "told": told, "trail": way_back("console:assets", asset.title)}
    return show(request, "web/console/asset.html", context)


@page(Part.CONTACT, "GET", "POST")
def withdraw(request: Visit, slug: str) -> HttpResponse:
    """Say what taking a file off the site means; posted, do it."""
    asset = _found(slug)
    if request.method == "POST":
        withdraw_asset(asset, by=request.actor.name, at=timezone.now())
        messages.success(request, f"“{asset.title}” is off the site.")
        return redirect("console:assets")
    now = timezone.now()
    waiting = Download.objects.filter(asset=asset, taken_at=None, expires_at__gt=now).count()
    context = {"asset": asset, "waiting": waiting, "trail": way_back("console:assets", asset.title)}
    return show(request, "web/console/asset_withdraw.html", context)


def _found(slug: str) -> Asset:
    asset = Asset.objects.filter(slug=slug).first()
    if asset is None:
        raise Http404
    return asset


def _state(asset: Asset) -> str:
    if asset.withdrawn_at is not None:
        return f"Off the site since {timezone.localtime(asset.withdrawn_at):%-d %B %Y}"
    opened = open_asset(asset)
    if opened is None:
        return "The file is missing: withdraw it and put it up again"
    opened.close()
    return "On the site"
