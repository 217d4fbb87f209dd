"""Have the sequencer write the index by person on SQLite, where every append would touch many pages of it."""

import django.db.models.expressions
from django.apps.registry import Apps as StateApps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from honour.evidence.models.about import IndexOnPostgresql

INDEX = IndexOnPostgresql(
    django.db.models.expressions.CombinedExpression(models.F("entry"), ">>", models.Value(12)),
    models.F("subject"),
    condition=models.Q(("subject__isnull", False)),
    name="evidence_payload_subject",
)


def make_table(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Make the table; on SQLite its key is all there is of it, which Django cannot say."""
    if schema_editor.connection.vendor != "sqlite":
        schema_editor.create_model(apps.get_model("evidence", "About"))
        return
    schema_editor.execute(
        "CREATE TABLE evidence_about (run integer NOT NULL, subject bigint NOT NULL, entry bigint NOT NULL,"
        " PRIMARY KEY (run, subject, entry)) WITHOUT ROWID"
    )
    schema_editor.execute(
        "INSERT INTO evidence_about (run, subject, entry) SELECT entry_id >> 16, subject, entry_id"
        " FROM evidence_payload WHERE subject IS NOT NULL ORDER BY 1, 2, 3"
    )


def empty_index(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Leave the index on the payloads to PostgreSQL."""
    if schema_editor.connection.vendor == "sqlite":
        payload = apps.get_model("evidence", "Payload")
        schema_editor.remove_index(payload, INDEX)
        schema_editor.add_index(payload, INDEX)


class Migration(migrations.Migration):
    dependencies = [("evidence", "0003_few_are_named")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="About",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "run", "subject", "entry", blank=True, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        ("run", models.IntegerField()),
                        ("subject", models.BigIntegerField()),
                        ("entry", models.BigIntegerField()),
                    ],
                ),
                migrations.RemoveIndex(model_name="payload", name="evidence_payload_subject"),
                migrations.AddIndex(model_name="payload", index=INDEX),
            ]
        ),
        migrations.RunPython(make_table, migrations.RunPython.noop),
        migrations.RunPython(empty_index, migrations.RunPython.noop),
    ]
