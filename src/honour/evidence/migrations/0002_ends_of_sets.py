"""Write beside each set of people its lowest and its highest number, by which a search passes over most of them."""

from django.apps.registry import Apps as StateApps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from pyroaring import BitMap


def write_ends(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Write the ends of every set that is kept, one set at a time."""
    payloads = apps.get_model("evidence", "Payload").objects.using(schema_editor.connection.alias)
    numbers = list(payloads.filter(subjects__isnull=False).values_list("pk", flat=True))
    for number in numbers:
        kept = payloads.values_list("subjects", flat=True).get(pk=number)
        people = BitMap.deserialize(bytes(kept)) if kept else BitMap()
        if people:
            payloads.filter(pk=number).update(lowest=people.min(), highest=people.max())


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
