"""Services and cookies that are known to watch how people use a site, and for which use."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

Use = Literal["statistics", "advertising"]

_KNOWN: dict[Use, str] = {
    "advertising": r"(meta|facebook|tiktok|twitter|snap(chat)?|reddit|linkedin|pinterest) (pixel|tag|ads)\b|\bx pixel\b"
    r"|linkedin insight|google ad(s|words|sense)\b|\bad(words|sense)\b|doubleclick|microsoft advertising|\bbing ads\b"
    r"|\bcriteo\b|\badroll\b|\btaboola\b|\boutbrain\b|\b_fb[pc]\b|\b_gcl_\w+|\b_uet\w+|\bli_fat_id\b|\b_ttp\b",
    "statistics": r"google analytics|\bga4\b|universal analytics|adobe analytics|shopify analytics|simple analytics"
    r"|(cloudflare|vercel) (web )?analytics|\bmatomo\b|\bpiwik\b|\bhotjar\b|microsoft clarity|\bmixpanel\b|\bposthog\b"
    r"|crazy ?egg|\bfullstory\b|\bmouseflow\b|\bsmartlook\b|\bstatcounter\b|\bchartbeat\b|yandex\.? ?metri[ck]a"
    r"|(plausible|fathom|umami|amplitude|heap) analytics|plausible\.io|usefathom|\b_ga(_\w+)?\b|\b_gid\b|\b_gat\w*"
    r"|\b_pk_(id|ses|ref)\w*|\b_hj\w+|\b_cl(ck|sk)\b",
}
"""By use; what serves both is listed as advertising, of which the law asks more."""

_WHOLE = re.compile(r"plausible|fathom|umami|amplitude|clarity|heap", re.IGNORECASE)
"""Services whose names are words besides: known where nothing else stands."""

_WITHOUT_COOKIES = re.compile(
    r"plausible|fathom|umami|simple analytics|(cloudflare|vercel) (web )?analytics", re.IGNORECASE
)
"""Services that keep nothing on a device."""

_SIGNS = {use: re.compile(words, re.IGNORECASE) for use, words in _KNOWN.items()}
_NOT = re.compile(r"\b(not|never|nothing|no|nor|neither|without|instead of|rather than|n[’']t)\b[^.;]*$", re.IGNORECASE)


def known_use(name: str) -> Use | None:
    """Give what a service or cookie of this name is known for; ``None`` for any other."""
    if _WHOLE.fullmatch(name.strip()):
        return "statistics"
    return next((use for use, sign in _SIGNS.items() if sign.search(name)), None)


def named_in(text: str) -> Iterator[tuple[str, Use]]:
    """Give the known services that words speak of, and what each is known for; a denial speaks of none."""
    for use, sign in _SIGNS.items():
        for found in sign.finditer(text):
            if not _NOT.search(text[: found.start()]):
                yield found.group(), use


def keeps_on_devices(name: str) -> bool:
    """Whether a known service keeps something on people's devices."""
    return not _WITHOUT_COOKIES.search(name)
