"""`honour prove`: the promise board on the command line."""

from __future__ import annotations

import datetime as dt
import json
import sys

import click

from honour.cli.home import check_installation, open_home

_MARKS = {"kept": "✓", "broken": "✗", "not proved": "○"}


@click.command()
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.pass_context
def prove(ctx: click.Context, form: str) -> None:
    """Examine every promise and say which are kept, broken or not proved. Exit code 1 if one is broken."""
    open_home(ctx)
    check_installation()
    from honour.evidence.provers import prove_and_keep

    proofs = prove_and_keep(dt.datetime.now(dt.UTC))
    if form == "json":
        rows = [
            {
                "id": proof.promise.id,
                "clause": proof.clause,
                "state": proof.state,
                "figure": proof.figure,
                "coverage": proof.coverage,
            }
            for proof in proofs
        ]
        click.echo(json.dumps(rows, indent=2, ensure_ascii=False))
    else:
        for state in ("broken", "kept", "not proved"):
            for proof in proofs:
                if proof.state == state:
                    click.echo(f"{_MARKS[state]} {state:<10} {proof.promise.id}  {proof.promise.sentence}")
                    click.echo(f"{'':17}{proof.figure} ({proof.coverage})")
        counted = [sum(proof.state == state for proof in proofs) for state in ("kept", "broken", "not proved")]
        click.echo("\n{} kept · {} broken · {} not proved".format(*counted))
    sys.exit(1 if any(proof.state == "broken" for proof in proofs) else 0)
