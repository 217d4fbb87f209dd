"""What every column of the database holds, as declared in ``declared_columns.yaml``."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import yaml


@cache
def declared_columns() -> dict[str, dict[str, str]]:
    """Give the class of every column, by table and column: ``sealed``, ``hashed``, ``about``, ``staff`` or ``system``.

    Errors: ``ValueError`` when a column is declared twice, or under a class that is not explained.
    """
    read = yaml.load((files("honour.register") / "declared_columns.yaml").read_bytes(), Loader=yaml.CSafeLoader)
    declared: dict[str, dict[str, str]] = {}
    for table, listed in read["tables"].items():
        declared[table] = {}
        for kind, columns in listed.items():
            twice = set(columns) & set(declared[table])
            if twice or kind not in read["classes"]:
                raise ValueError(
                    f"{table} declares {', '.join(sorted(twice)) or kind} wrongly in declared_columns.yaml."
                )
            declared[table].update(dict.fromkeys(columns, kind))
    return declared
