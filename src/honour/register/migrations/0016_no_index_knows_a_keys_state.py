"""No index knows the state of a data key: on PostgreSQL a key that is destroyed is written anew on its page alone.

A page then keeps room for it even if all of its keys go together.
"""

from django.apps.registry import Apps as StateApps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def leave_room(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Leave room on pages that are written from here on."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE register_datakey SET (fillfactor = 65)")


class Migration(migrations.Migration):

    dependencies = [
        ('register', '0015_holds_and_erasures'),
    ]

    operations = [
        migrations.RunPython(leave_room, migrations.RunPython.noop),
        migrations.RemoveIndex(
            model_name='datakey',
            name='register_datakey_live',
        ),
        migrations.RemoveIndex(
            model_name='datakey',
            name='register_datakey_root',
        ),
        migrations.RemoveIndex(
            model_name='datakey',
            name='register_datakey_waiting',
        ),
        migrations.AddIndex(
            model_name='datakey',
            index=models.Index(fields=['subject', 'category'], name='register_datakey_person'),
        ),
        migrations.AddIndex(
            model_name='datakey',
            index=models.Index(fields=['root_version'], name='register_datakey_version'),
        ),
    ]
