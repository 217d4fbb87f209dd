"""What somebody chose on a form and has yet to say yes to, as a page repeats it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from honour.intake.choices import choice_awaiting
from honour.notice.wording import language_spoken
from honour.ui.foreign import in_its_language

if TYPE_CHECKING:
    from honour.register.models import Collection


def chosen_on(collection: Collection) -> dict[str, Any]:
    """Give the choice that awaits its person, for ``web/site/chosen.html``: in the words that stood there."""
    chosen = choice_awaiting(collection)
    if chosen is None:
        return {"chosen": None}
    return {"chosen": chosen, "chosen_wording": in_its_language(chosen.wording, chosen.language, language_spoken())}
