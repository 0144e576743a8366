"""What takes long to make is made once in a run, and put back row by row for each test after."""

import os
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction

from fairmark.trail.models import Event


class Rows(NamedTuple):
    """The rows of a table as the database holds them, in the order of their keys."""

    table: str
    columns: tuple[str, ...]
    values: list[tuple]


_kept: dict[str, list[Rows]] = {}


def once(name: str, make: Callable[[], object]) -> None:
    """Make the records of `name`, or put back those that were made the first time.

    The database holds nothing of the application when it is asked, and what a test does afterwards
    is undone with the test, so that each begins with the same rows under the same keys. The
    processes of a run share what one of them has made, beside the files that go with it.
    """
    shared = Path(os.environ["FAIRMARK_DATA"]) / f"{name}-{connection.vendor}.kept"
    if name not in _kept and shared.exists():
        _kept[name] = pickle.loads(shared.read_bytes())
    if name in _kept:
        _put_back(_kept[name])
        return
    before = {one.table: len(one.values) for one in _every_row()}
    make()
    _kept[name] = [
        one._replace(values=one.values[before.get(one.table, 0) :]) for one in _every_row()
    ]
    ours = shared.with_suffix(f".{os.getpid()}")
    ours.write_bytes(pickle.dumps(_kept[name]))
    ours.rename(shared)


def _models() -> dict[str, type]:
    return {one._meta.db_table: one for one in apps.get_models(include_auto_created=True)}


def _every_row() -> list[Rows]:
    found = []
    with connection.cursor() as cursor:
        for table, model in _models().items():
            # The trail takes an event only after the one before it.
            key = "sequence" if model is Event else connection.ops.quote_name(model._meta.pk.column)
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)} ORDER BY {key}")
            if values := cursor.fetchall():
                found.append(Rows(table, tuple(one[0] for one in cursor.description), values))
    return found


def _put_back(rows: list[Rows]) -> None:
    models = _models()
    with transaction.atomic(), connection.cursor() as cursor:
        for table, columns, values in rows:
            places = ", ".join(["%s"] * len(columns))
            names = ", ".join(map(connection.ops.quote_name, columns))
            cursor.executemany(
                f"INSERT INTO {connection.ops.quote_name(table)} ({names}) VALUES ({places})",
                values,
            )
        for statement in connection.ops.sequence_reset_sql(
            no_style(), [models[one.table] for one in rows if one.values]
        ):
            cursor.execute(statement)
