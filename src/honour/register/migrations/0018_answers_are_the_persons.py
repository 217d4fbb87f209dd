"""Who answered by the link of a message wrote it down themself: their answers named nobody."""

from django.db import migrations

NAMED = """
    UPDATE register_permission SET recorded_by = 'person'
    WHERE recorded_by = '' AND how = 'link' AND kind IN ('consent', 'withdrawal')
"""


class Migration(migrations.Migration):

    dependencies = [
        ('register', '0017_calendars'),
    ]

    operations = [
        migrations.RunSQL(NAMED, migrations.RunSQL.noop),
    ]
