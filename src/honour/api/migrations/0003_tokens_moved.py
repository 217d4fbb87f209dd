"""Tokens rest with the other systems now: those that were made keep their numbers, which the ledger names them by."""

from typing import Any

from django.db import migrations

COLUMNS = 'id, service, prefix, hashed, grants, scopes, made_at, expires_at, revoked_at, used_on'


def move(_: Any, editor: Any) -> None:
    with editor.connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO systems_token ({COLUMNS}, per_minute, counted, counted_until) '
            f'SELECT {COLUMNS}, 600, 0, 0 FROM api_token'
        )
        if editor.connection.vendor == 'postgresql':
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence('systems_token', 'id'), max(id)) FROM systems_token "
                'HAVING max(id) IS NOT NULL'
            )


class Migration(migrations.Migration):

    dependencies = [
        ('api', '0002_token_scopes'),
        ('systems', '0003_tokens'),
    ]

    operations = [
        migrations.RunPython(move, migrations.RunPython.noop),
        migrations.DeleteModel(name='Token'),
    ]
