"""`honour verify`: checks an exported ledger, a proof or a certificate, with nothing but the file."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

import click

from honour.cli.failures import Unreadable
from honour.ledger.errors import ProofRefused, SignatureRefused
from honour.ledger.export.report import Report
from honour.ledger.note import VerifierKey

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_BEGINNING = 4096  # bytes, among which a proof names its format
_MOST_PROOF = 1_000_000  # bytes


@click.command()
@click.argument("file", type=_FILE)
@click.option("--checkpoint", "checkpoints", type=_FILE, multiple=True, help="A checkpoint kept elsewhere.")
@click.option("--key", "keys", multiple=True, help="A verifier key you trust: name+id+base64.")
def verify(file: Path, checkpoints: tuple[Path, ...], keys: tuple[str, ...]) -> None:
    """Check an exported ledger, the proof of one entry, or a certificate of erasure, offline.

    Everything edited, dropped or put in another order is found and named. What was cut off at the end is found with a
    checkpoint that you kept. Exit code 0 intact, 1 not, 2 unreadable.
    """
    trusted = [VerifierKey.parse(key) for key in keys]
    with file.open("rb") as stream:
        start = stream.read(_BEGINNING)
    forms = {b"honour-certificate/": _verify_certificate, b"honour-proof/": _verify_proof}
    check = next((check for mark, check in forms.items() if mark in start), None)
    if check is not None:
        try:
            check(file, trusted)
        except (SignatureRefused, ProofRefused) as refused:  # read, and not as it was written
            raise click.ClickException(str(refused)) from None
        return
    if b"honour-ledger/" not in start:
        raise Unreadable(
            f"{file} begins neither as an exported ledger, nor as the proof of an entry, nor as a certificate."
        )
    from honour.ledger.export.verify import verify_file

    notes = [_checkpoint(path) for path in checkpoints]
    with file.open("rb") as stream:
        report = verify_file(stream, now=dt.datetime.now(dt.UTC), keys=trusted, checkpoints=notes)
    _tell(report)
    sys.exit(0 if report.intact else 1)


def _checkpoint(path: Path) -> str:
    from honour.ledger.errors import LedgerError
    from honour.ledger.note import read_note

    try:
        note = path.read_text(encoding="utf-8")
        read_note(note)
    except (UnicodeDecodeError, LedgerError):
        raise Unreadable(f"{path} is no checkpoint: it does not read as a signed note.") from None
    return note


def _tell(report: Report) -> None:
    from honour.notice.wording import counted

    for problem in report.problems:
        place = f"line {problem.line}: " if problem.line is not None else ""
        click.echo(f"{place}{problem.message}")
    if report.stopped:
        click.echo("So much is wrong that the check stopped there.")
    if not report.intact:
        click.echo(f"Not intact: {len(report.problems)} problem{'' if len(report.problems) == 1 else 's'}.")
        return
    click.echo(
        f"Intact: {counted(report.entries, 'entry', 'entries')}, each as it was written, none missing, none moved."
    )
    if report.expired:
        one = report.expired == 1
        click.echo(
            f"The payload{'' if one else 's'} of {report.expired} {'has' if one else 'have'} expired and "
            f"{'was' if one else 'were'} deleted on {'its' if one else 'their'} day; "
            f"{'its' if one else 'their'} place is proved."
        )
    if report.checkpoint:
        click.echo(f"Signed by {report.key} for {counted(report.checkpoint.size, 'entry', 'entries')}.")
    if not report.key_is_known:
        click.echo("The key is the one that the file names. To be sure of the signer, give --key from elsewhere.")


def _verify_proof(file: Path, trusted: list[VerifierKey]) -> None:
    from honour.ledger.bundle import verify_bundle

    with file.open("rb") as stream:
        text = stream.read(_MOST_PROOF)
    proven = verify_bundle(text.decode("utf-8", "replace"), keys=trusted)
    click.echo(f"Proved: entry {proven.index} is in the ledger of {proven.checkpoint.size} entries, as shown.")
    for name, value in (*proven.entry.items(), *(proven.content or {}).items()):
        click.echo(f"  {name}: {value}")
    if proven.content is None:
        click.echo("  Its payload has expired and was deleted on its day.")
    click.echo(f"Signed by {proven.key}.")


_STORED = {"values": "in clear", "hashes": "keyed hashes", "keys": "locked keys", "sealed": "locked values"}
"""What a certificate counts by place."""


def _verify_certificate(file: Path, trusted: list[VerifierKey]) -> None:
    from honour.ledger.certificate import open_certificate

    certified = open_certificate(file.read_text(encoding="utf-8"), trusted)
    said = certified.body
    click.echo(f"Intact: certificate {said['number']} of {said['made_at']}, as it was signed.")
    for each in said["erasures"]:
        gone = ", ".join(f"{count:,} {what}" for what, count in each["gone"].items())
        done = f"done {each['done_at']}" if each["done_at"] else "not done with: a hold keeps some of it"
        click.echo(f"  erasure {each['erasure']} of {said['person']}, {done}: {gone or 'nothing yet'}")
    for when in ("before", "after"):
        for place, kinds in said[when].items():
            listed = ", ".join(f"{count:,} {_STORED.get(what, what)}" for what, count in kinds.items())
            click.echo(f"  found {when} in {place}: {listed}")
        if not said[when]:
            click.echo(f"  found {when}: nothing")
    for each in said["remains"]:
        click.echo(f"  remains: {each['what']}, until {each['until'] or 'no day known'}: {each['how']}")
    click.echo("  nothing was found" if said["nothing_found"] else "  SOMETHING WAS FOUND")
    click.echo(f"Signed by {certified.key}.")
    if not certified.key_is_known:
        click.echo("The key is the one that the file names. To be sure of the signer, give --key from elsewhere.")
