"""An index of the keys that wait to be destroyed, by person: few at any time, and looked for with each erasure."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('register', '0010_room_for_keys_that_go'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='datakey',
            index=models.Index(condition=models.Q(('state', 1)), fields=['subject'], name='register_datakey_waiting'),
        ),
    ]
