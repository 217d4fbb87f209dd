"""Write beside each set of people its lowest and its highest number, by which a search passes over most of them."""

from django.apps.registry import Apps as StateApps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from pyroaring import BitMap


TOGETHER = 1_000
"""Sets that are read and written together: a store may keep hundreds of thousands."""


def write_ends(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Write the ends of every set that is kept, many sets at a time."""
    payloads = apps.get_model("evidence", "Payload").objects.using(schema_editor.connection.alias)
    numbers = list(payloads.filter(subjects__isnull=False).values_list("pk", flat=True))
    with schema_editor.connection.cursor() as cursor:
        for first in range(0, len(numbers), TOGETHER):
            kept = payloads.filter(pk__in=numbers[first : first + TOGETHER]).values_list("pk", "subjects")
            sets = [(number, BitMap.deserialize(bytes(subjects))) for number, subjects in kept if subjects]
            cursor.executemany(
                "UPDATE evidence_payload SET lowest = %s, highest = %s WHERE entry_id = %s",
                [(people.min(), people.max(), number) for number, people in sets if people],
            )


class Migration(migrations.Migration):
    dependencies = [("evidence", "0001_initial")]

    operations = [
        migrations.RemoveIndex(model_name="payload", name="evidence_payload_bulk"),
        migrations.AddField(model_name="payload", name="highest", field=models.BigIntegerField(null=True)),
        migrations.AddField(model_name="payload", name="lowest", field=models.BigIntegerField(null=True)),
        migrations.RunPython(write_ends, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="payload",
            index=models.Index(
                condition=models.Q(("subjects__isnull", False)),
                fields=["entry", "lowest", "highest"],
                name="evidence_payload_sets",
            ),
        ),
    ]
