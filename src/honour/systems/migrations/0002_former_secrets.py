from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('systems', '0001_webhooks'),
    ]

    operations = [
        migrations.AddField(
            model_name='webhook',
            name='former_version',
            field=models.SmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='webhook',
            name='former_wrapped',
            field=models.BinaryField(null=True),
        ),
        migrations.AddField(
            model_name='webhook',
            name='former_until',
            field=models.DateTimeField(null=True),
        ),
    ]
