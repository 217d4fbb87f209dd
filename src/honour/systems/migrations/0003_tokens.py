from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('systems', '0002_former_secrets'),
    ]

    operations = [
        migrations.CreateModel(
            name='Token',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('service', models.CharField(max_length=100)),
                ('prefix', models.CharField(max_length=16, unique=True)),
                ('hashed', models.BinaryField(max_length=32)),
                ('grants', models.JSONField(default=dict)),
                ('scopes', models.JSONField(default=list)),
                ('made_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(null=True)),
                ('used_on', models.DateField(null=True)),
                ('per_minute', models.PositiveIntegerField(default=600)),
                ('counted', models.PositiveIntegerField(default=0)),
                ('counted_until', models.BigIntegerField(default=0)),
            ],
        ),
    ]
