"""The time zone in whose days the dates of records were reckoned."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('register', '0016_no_index_knows_a_keys_state'),
    ]

    operations = [
        migrations.CreateModel(
            name='Calendar',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('zone', models.CharField(max_length=100)),
            ],
        ),
    ]
