"""What a person wrote on a form, checked against the form's fields and sorted by category."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator

from honour.notice.model import CategoryField, Form, Notice
from honour.notice.wording import say
from honour.register.errors import AnswersRefusedError

UNPRINTABLE = "This has characters that cannot be printed, or a line break. Type it again."

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""What is not printed, and what makes its neighbours read in another order: nobody's language needs those."""
_LINES = {"long-text", "postal-address"}
_LONGEST_EMAIL = 254  # characters: RFC 5321's limit on a path, less its brackets
_DIALLED = range(7, 16)  # digits: ITU-T E.164 ends at 15
_UNSEEN = re.compile(r"[\u00ad\u200b-\u200d\u2060\ufeff]")
_CUT = re.compile(r"\d[eE][+-]?\d")
"""A number as a spreadsheet writes it that has rounded it: what is left of it reaches somebody else."""
_CARD_END = re.compile(r"\d{4}")
_ACCOUNT = re.compile(r"[A-Z]{0,2}[0-9A-Z]{6,32}")
_YES_NO = {"yes": "yes", "on": "yes", "true": "yes", "no": "no", "off": "no", "false": "no"}


_address = EmailValidator(allowlist=[])  # not to this machine's own mailboxes
for _part in ("user_regex", "domain_regex", "literal_regex"):
    # Django makes its patterns when they are first used, and asks each time whether that was now.
    _lazy = getattr(EmailValidator, _part)
    setattr(_address, _part, re.compile(_lazy.pattern, _lazy.flags))


class AnswerError(ValueError):
    """One answer cannot be taken; the message is for the person who wrote it, and never repeats what they wrote."""


def check_answers(notice: Notice, form: Form, answers: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Check answers and give the values by category and field, in Unicode's composed form (NFC), without empty ones.

    Arguments: ``answers``, by the form's own field ids.
    Errors: ``AnswersRefusedError`` naming each field that needs another look.
    """
    values: dict[str, dict[str, str]] = {}
    refused = {asked: say("This form does not ask for that.") for asked in answers if asked not in form.fields}
    for asked, question in form.fields.items():
        declared = notice.categories[question.category].fields[question.field]
        try:
            value = check_value(declared, answers.get(asked, ""))
            if question.required and not value:
                raise AnswerError(say("This is needed."))  # noqa: TRY301 - one place turns refusals into messages
        except AnswerError as error:
            refused[asked] = str(error)
            continue
        if value:
            values.setdefault(question.category, {})[question.field] = value
    if refused:
        raise AnswersRefusedError(refused)
    return values


def prints_on_one_line(text: str) -> bool:
    """Whether a text has no line break and nothing that is not printed."""
    return "\n" not in text and not _CONTROL.search(text)


def check_value(declared: CategoryField, answer: object) -> str:
    """Check one answer against the field it is for, and give it as it is kept; empty when nothing was answered.

    Errors: ``AnswerError``.
    """
    if not isinstance(answer, str):
        raise AnswerError(say("Only text can be taken here."))
    text = unicodedata.normalize("NFC", answer.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if not text:
        return ""
    if _CONTROL.search(text) or (declared.type not in _LINES and not prints_on_one_line(text)):
        raise AnswerError(say(UNPRINTABLE))
    if len(text) > declared.max_length:
        raise AnswerError(
            say(
                "This is too long: {length} characters, at most {most} fit.", length=len(text), most=declared.max_length
            )
        )
    checked = _CHECKS[declared.type](text) if declared.type in _CHECKS else text
    if declared.type == "choice" and text not in declared.choices:
        raise AnswerError(say("Choose one of the answers offered."))
    return checked


def without_unseen(text: str) -> str:
    """Give a text without what nobody sees and pasting brings along: spaces of no width, soft hyphens, marks."""
    return _UNSEEN.sub("", text)


def _email(text: str) -> str:
    address = without_unseen(text)
    try:
        _address(address)
        if address.endswith("]"):  # a machine's number instead of a name leads mail to hosts inside the house
            raise ValidationError("")  # noqa: TRY301 - one place says what to write instead
    except ValidationError:
        raise AnswerError(say("Write an email address like name@company.example.")) from None
    if len(address) > _LONGEST_EMAIL:
        raise AnswerError(say("This is too long for an email address: at most {most} characters.", most=_LONGEST_EMAIL))
    return address


def telephone_number(text: str) -> str:
    """Give a telephone number as it was written. Errors: ``AnswerError`` for what nobody can dial."""
    if sum(character.isdecimal() for character in text) not in _DIALLED or _CUT.search(text):
        raise AnswerError(say("Write a telephone number with its area code, like 01632 960 187."))
    return text


def _date(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise AnswerError(say("Write a date as year, month, day, like 2026-12-01.")) from None


def _number(text: str) -> str:
    try:
        number = Decimal(text.replace(",", ""))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise AnswerError(say("Write a number, like 12 or 12.50."))
    return str(number)


def _yes_no(text: str) -> str:
    if text.lower() not in _YES_NO:
        raise AnswerError(say("Answer yes or no."))
    return _YES_NO[text.lower()]


def _card_end(text: str) -> str:
    if not _CARD_END.fullmatch(text):
        raise AnswerError(say("Write only the last four digits of the card."))
    return text


def _account(text: str) -> str:
    packed = text.upper().replace(" ", "").replace("-", "")
    if not _ACCOUNT.fullmatch(packed):
        raise AnswerError(say("Write the sort code and account number, or the IBAN."))
    return packed


def _attachment(_: str) -> str:
    raise AnswerError(say("Files cannot be taken on this form."))


_CHECKS: dict[str, Callable[[str], str]] = {
    "email": _email,
    "telephone": telephone_number,
    "date": _date,
    "number": _number,
    "yes-no": _yes_no,
    "card-last-four": _card_end,
    "bank-account": _account,
    "attachment": _attachment,
}
