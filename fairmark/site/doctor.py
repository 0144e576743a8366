"""Is the machine fit to keep records? Database, durability, disk and versions, each with its cure."""

import shutil
import sqlite3
import sys
from dataclasses import dataclass
from pathlib import Path

import django
from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import DatabaseError

from fairmark.trail import schema

_SYNCHRONOUS = {0: "off", 1: "normal", 2: "full", 3: "extra"}
_LEAST_FREE = 5  # percent of the disk


@dataclass(frozen=True)
class Check:
    """One thing looked at: what was found, and the cure when it is wrong."""

    what: str
    ok: bool
    found: str
    cure: str = ""


def examine() -> list[Check]:
    """Look at everything that durability rests on."""
    checks = [_python(), _disk()]
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        return [*checks, Check("database", False, f"{error}.", "Check FAIRMARK_DATABASE_URL.")]
    checks += _sqlite() if connection.vendor == "sqlite" else _postgresql()
    return [*checks, *_migrated()]


def _python() -> Check:
    found = f"Python {sys.version.split()[0]}, Django {django.__version__}"
    return Check("versions", sys.version_info >= (3, 11), found, "Install Python 3.11 or later.")


def _disk() -> Check:
    folder = Path(settings.FAIRMARK_DATA)
    folder = next(place for place in (folder, *folder.parents) if place.exists())
    usage = shutil.disk_usage(folder)
    free = usage.free * 100 // usage.total
    return Check(
        "disk", free >= _LEAST_FREE, f"{free}% free, {usage.free // 1024**3} GiB",
        f"Free space until {_LEAST_FREE}% or more is free.",
    )  # fmt: skip


def _sqlite() -> list[Check]:
    read = {}
    with connection.cursor() as cursor:
        for name in settings.SQLITE_PRAGMAS:
            cursor.execute(f"PRAGMA {name}")
            read[name] = cursor.fetchone()[0]
    version = sqlite3.sqlite_version_info
    journal, sync = read["journal_mode"], _SYNCHRONOUS.get(read["synchronous"], "unknown")
    safe_wal = journal != "wal" or version >= (3, 51, 3)
    options = connection.settings_dict["OPTIONS"]
    return [
        Check("database", True, f"SQLite {sqlite3.sqlite_version}"),
        Check("journal", journal in ("truncate", "wal", "memory") and safe_wal, journal,
              "Start Fairmark with its own settings: WAL needs SQLite 3.51.3 or later."),
        Check("synchronous", sync == "full", sync,
              "Start Fairmark with its own settings: only FULL survives a power cut."),
        Check("foreign keys", read["foreign_keys"] == 1, str(read["foreign_keys"]),
              "Start Fairmark with its own settings."),
        Check("recursive triggers", read["recursive_triggers"] == 1,
              str(read["recursive_triggers"]), "Start Fairmark with its own settings."),
        Check("transactions", options.get("transaction_mode") == "IMMEDIATE",
              str(options.get("transaction_mode")), "Set transaction_mode to IMMEDIATE."),
    ]  # fmt: skip


def _postgresql() -> list[Check]:
    with connection.cursor() as cursor:
        read = {}
        for name in ("server_version", "fsync", "full_page_writes", "synchronous_commit"):
            cursor.execute(f"SHOW {name}")
            read[name] = cursor.fetchone()[0]
    major = int(read["server_version"].split(".")[0].split()[0])
    return [
        Check("database", major >= 15, f"PostgreSQL {read['server_version']}",
              "Install PostgreSQL 15 or later."),
        *(
            Check(name, read[name] == "on", read[name], f"Set {name} = on in postgresql.conf.")
            for name in ("fsync", "full_page_writes", "synchronous_commit")
        ),
    ]  # fmt: skip


def _migrated() -> list[Check]:
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    tables = Check(
        "tables", not waiting, "up to date" if not waiting else f"{len(waiting)} changes wait",
        "Run: fairmark manage migrate (a new centre: fairmark init).",
    )  # fmt: skip
    if waiting:
        return [tables]
    found = schema.problems(connection)
    return [
        tables,
        Check("trail", not found, "guarded" if not found else "; ".join(found) + ".",
              "Restore the database from the last backup whose trail verifies."),
    ]  # fmt: skip
