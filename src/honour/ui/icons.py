"""The icons of the sprite, each for one meaning, always beside a word."""

from __future__ import annotations

ICONS = {
    "circle-check": "kept; done",
    "octagon-x": "broken; an error",
    "circle-dashed": "not proved",
    "hourglass": "waiting for a date",
    "hand": "an objection",
    "eye-off": "withheld",
    "lock": "a hold",
    "menu": "open the navigation",
}
