"""The notice that follows from what was answered: made, written into the home, checked."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils import timezone

from honour.backups.whole_file import write_whole
from honour.notice.check import check
from honour.notice.faults import UnreadableNoticeError
from honour.notice.reading import load_notice
from honour.notice.starting import Answers, Company, Recipient, first_notice
from honour.notice.writing import write_notice

if TYPE_CHECKING:
    from honour.notice.check import Finding
    from honour.notice.model import Notice
    from honour.web.models import FirstRun

FILE = "notice.yaml"


@dataclass(frozen=True)
class Drafted:
    """The notice as it stands in the home, and what the check finds in it; ``problem`` when it cannot be read."""

    data: bytes
    notice: Notice | None
    findings: tuple[Finding, ...] = ()
    problem: str = ""

    @property
    def errors(self) -> tuple[Finding, ...]:
        """What stands in the way of publishing."""
        return tuple(finding for finding in self.findings if finding.severity == "error")


def answers_of(run: FirstRun) -> Answers:
    """Give the answers of all steps; the company's must be there."""
    given: dict[str, dict[str, Any]] = run.answers
    why, what = given.get("why", {}), given.get("what", {})
    who = given.get("who-else", {})
    named = {
        kind: Recipient(who.get(f"{kind}_name", ""), who.get(f"{kind}_country", "United Kingdom"))
        for kind in ("hosting", "mail", "accountant", "payment", "delivery")
        if who.get(kind)
    }
    return Answers(
        company=Company(**{key: value for key, value in given["company"].items() if value}),
        uses=frozenset(why.get("uses", ())),
        businesses=bool(why.get("businesses")),
        details=frozenset(what.get("details", ())),
        periods=given.get("how-long", {}),
        recipients=named,
    )


def draft(run: FirstRun) -> Drafted:
    """Give the notice that the set-up leads to, and see it written into the home."""
    if run.uploaded:
        return read_draft(_file().read_bytes())
    data = write_notice(first_notice(answers_of(run), timezone.localdate()), FILE)
    if not _file().is_file() or _file().read_bytes() != data:
        write_whole(_file(), [data])
    return read_draft(data)


def read_draft(data: bytes) -> Drafted:
    """Read and check a notice's bytes."""
    try:
        loaded = load_notice(data, FILE)
    except UnreadableNoticeError as error:
        return Drafted(data, None, problem=str(error))
    found = check(loaded.notice, at=timezone.localdate(), source=loaded.source)
    return Drafted(data, loaded.notice, tuple(found))


def keep_upload(data: bytes) -> None:
    """Keep a notice that came as a file, byte for byte."""
    write_whole(_file(), [data])


def _file() -> Path:
    return Path(settings.HONOUR_HOME or ".") / FILE
