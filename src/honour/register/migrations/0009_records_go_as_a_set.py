"""What refers to a record is no longer checked row by row; see docs/decisions/0011-records-go-as-a-set.md.

On PostgreSQL a page of people keeps a fifth of its room: whoever is decided about, or leaves, is then written anew on the
same page, and no index learns of it.
"""

import django.db.models.deletion
from django.apps.registry import Apps as StateApps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def leave_room(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Leave room on pages that are written from here on."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE register_subject SET (fillfactor = 80)")


class Migration(migrations.Migration):

    dependencies = [
        ('register', '0008_no_statistics_of_what_is_sealed'),
    ]

    operations = [
        migrations.RunPython(leave_room, migrations.RunPython.noop),
        migrations.RemoveIndex(
            model_name='datakey',
            name='register_datakey_root',
        ),
        migrations.AlterField(
            model_name='attachment',
            name='record',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='attachments', to='register.record'),
        ),
        migrations.AlterField(
            model_name='identifier',
            name='record',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='identifiers', to='register.record'),
        ),
        migrations.AlterField(
            model_name='record',
            name='superseded_by',
            field=models.ForeignKey(db_column='superseded_by', db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, to='register.record'),
        ),
        migrations.AddIndex(
            model_name='datakey',
            index=models.Index(condition=models.Q(('state', 0)), fields=['root_version'], name='register_datakey_root'),
        ),
    ]
