"""Certificates of erasures on the command line."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from honour.retention.models import Certificate


def certificate_after(person: str, at: dt.datetime) -> Certificate | None:
    """Give the newest certificate about a person, made from a time on."""
    from honour.retention.models import Certificate

    about = Certificate.objects.filter(erasures__subject__public_id=person, made_at__gte=at)
    return about.order_by("-pk").first()


def tell(certificate: Certificate) -> None:
    """Say what a certificate says: place by place, what was found before and after, and what remains."""
    from honour.ledger.certificate import read_certificate
    from honour.notice.wording import counted
    from honour.retention.proof.letter import letter_of

    said = read_certificate(certificate.text)
    control = said["control"]
    click.echo(f"Certificate {said['number']}: {letter_of(certificate).summary}")
    if said["method"]["bytes"]:
        click.echo(f"  {'place':<68} {'files':>6} {'bytes':>15}  before  after")
    else:
        click.echo(f"  Byte search not applicable: {said['method']['why']}. Every table was read through the database.")
        click.echo(f"  {'place':<68} {'files':>6} {'bytes':>15}  before  after")
    places = {each["place"]: each for each in said["searched"]}
    for place in dict.fromkeys([*places, *said["before"], *said["after"]]):
        files, size = (places[place]["files"], places[place]["bytes"]) if place in places else (0, 0)
        before, after = (sum(said[when].get(place, {}).values()) for when in ("before", "after"))
        click.echo(f"  {place:<68} {files:>6,} {size:>15,} {before:>7,} {after:>6,}")
    if "stored_found_before" in control:
        click.echo(f"  Before: {control['stored_found_before']} of {control['stored']} stored things were found.")
    click.echo(
        f"  The search sees: {control['planted_forms_found']} of {control['planted_forms']} forms of a planted value."
    )
    backups = said["backups"]
    if backups and backups["trouble"]:
        click.echo(f"  Newest backup {backups['newest']}: could not be restored ({backups['trouble']}).")
    elif backups:
        click.echo(
            f"  Newest backup {backups['newest']}, restored in a scratch place: {backups['opened']} of "
            f"{counted(backups['records_under_these_keys'], 'record')} can be opened with the keys in use."
        )
    for each in said["remains"]:
        until = f"until {each['until']}" if each["until"] else "no day known"
        readable = "can be read" if each["readable"] else "cannot be read"
        click.echo(f"  Remains: {each['what']}, {readable}, {until}: {each['how']}")
        for name in each["files"]:
            click.echo(f"    {name}")
    click.echo("Nothing was found." if said["nothing_found"] else "SOMETHING WAS FOUND.")


def write_files(certificate: Certificate, folder: Path) -> None:
    """Write a certificate, to be checked offline, and its letter into a folder."""
    from honour.backups.whole_file import write_whole
    from honour.retention.proof.letter import letter_of

    signed = folder / f"certificate-{certificate.pk}.txt"
    letter = folder / f"letter-{certificate.pk}.txt"
    write_whole(signed, [certificate.text.encode()])
    write_whole(letter, [letter_of(certificate).text().encode()])
    click.echo(f"Written: {signed} and {letter}. Check it, offline, with: honour verify {signed}")
