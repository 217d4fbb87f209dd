"""In whose days the dates of records were reckoned: those of the settings' time zone, unless it was changed since."""

from __future__ import annotations

from django.conf import settings

from honour.register.models import Calendar

_ONLY = 1


def reckoned_elsewhere() -> str | None:
    """Give the time zone by which the dates were reckoned, where it is another than that of the settings."""
    zone = Calendar.objects.filter(pk=_ONLY).values_list("zone", flat=True).first()
    return zone if zone != settings.TIME_ZONE else None


def note_zone() -> None:
    """Write down that all dates are reckoned by the time zone of the settings."""
    Calendar.objects.update_or_create(pk=_ONLY, defaults={"zone": settings.TIME_ZONE})
