"""Fewer indexes to be written with every record and every decision.

What stands under a key is looked for among its person's records, which an index knows; and few decisions have words of
their own or came on a form. Indexes are dropped by their names: neither table is written anew for it.
"""

import django.db.models.deletion
from django.db import migrations, models

_SHOWN = [("collection", "register.collection", "e71ac5e1"), ("wording", "register.wording", "9e63b00f")]


class Migration(migrations.Migration):

    dependencies = [
        ('register', '0012_settlings'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='record',
            name='register_record_key',
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    f'DROP INDEX IF EXISTS "register_permission_{field}_id_{suffix}"',
                    f'CREATE INDEX "register_permission_{field}_id_{suffix}" ON "register_permission" ("{field}_id")',
                )
                for field, _, suffix in _SHOWN
            ],
            state_operations=[
                migrations.AlterField(
                    model_name='permission',
                    name=field,
                    field=models.ForeignKey(
                        db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, to=model
                    ),
                )
                for field, model, _ in _SHOWN
            ],
        ),
        *(
            migrations.AddIndex(
                model_name='permission',
                index=models.Index(
                    condition=models.Q((f'{field}__isnull', False)),
                    fields=[field],
                    name=f'register_permission_{field}',
                ),
            )
            for field, _, _ in _SHOWN
        ),
    ]
