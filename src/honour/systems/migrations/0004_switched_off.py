"""A system is switched off for more than one reason; the reason stands beside it."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('systems', '0003_tokens'),
    ]

    operations = [
        migrations.AlterField(
            model_name='webhook',
            name='state',
            field=models.CharField(choices=[('active', 'Told of decisions'), ('paused', 'Paused by somebody here'), ('disabled', 'Switched off')], default='active', max_length=10),
        ),
    ]
