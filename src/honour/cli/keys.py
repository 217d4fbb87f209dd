"""`honour keys`: root keys and the recovery kit."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

import click

from honour.cli.asking import ask_to_go_on
from honour.cli.failures import Unreadable
from honour.cli.home import check_installation, check_schema, open_home
from honour.cli.passphrase import passphrase_option, read_passphrase
from honour.config.home import HomeMissing, find_home
from honour.keyring import PURPOSES
from honour.keyring.rotation import Step


@click.group()
def keys() -> None:
    """Root keys: make, check, rotate, retire; and the recovery kit that brings them back."""


def _steps() -> tuple[Step, ...]:
    """Give everything that moves when a root key is rotated."""
    from honour.register import rotation
    from honour.staff import sealing
    from honour.systems.webhooks import signing

    return (*rotation.STEPS, *sealing.STEPS, *signing.STEPS)


def _folder(ctx: click.Context) -> Path:
    try:
        return find_home(ctx.find_root().obj).keys
    except HomeMissing as error:
        raise Unreadable(str(error)) from None


@keys.command()
@click.pass_context
def make(ctx: click.Context) -> None:
    """Make the root keys of a home that has none."""
    from honour import keyring

    folder = _folder(ctx)
    keyring.make_keys(folder, dt.datetime.now(dt.UTC))
    click.echo(f"Made in {folder}. Now write the recovery kit: honour keys kit")


@keys.command()
@click.pass_context
def check(ctx: click.Context) -> None:
    """Look at every root key: whether it is there, whole, private, and the one that the data were written under."""
    from honour import keyring

    home = open_home(ctx)
    check_schema()
    from honour.register.rotation import known_keys

    findings = keyring.check_keys(home.keys, known_keys())
    for finding in findings:
        version = "" if finding.version is None else f" {finding.version}"
        said = finding.problem or f"whole, check value {finding.check}"
        click.echo(f"{finding.purpose}{version}: {said}")
    if any(finding.problem for finding in findings):
        sys.exit(1)


@keys.command()
@click.argument("purpose", type=click.Choice(list(PURPOSES)))
@click.option("--resume", is_flag=True, help="Go on with a rotation that was stopped; make no new version.")
@click.pass_context
def rotate(ctx: click.Context, purpose: str, resume: bool) -> None:
    """Make the next version of a root key and move to it what the older one holds. Can be stopped and resumed."""
    from honour.keyring.rotation import begin_rotation, finish_rotation

    home = open_home(ctx)
    check_installation()
    if not resume:
        version = begin_rotation(home.keys, purpose, dt.datetime.now(dt.UTC))  # type: ignore[arg-type] # click checked it
        click.echo(f"Version {version} of the {purpose} key is in use. Write a new recovery kit: honour keys kit")
    rotated = finish_rotation(home.keys, purpose, _steps())  # type: ignore[arg-type] # click checked it
    for name, count in rotated.moved.items():
        click.echo(f"{name}: {count} moved to version {rotated.version}")
    click.echo("Older versions stay until retired: backups made before today need them.")


@keys.command()
@click.argument("purpose", type=click.Choice(list(PURPOSES)))
@click.argument("version", type=int)
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_context
def retire(ctx: click.Context, purpose: str, version: int, yes: bool) -> None:
    """Destroy an older version of a root key. Backups written under it can then not be read without the kit."""
    from honour.keyring.rotation import retire_key

    home = open_home(ctx)
    check_installation()
    if not yes:
        ask_to_go_on(f"Destroy version {version} of the {purpose} key for ever?")
    retire_key(home.keys, purpose, version, _steps())  # type: ignore[arg-type] # click checked it
    click.echo(f"Version {version} of the {purpose} key is destroyed.")


@keys.command()
@click.option("-o", "--out", type=click.Path(dir_okay=False, path_type=Path), help="Default: the screen.")
@passphrase_option
@click.pass_context
def kit(ctx: click.Context, out: Path | None, passphrase_file: Path | None) -> None:
    """Write the recovery kit: every root key on paper, under a passphrase. Keep paper and passphrase apart."""
    from honour.keyring import open_keyring
    from honour.keyring.recovery_kit import make_kit

    keyring = open_keyring(_folder(ctx))
    text = make_kit(keyring, read_passphrase(passphrase_file, "Passphrase for the kit", twice=True))
    if out is None:
        click.echo(text)
        return
    out.touch(mode=0o600)
    out.write_text(text, encoding="utf-8")
    click.echo(f"Written: {out}. Print it, try it (honour keys rehearse {out}), and delete the file.")


@keys.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@passphrase_option
@click.pass_context
def rehearse(ctx: click.Context, file: Path, passphrase_file: Path | None) -> None:
    """Try a recovery kit against the keys in use, without writing anything."""
    from honour.keyring import open_keyring, recovery_kit
    from honour.notice.wording import counted

    keyring = open_keyring(_folder(ctx))
    passphrase = read_passphrase(passphrase_file, "Passphrase of the kit")
    shown = recovery_kit.rehearse(file.read_text(encoding="utf-8"), passphrase, keyring)
    if shown.whole:
        click.echo(f"The kit opens and holds all {counted(len(shown.held), 'key')} in use.")
        return
    for name in shown.missing:
        click.echo(f"missing: {name} (made after the kit was written)")
    for name in shown.differing:
        click.echo(f"different: {name}")
    click.echo("This kit would not bring everything back. Write a new one: honour keys kit")
    sys.exit(1)


@keys.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@passphrase_option
@click.pass_context
def recover(ctx: click.Context, file: Path, passphrase_file: Path | None) -> None:
    """Write the kit's keys into a home that has none, or those of them that it lacks. None is ever replaced."""
    from honour.keyring.recovery_kit import recover_keys
    from honour.notice.wording import counted

    folder = _folder(ctx)
    passphrase = read_passphrase(passphrase_file, "Passphrase of the kit")
    recovered = recover_keys(file.read_text(encoding="utf-8"), passphrase, folder)
    click.echo(
        f"{folder} has {counted(sum(len(v) for v in recovered.keys.values()), 'key')} again. Check: honour keys check"
    )
