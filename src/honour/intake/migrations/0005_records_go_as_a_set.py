"""What refers to a record is no longer checked row by row; see docs/decisions/0011-records-go-as-a-set.md."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('intake', '0004_enquiries'),
        ('register', '0009_records_go_as_a_set'),
    ]

    operations = [
        migrations.AlterField(
            model_name='interaction',
            name='record',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='interactions', to='register.record'),
        ),
    ]
