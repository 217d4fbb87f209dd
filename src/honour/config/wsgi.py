"""The application a WSGI server loads."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

from honour.backups.unfinished import SAYING, is_unfinished
from honour.config.answers_to_head import bodiless_to_head
from honour.config.home import find_home
from honour.config.in_use import InUseError, hold

if is_unfinished(find_home().path):
    raise SystemExit(SAYING)
try:
    hold(find_home().path)
except InUseError as trouble:
    raise SystemExit(str(trouble)) from None
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "honour.config.settings")
application = bodiless_to_head(get_wsgi_application())
