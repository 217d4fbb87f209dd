"""What is being settled of many records at once by the worker, and how far it is."""

import honour.register.models.subjects
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('register', '0011_keys_that_wait'),
    ]

    operations = [
        migrations.CreateModel(
            name='Settling',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('run_after', models.DateTimeField()),
                ('lease_until', models.DateTimeField(null=True)),
                ('holder', models.CharField(default='', max_length=80)),
                ('attempts', models.IntegerField(default=0)),
                ('failure', models.CharField(default='', max_length=80)),
                ('public_id', models.CharField(default=honour.register.models.subjects.opaque_id, max_length=20, unique=True)),
                ('by', models.CharField(max_length=100)),
                ('state', models.CharField(choices=[('working', 'Working'), ('done', 'Done'), ('stopped', 'Stopped'), ('failed', 'Failed')], default='working', max_length=10)),
                ('purpose', models.CharField(max_length=130)),
                ('unknown', models.CharField(max_length=10)),
                ('groups', models.JSONField()),
                ('answer', models.CharField(max_length=130)),
                ('taken_on', models.DateField(null=True)),
                ('reason', models.CharField(max_length=500)),
                ('last', models.BigIntegerField(default=0)),
                ('done', models.BigIntegerField(default=0)),
                ('of', models.BigIntegerField()),
                ('why', models.CharField(default='', max_length=300)),
                ('asked_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'working')), fields=('purpose', 'unknown'), name='one_settling_at_a_time')],
            },
        ),
    ]
