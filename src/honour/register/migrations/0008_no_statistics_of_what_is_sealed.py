"""PostgreSQL samples columns for its planner, and keeps what it sampled: of what opens or finds a person it may not."""

from django.apps.registry import Apps as StateApps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

COLUMNS = (
    ("register_datakey", "wrapped"),
    ("register_identifier", "digest"),
    ("register_identifier", "value"),
    ("register_record", "value"),
    ("register_attachment", "name"),
    ("register_attachmentpiece", "value"),
    ("register_staged", "wrapped"),
    ("register_staged", "value"),
    ("register_stagedidentifier", "digest"),
)


def forget_samples(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Take no samples from here on; giving a column its own type again makes the server forget those it has."""
    if schema_editor.connection.vendor != "postgresql":
        return
    for table, column in COLUMNS:
        schema_editor.execute(f"ALTER TABLE {table} ALTER COLUMN {column} SET STATISTICS 0")
        schema_editor.execute(f"ALTER TABLE {table} ALTER COLUMN {column} TYPE bytea")


class Migration(migrations.Migration):

    dependencies = [
        ('register', '0007_preferences'),
    ]

    operations = [
        migrations.RunPython(forget_samples, migrations.RunPython.noop),
    ]
