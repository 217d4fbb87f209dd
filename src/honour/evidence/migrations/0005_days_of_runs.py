"""Have the sequencer note on SQLite on which days payloads end, where every append would touch an index of them."""

from django.apps.registry import Apps as StateApps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from honour.evidence.models.about import IndexOnPostgresql

INDEX = IndexOnPostgresql(models.F("expires_at"), name="evidence_payload_expires")


def make_table(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Make the table; on SQLite its key is all there is of it, which Django cannot say."""
    if schema_editor.connection.vendor != "sqlite":
        schema_editor.create_model(apps.get_model("evidence", "Ending"))
        return
    schema_editor.execute(
        "CREATE TABLE evidence_ending (until date NOT NULL, run bigint NOT NULL, PRIMARY KEY (until, run))"
        " WITHOUT ROWID"
    )
    schema_editor.execute(
        "INSERT INTO evidence_ending (until, run) SELECT DISTINCT expires_at, entry_id >> 12 FROM evidence_payload"
        " ORDER BY 1, 2"
    )


def empty_index(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Leave the index on the payloads to PostgreSQL."""
    if schema_editor.connection.vendor == "sqlite":
        payload = apps.get_model("evidence", "Payload")
        schema_editor.remove_index(payload, INDEX)
        schema_editor.add_index(payload, INDEX)


class Migration(migrations.Migration):
    dependencies = [("evidence", "0004_people_of_entries")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="Ending",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "until", "run", blank=True, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        ("until", models.DateField()),
                        ("run", models.BigIntegerField()),
                    ],
                ),
                migrations.RemoveIndex(model_name="payload", name="evidence_payload_expires"),
                migrations.AddIndex(model_name="payload", index=INDEX),
            ]
        ),
        migrations.RunPython(make_table, migrations.RunPython.noop),
        migrations.RunPython(empty_index, migrations.RunPython.noop),
    ]
