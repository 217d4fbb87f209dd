"""K03: personal data rest in the columns declared for them, and no column is undeclared."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from honour.evidence.provers import Exhibit, Finding, judged, prover
from honour.notice.wording import counted
from honour.register.declared_columns import declared_columns


@prover("K03", clause="honour", test="Every column of every table in the database is declared, with what it holds.")
def every_column_is_declared(_: datetime) -> Finding:
    """Walk the database as it is, and find columns that nobody declared."""
    declared = declared_columns()
    exhibits, walked = [], 0
    with connection.cursor() as cursor:
        tables = connection.introspection.get_table_list(cursor)
        for table in tables:
            for column in connection.introspection.get_table_description(cursor, table.name):
                walked += 1
                if column.name not in declared.get(table.name, {}):
                    exhibits.append(Exhibit(f"{table.name}.{column.name} is not declared."))
    coverage = f"all {counted(walked, 'column')} of {counted(len(tables), 'table')}"
    return judged(exhibits, lambda faults: f"{counted(faults, 'column')} not declared", coverage)
