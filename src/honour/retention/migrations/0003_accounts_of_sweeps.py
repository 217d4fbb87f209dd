from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("retention", "0002_certificates_of_erasures"),
    ]

    operations = [
        migrations.AddField(model_name="sweep", name="accounts", field=models.BigIntegerField(default=0)),
    ]
