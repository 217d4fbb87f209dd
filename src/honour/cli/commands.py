"""The commands there are, each loaded only when it is called."""

from __future__ import annotations

from difflib import get_close_matches
from importlib import import_module
from typing import Any

import click

COMMANDS = {
    # The notice as a file: none of these needs an installation.
    "check": ("honour.cli.notice:check", "Find what is missing or unlawful in a notice."),
    "diff": ("honour.cli.notice:diff", "Compare two notices clause by clause."),
    "render": ("honour.cli.notice:render", "Write a notice as a page, text, register of processing or linked data."),
    "schema": ("honour.cli.notice:schema", "Print the JSON Schema of a notice, a question or a decision."),
    "decide": ("honour.cli.notice:decide", "Answer questions, one JSON object a line, by a notice."),
    "verify": ("honour.cli.verify:verify", "Check an exported ledger or a single proof, offline."),
    # The installation.
    "init": ("honour.cli.install:init", "Make a new home: database, keys, journal."),
    "upgrade": ("honour.cli.upgrade:upgrade", "Bring a home to this release, after a backup."),
    "serve": ("honour.cli.serve:serve", "Serve the site and the console."),
    "worker": ("honour.cli.serve:worker", "Do the work that takes time."),
    "demo": ("honour.cli.demo:demo", "Run the demonstration."),
    "plan": ("honour.cli.plan:plan", "Say what a new version does to the data already held."),
    "publish": ("honour.cli.publish:publish", "Publish a version of the notice."),
    "import": ("honour.cli.bring_in:import_", "Bring in a list of people that was kept elsewhere."),
    "mode": ("honour.cli.mode:mode", "Observe a purpose or enforce it; count what is refused."),
    "prove": ("honour.cli.prove:prove", "Prove the notice's promises, one by one."),
    "erase": ("honour.cli.erase:erase", "Erase a person, a category of their data, or a record."),
    "erasure": ("honour.cli.erasure:erasure", "See what was erased, and whether anything is left of it."),
    "sweep": ("honour.cli.sweep:sweep", "Delete what is past its date, or say what would go."),
    "ledger": ("honour.cli.ledger:ledger", "Verify or export the ledger."),
    "keys": ("honour.cli.keys:keys", "Make, check and rotate root keys; the recovery kit."),
    "backup": ("honour.cli.backup:backup", "Make, list and rehearse backups: separate encrypted archives."),
    "restore": ("honour.cli.backup:restore", "Restore a backup and replay every erasure and stop since."),
    "mail": ("honour.cli.mail:mail", "Try the mail server; see what waits in the outbox."),
    "staff": ("honour.cli.staff:staff", "Add members of staff and give them roles."),
    "webhook": ("honour.cli.webhook:webhook", "Tell other systems when somebody decides something."),
    "token": ("honour.cli.token:token", "Make, list and revoke the tokens of services."),
}


class Commands(click.Group):
    """A group that knows its commands' names and one-line descriptions, and loads a command when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Give the names in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """Load the command of that name."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name][0].partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; of one that there is not, say under which other it is found, or which is written so."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as unknown:
            meant = [f"honour {each}" for each in self._like(ctx, args[0])]
            if not meant:
                raise
            raise click.UsageError(f"{unknown.message} Did you mean: {', or '.join(meant)}?", ctx) from None

    def _like(self, ctx: click.Context, asked: str) -> list[str]:
        found = []
        for name in COMMANDS:
            command = self.get_command(ctx, name)
            if isinstance(command, click.Group) and asked in command.commands:
                found.append(f"{name} {asked}")
        return found or get_close_matches(asked, COMMANDS, n=1)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """List the commands without loading any of them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, words) for name, (_, words) in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a typed error becomes its message and an exit code, never a traceback."""
        from honour.cli.failures import explained

        with explained(ctx.args):
            return super().invoke(ctx)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--home", metavar="FOLDER", help="The installation's folder. Default: HONOUR_HOME, else ./var/demo.")
@click.version_option(package_name="honour")
@click.pass_context
def honour(ctx: click.Context, home: str | None) -> None:
    """Honour keeps the promises in a privacy notice."""
    ctx.obj = home
