"""The rows that an action wrote, and the same rows written again by plain SQL: the floor of writing."""

import json


class Written:
    """What comes into some tables from now on, with the trail's events and particulars."""

    def __init__(self, **tables: str):
        """Names each table with the key by which its new rows are told, in the order of writing."""
        self.tables = tables | {"trail_event": "sequence"}
        self.before = {
            table: _one(f"SELECT coalesce(max({key}), 0) FROM {table}")
            for table, key in self.tables.items()
        }
        self.rows: dict[str, list[tuple]] = {}
        self.heads: dict[str, list[str]] = {}

    def read(self) -> None:
        """Read what came in, and make an empty table of the same shape beside each."""
        from django.db import connection

        with connection.cursor() as cursor:
            for table, key in self.tables.items():
                cursor.execute(
                    f"SELECT * FROM {table} WHERE {key} > %s ORDER BY {key}", [self.before[table]]
                )
                self._keep(table, cursor)
            cursor.execute(
                "SELECT p.* FROM trail_particulars p JOIN trail_event e ON e.id = p.event_id "
                "WHERE e.sequence > %s ORDER BY e.sequence", [self.before["trail_event"]],
            )  # fmt: skip
            self._keep("trail_particulars", cursor)
            for table, heads in self.heads.items():
                cursor.execute(f"DROP TABLE IF EXISTS bench_{table}")
                cursor.execute(f"CREATE TABLE bench_{table} AS SELECT * FROM {table} WHERE 1 = 0")
                cursor.execute(
                    f"CREATE UNIQUE INDEX bench_{table}_key ON bench_{table} ({heads[0]})"
                )

    def _keep(self, table: str, cursor) -> None:
        self.heads[table] = [one[0] for one in cursor.description]
        self.rows[table] = [
            tuple(json.dumps(v) if isinstance(v, dict | list) else v for v in row)
            for row in cursor.fetchall()
        ]

    def write_again(self, only: int | None = None) -> None:
        """Write every row, or the one in this place of each table, in one durable transaction."""
        from django.db import connection, transaction

        with transaction.atomic(), connection.cursor() as cursor:
            for table, heads in self.heads.items():
                marks = ", ".join(["%s"] * len(heads))
                statement = f"INSERT INTO bench_{table} ({', '.join(heads)}) VALUES ({marks})"
                if only is None:
                    cursor.executemany(statement, self.rows[table])
                else:
                    cursor.execute(statement, self.rows[table][only])


def _one(statement: str):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]
