"""No two webhooks share a name; those that do are told apart by a number."""

from typing import Any

from django.db import migrations, models
from django.db.models.functions import Lower


def tell_apart(apps: Any, _: Any) -> None:
    Webhook = apps.get_model('systems', 'Webhook')
    taken = set[str]()
    for hook in Webhook.objects.order_by('pk'):
        name, number = hook.name, 1
        while name.lower() in taken:
            number += 1
            end = f' ({number})'
            name = hook.name[:100 - len(end)] + end
        taken.add(name.lower())
        if name != hook.name:
            Webhook.objects.filter(pk=hook.pk).update(name=name)


class Migration(migrations.Migration):

    dependencies = [
        ('systems', '0004_switched_off'),
    ]

    operations = [
        migrations.RunPython(tell_apart, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name='webhook',
            constraint=models.UniqueConstraint(Lower('name'), name='one_webhook_of_a_name'),
        ),
    ]
