"""The exact words that stand at a form: what is shown, what is kept as evidence, what a receipt repeats."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from honour.evidence.prepared import run_prepared
from honour.notice.model import Purpose
from honour.notice.translating import Translation
from honour.register.models import Wording
from honour.register.versions import Published


def form_wording(said: Translation, point: str) -> dict[str, Any]:
    """Give everything a form of a notice says in a language, as plain data: pages show it, receipts repeat it.

    ``language`` names it; ``untranslated`` the language of the notice and which of the words stood in that one.
    Arguments: ``point``, the form's short id.
    Errors: ``KeyError`` when the notice has no such form.
    """
    notice = said.notice
    form = notice.forms[point]
    fields = []
    for asked, question in form.fields.items():
        declared = notice.categories[question.category].fields[question.field]
        fields.append(
            {
                "id": asked,
                "category": question.category,
                "field": question.field,
                "label": question.label or declared.name,
                "hint": question.hint,
                "type": declared.type,
                "choices": list(declared.choices),
                "max_length": declared.max_length,
                "required": question.required,
                "consequence": question.consequence,
            }
        )
    marketing = form.marketing
    words: dict[str, Any] = {
        "controller": notice.controller.name,
        "notice": {"id": notice.id, "title": notice.title, "version": notice.version},
        "form": {"id": point, "name": form.name, "heading": form.heading, "introduction": form.introduction},
        "short_notice": form.short_notice,
        "fields": fields,
        "marketing": marketing and {"kind": marketing.kind, "purpose": marketing.purpose, "wording": marketing.wording},
        "purposes": [purpose_wording(each, notice.purposes[each]) for each in form.purposes],
        "button": form.button,
        "thanks": form.thanks,
        "language": said.language,
    }
    left = sorted({text for text in _texts(words) if text in said.left})
    return words | ({"untranslated": {"language": said.own, "words": left}} if left else {})


def declared_for(shown: Published, point: str, kept: Mapping[str, Any]) -> dict[str, Any]:
    """Give what a form of a version says in the language in which words were kept, to compare them with.

    Words that were kept before languages were written down name none, and stood in the notice's own. Empty for a
    language that the version does not have.
    """
    try:
        declared = form_wording(shown.said_in(kept.get("language", "")), point)
    except KeyError:
        return {}
    if "language" not in kept:
        del declared["language"]
    return declared


def _texts(words: Any) -> Iterator[str]:
    """Give every text in words as data, whatever it is for."""
    if isinstance(words, str):
        yield words
    elif isinstance(words, dict | list):
        for part in words.values() if isinstance(words, dict) else words:
            yield from _texts(part)


def purpose_wording(short: str, purpose: Purpose) -> dict[str, Any]:
    """Give what a notice says of a purpose and why it may be pursued."""
    return {
        "id": short,
        "name": purpose.name,
        "bases": [
            {
                "kind": basis.kind,
                "said": basis.why or basis.interest or basis.enactment or basis.condition,
                "covers": basis.covers,
            }
            for basis in purpose.bases
        ],
        "consequence": purpose.consequence,
    }


def keep_wording(said: dict[str, Any]) -> Wording:
    """Keep words once, however many people they stand before; gives the row by its digest."""
    return _kept(*_written(said))


def keep_form_wording(shown: Published, point: str, language: str = "") -> Wording:
    """Keep the words of a published form in a language; they are put into writing once for each version.

    Errors: ``KeyError`` for a language that the version does not have.
    """
    written = shown.form_wordings.get((point, language))
    if written is None:
        written = shown.form_wordings[point, language] = _written(form_wording(shown.said_in(language), point))
    return _kept(*written)


def _written(said: dict[str, Any]) -> tuple[str, str]:
    """Give the digest and the one written form of words."""
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest(), text


_BY_DIGEST = "SELECT id FROM register_wording WHERE digest = %s"


def _kept(digest: str, text: str) -> Wording:
    found = run_prepared(_BY_DIGEST, (digest,))
    if not found:
        return Wording.objects.get_or_create(digest=digest, defaults={"text": text})[0]
    return Wording(pk=found[0][0], digest=digest, text=text)
