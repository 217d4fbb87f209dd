"""On PostgreSQL a page of data keys keeps a seventh of its room.

A key that is destroyed is then written anew on the same page, which is logged once instead of twice.
"""

from django.apps.registry import Apps as StateApps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def leave_room(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Leave room on pages that are written from here on."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE register_datakey SET (fillfactor = 85)")


class Migration(migrations.Migration):

    dependencies = [
        ('register', '0009_records_go_as_a_set'),
    ]

    operations = [
        migrations.RunPython(leave_room, migrations.RunPython.noop),
    ]
