"""Where forms stand besides their own pages: landing pages of campaigns, and frames on other sites.

Both take effect at once and need no new version of the notice: neither changes what is asked, what for, or what stands
beside the form. What does, stands in the notice (see docs/decisions/0006).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from honour.evidence import entries
from honour.evidence.kinds import declare
from honour.intake.models import Asset, EmbeddingSite, LandingPage
from honour.intake.origins import origin_of

if TYPE_CHECKING:
    import datetime as dt

declare("landing:opened", "A landing page was opened.")
declare("landing:changed", "The words of a landing page, or its end, were changed.")
declare("embedding:allowed", "Another site was allowed to show a form of ours.")
declare("embedding:ended", "Another site may no longer show a form of ours.")


@dataclass(frozen=True, slots=True)
class Landing:
    """What a landing page says, which form stands on it, what is sent to whoever fills it in, and until when."""

    heading: str
    text: str
    form: str
    asset: Asset | None = None
    closes_at: dt.datetime | None = None


def open_landing(slug: str, page: Landing, *, by: str, at: dt.datetime) -> LandingPage:
    """Open a landing page at ``/go/<slug>``, with its ledger entry.

    Arguments: ``by``, the opaque id of who did it; ``at``, aware. Errors: ``IntegrityError`` when the address is taken.
    """
    with transaction.atomic():
        made = LandingPage.objects.create(slug=slug, opens_at=at, **_columns(page))
        entries.append("landing:opened", {"landing": slug, "form": page.form, "by": by}, at=at)
    return made


def change_landing(slug: str, page: Landing, *, by: str, at: dt.datetime) -> None:
    """Change a landing page. What its visitors read before stays with what they sent."""
    with transaction.atomic():
        if LandingPage.objects.filter(slug=slug).update(**_columns(page)):
            entries.append("landing:changed", {"landing": slug, "form": page.form, "by": by}, at=at)


def _columns(page: Landing) -> dict[str, object]:
    return {
        "heading": page.heading,
        "text": page.text,
        "form": page.form,
        "asset": page.asset,
        "closes_at": page.closes_at,
    }


def allow_embedding(form: str, site: str, *, by: str, at: dt.datetime) -> str:
    """Allow another site to show a form in a frame; gives its origin.

    Arguments: ``site``, its address, as somebody writes it. Errors: ``OriginRefusedError``.
    """
    origin = origin_of(site)
    with transaction.atomic():
        _, new = EmbeddingSite.objects.get_or_create(form=form, origin=origin, defaults={"since": at})
        if new:
            entries.append("embedding:allowed", {"form": form, "origin": origin, "by": by}, at=at)
    return origin


def end_embedding(form: str, origin: str, *, by: str, at: dt.datetime) -> None:
    """Let another site show a form no longer: browsers refuse the frame from the next page on."""
    with transaction.atomic():
        gone, _ = EmbeddingSite.objects.filter(form=form, origin=origin).delete()
        if gone:
            entries.append("embedding:ended", {"form": form, "origin": origin, "by": by}, at=at)


def embedding_origins(form: str) -> list[str]:
    """Give the origins of the sites that may show a form."""
    return list(EmbeddingSite.objects.filter(form=form).values_list("origin", flat=True))
