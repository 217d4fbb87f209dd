"""Write a row for each person of a small set, by which a search finds it; only larger sets keep their ends."""

from django.apps.registry import Apps as StateApps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from pyroaring import BitMap

from honour.evidence.models.named import FEW, FEW_BITS, Place


TOGETHER = 1_000
"""Sets that are read and written together: a store may keep hundreds of thousands."""


def name_the_few(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Write the people of every small set that is kept, many sets at a time."""
    payloads = apps.get_model("evidence", "Payload").objects.using(schema_editor.connection.alias)
    numbers = list(payloads.filter(lowest__isnull=False).values_list("pk", flat=True))
    with schema_editor.connection.cursor() as cursor:
        for first in range(0, len(numbers), TOGETHER):
            kept = payloads.filter(pk__in=numbers[first : first + TOGETHER]).values_list("pk", "subjects")
            # One with ends is never empty.
            sets = [(number, BitMap.deserialize(bytes(subjects or b""))) for number, subjects in kept]
            few = [(number, people) for number, people in sets if len(people) <= FEW]
            rows = [
                ((number << FEW_BITS) + place, person) for number, people in few for place, person in enumerate(people)
            ]
            if schema_editor.connection.vendor == "postgresql":
                cursor.execute(
                    "INSERT INTO evidence_named (id, subject) SELECT * FROM unnest(%s::bigint[], %s::bigint[])",
                    [[each for each, _ in rows], [person for _, person in rows]],
                )
            else:
                cursor.executemany("INSERT INTO evidence_named (id, subject) VALUES (%s, %s)", rows)
            payloads.filter(pk__in=[number for number, _ in few]).update(lowest=None, highest=None)


class Migration(migrations.Migration):
    dependencies = [("evidence", "0002_ends_of_sets")]

    operations = [
        migrations.CreateModel(
            name="Named",
            fields=[
                ("id", Place(primary_key=True, serialize=False)),
                ("subject", models.BigIntegerField()),
            ],
        ),
        migrations.RemoveIndex(model_name="payload", name="evidence_payload_sets"),
        migrations.RunPython(name_the_few, migrations.RunPython.noop),
        # Once all rows are there: written row by row, each touches another page of it.
        migrations.AddIndex(
            model_name="named",
            index=models.Index(fields=["subject", "id"], name="evidence_named_subject"),
        ),
        migrations.AddIndex(
            model_name="payload",
            index=models.Index(
                condition=models.Q(("lowest__isnull", False)),
                fields=["entry", "lowest", "highest"],
                name="evidence_payload_sets",
            ),
        ),
    ]
