"""Projects and services become matters, beside invoices, cases and the like; who waits for one stands in the register."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("dealings", "0002_companies"),
        ("register", "0006_undated_records"),
    ]

    operations = [
        migrations.RenameModel(old_name="Service", new_name="Matter"),
        migrations.DeleteModel(name="Involvement"),
        migrations.AlterField(
            model_name="matter",
            name="kind",
            field=models.CharField(
                choices=[
                    ("project", "Project"),
                    ("service", "Service"),
                    ("invoice", "Invoice"),
                    ("accounting-period", "Accounting period"),
                    ("request", "Request"),
                    ("complaint", "Complaint"),
                    ("case", "Case"),
                    ("event", "Event"),
                ],
                max_length=20,
            ),
        ),
        migrations.AddField(model_name="matter", name="what", field=models.CharField(default="", max_length=120)),
        migrations.AddField(
            model_name="matter",
            name="company",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="matters",
                to="dealings.company",
            ),
        ),
    ]
