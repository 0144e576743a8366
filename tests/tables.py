"""The tables of a database as plain values; run as a program, those of one that is migrated anew."""

import json
import re

from django.apps import apps

#: SQLite counts what has no name, in the order of the columns.
COUNTED = re.compile(r"fk_\d+|__unnamed_constraint_\d+__")


def tables_of(connection):
    """Of each table of ours its columns, and its constraints and indexes with their names."""
    with connection.cursor() as cursor:
        return {
            name: {"columns": _columns(connection, cursor, name),
                   "constraints": _constraints(connection, cursor, name)}
            for name in sorted(connection.introspection.table_names(cursor)) if _is_ours(name)
        }  # fmt: skip


def _is_ours(table):
    """Django's own tables are left out: it makes some of them in two ways."""
    labels = [one.label for one in apps.get_app_configs() if one.name.startswith("fairmark.")]
    return any(table.startswith(f"{label}_") for label in labels)


def _columns(connection, cursor, table):
    return sorted(
        [one.name, str(one.type_code).lower(), one.null_ok, one.precision, one.scale]
        for one in connection.introspection.get_table_description(cursor, table)
    )


def _constraints(connection, cursor, table):
    found = connection.introspection.get_constraints(cursor, table)
    return sorted(
        [
            "" if COUNTED.fullmatch(name) else name, sorted(one["columns"] or []), one["unique"],
            one["primary_key"], one["check"], list(one["foreign_key"] or []),
        ]
        for name, one in found.items()
    )  # fmt: skip


def main():
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0, interactive=False)
    print(json.dumps(tables_of(connection)))  # noqa: T201


if __name__ == "__main__":
    main()
