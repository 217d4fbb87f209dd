"""The erasure of a record says whether all of its person was to go; a hold has the salt of the ledger's line about it."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('register', '0014_keys_beside_each_other'),
    ]

    operations = [
        migrations.AddField(
            model_name='erasure',
            name='of_all',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='hold',
            name='salt',
            field=models.CharField(default='', max_length=32),
        ),
    ]
