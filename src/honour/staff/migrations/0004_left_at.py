"""When somebody left: of those who had, by the ledger; where it says nothing any more, they leave with the upgrade."""

import json

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.utils import timezone


def from_the_ledger(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    member = apps.get_model("staff", "Member")
    left = set(member.objects.filter(is_active=False).values_list("pk", flat=True))
    if not left:
        return
    known = {}
    rows = apps.get_model("evidence", "Payload").objects.filter(entry__kind="member:removed").order_by("pk")
    for content, at in rows.values_list("content", "entry__at"):
        known[str(json.loads(content).get("member", ""))] = at
    for pk in left:
        member.objects.filter(pk=pk).update(left_at=known.get(f"staff-{pk}", timezone.now()))


class Migration(migrations.Migration):
    dependencies = [
        ("staff", "0003_invitations_and_deputies"),
        ("evidence", "0001_initial"),
    ]

    operations = [
        migrations.AddField(model_name="member", name="left_at", field=models.DateTimeField(null=True)),
        migrations.RunPython(from_the_ledger, migrations.RunPython.noop),
    ]
