"""A person may have several keys of a category: one that an undone erasure brought back, and one made meanwhile."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('register', '0013_fewer_indexes'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='datakey',
            name='one_live_key_per_subject_and_category',
        ),
        migrations.AddIndex(
            model_name='datakey',
            index=models.Index(condition=models.Q(('state', 0)), fields=['subject', 'category'], name='register_datakey_live'),
        ),
    ]
