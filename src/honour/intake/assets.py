"""The catalogue of what may be downloaded: files in the home, kept under the SHA-256 of what is in them.

A file's own name never names a path: it is made plain, shown, and sent along with the file, no more.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils.text import slugify

from honour.evidence import entries
from honour.evidence.kinds import declare
from honour.intake.models import Asset

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

declare("asset:added", "A file was put up for download.")
declare("asset:withdrawn", "A file was withdrawn from download.")

LARGEST = 200 * 1024 * 1024  # bytes
_HEAD = 1024  # bytes
_TAIL = 4096  # bytes
_NAMED = {"pdf": {"pdf"}, "html": {"html", "htm", "xhtml"}, "mp4": {"mp4", "m4v", "mov"}, "webm": {"webm"}}
"""How files are named whose content is what each ending stands for."""
_SAID = {"pdf": "a PDF", "html": "a web page", "mp4": "a video (MP4)", "webm": "a video (WebM)"}
_UNPLAIN = re.compile(r"[^A-Za-z0-9._-]+")


class AssetRefusedError(ValueError):
    """A file cannot be put up; the message says why and is for whoever brought it."""


@dataclass(frozen=True, slots=True)
class Words:
    """What is said of an asset: its kind, title, text, and the form that is filled in for it (none: free to take)."""

    kind: str
    title: str
    text: str = ""
    form: str = ""


def add_asset(file: IO[bytes], name: str, words: Words, *, by: str, at: dt.datetime) -> Asset:
    """Put a file up for download, with its ledger entry.

    Arguments: ``file``, open for reading; ``name``, as it was called where it came from; ``by``, the opaque id of who
    did it; ``at``, aware.
    Errors: ``AssetRefusedError`` when it is empty, larger than ``LARGEST``, cut short, neither PDF, web page nor video,
    or another of these than its name says.
    """
    held, size, digest, head = _copy(file)
    try:
        media_type, ending = _kind_of(head, held)
        _require_named_so(name, ending)
        folder = _folder()
        held.replace(folder / digest)
    except BaseException:
        held.unlink(missing_ok=True)
        raise
    with transaction.atomic():
        asset = Asset.objects.create(
            slug=_free_slug(words.title),
            kind=words.kind,
            title=words.title,
            text=words.text,
            form=words.form,
            file_name=plain_name(name, ending),
            media_type=media_type,
            size=size,
            sha256=digest,
            added_at=at,
        )
        entries.append("asset:added", {"asset": asset.slug, "sha256": digest, "form": words.form, "by": by}, at=at)
    return asset


def withdraw_asset(asset: Asset, *, by: str, at: dt.datetime) -> None:
    """Take an asset off the site; links to it that were sent say that it is gone. Its file stays until it is unused."""
    with transaction.atomic():
        if Asset.objects.filter(pk=asset.pk, withdrawn_at=None).update(withdrawn_at=at):
            entries.append("asset:withdrawn", {"asset": asset.slug, "by": by}, at=at)
    if not Asset.objects.filter(sha256=asset.sha256, withdrawn_at=None).exists():
        (_folder() / asset.sha256).unlink(missing_ok=True)


def open_asset(asset: Asset) -> IO[bytes] | None:
    """Open an asset's file; ``None`` when it is withdrawn, or the file is not there or not of its size any more."""
    if asset.withdrawn_at is not None or not re.fullmatch(r"[0-9a-f]{64}", asset.sha256):
        return None
    try:
        opened = (_folder() / asset.sha256).open("rb")
    except OSError:
        return None
    if os.fstat(opened.fileno()).st_size != asset.size:
        opened.close()
        return None
    return opened


def offered(form: str | None = None) -> Iterable[Asset]:
    """Give the assets that stand on the site, those of one form if it is named."""
    found = Asset.objects.filter(withdrawn_at=None)
    return found if form is None else found.filter(form=form)


def plain_name(name: str, ending: str) -> str:
    """Make a file's name one that holds no path, no control character and the ending of what is in it."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode())[-1]
    stem = _UNPLAIN.sub("-", last.rpartition(".")[0] or last).strip(".-_")[:80]
    return f"{stem or 'download'}.{ending}"


def _copy(file: IO[bytes]) -> tuple[Path, int, str, bytes]:
    """Write what is read beside its place, counting and hashing."""
    size, hashed, head = 0, hashlib.sha256(), b""
    with tempfile.NamedTemporaryFile(dir=_folder(), prefix=".new-", delete=False) as held:
        try:
            while chunk := file.read(1 << 20):
                size += len(chunk)
                if size > LARGEST:
                    raise AssetRefusedError(f"The file is larger than {LARGEST >> 20} MB: make it smaller.")  # noqa: TRY301 - the copy goes either way
                head = head or chunk[:_HEAD]
                hashed.update(chunk)
                held.write(chunk)
            held.flush()
            os.fsync(held.fileno())
        except BaseException:
            Path(held.name).unlink(missing_ok=True)
            raise
    return Path(held.name), size, hashed.hexdigest(), head


def _kind_of(head: bytes, held: Path) -> tuple[str, str]:
    """Tell what a file is by what is in it, whatever its name says."""
    if head.startswith(b"%PDF-"):
        if b"%%EOF" not in _tail(held):
            raise AssetRefusedError("This PDF was cut short. Save it as a PDF again and choose that.")
        return "application/pdf", "pdf"
    if head[4:8] == b"ftyp":
        return "video/mp4", "mp4"
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return "video/webm", "webm"
    if re.match(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype html|html)\b", head, re.IGNORECASE):
        try:
            held.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            raise AssetRefusedError("This web page is not in UTF-8: save it as UTF-8.") from None
        return "text/html", "html"
    raise AssetRefusedError("This is neither a PDF, a web page (HTML) nor a video (MP4, WebM), whatever its name says.")


def _require_named_so(name: str, ending: str) -> None:
    """See that a file is not named like another kind: whoever chose it may have chosen the wrong one."""
    says = name.rpartition(".")[2].lower()
    if says not in _NAMED[ending] and any(says in endings for endings in _NAMED.values()):
        raise AssetRefusedError(f"Its name ends in .{says}, but it is {_SAID[ending]}. Choose the right file.")


def _tail(held: Path) -> bytes:
    with held.open("rb") as opened:
        opened.seek(max(0, held.stat().st_size - _TAIL))
        return opened.read()


def _free_slug(title: str) -> str:
    stem = slugify(title)[:50].strip("-") or "download"
    taken = set(Asset.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    return next(each for each in (stem, *(f"{stem}-{number}" for number in range(2, 10_000))) if each not in taken)


def _folder() -> Path:
    """Give the folder of the files, made where it is missing."""
    home = settings.HONOUR_HOME
    assert home is not None  # noqa: S101 - nothing is put up before there is a home
    folder = Path(home) / "assets"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder
