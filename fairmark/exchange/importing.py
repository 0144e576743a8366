"""What every import has in common: columns, a plan that changes nothing, and a journal to undo by."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any

from django.db import connection, models

from fairmark.centre.models import Centre
from fairmark.exchange.models import ImportedRecord, ImportRun, RememberedMapping
from fairmark.exchange.reading import read_table
from fairmark.exchange.rules import (
    BadCell,
    Column,
    Mapping,
    Problem,
    Table,
    map_columns,
    plain_heading,
)
from fairmark.people.models import Person

MOST_PROBLEMS = 500


@dataclass(frozen=True)
class Step:
    """What one row of the file would do."""

    row: int
    what: str  # "create", "change" or "same"
    label: str
    changes: tuple[tuple[str, str, str], ...] = ()


@dataclass
class Plan:
    """What an import would do, worked out without changing anything."""

    steps: list[Step] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    errors: list[Problem] = field(default_factory=list)
    work: Any = None

    def count(self, what: str) -> int:
        return sum(step.what == what for step in self.steps)

    @property
    def created(self) -> int:
        return self.count("create")

    @property
    def changed(self) -> int:
        return self.count("change")

    @property
    def unchanged(self) -> int:
        return self.count("same")

    def as_json(self) -> dict[str, Any]:
        return {
            "created": self.created,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "warnings": [problem.as_json() for problem in self.warnings],
            "errors": [problem.as_json() for problem in self.errors],
        }


class Journal:
    """Collects what an import writes, so that it can be undone."""

    def __init__(self, run: ImportRun):
        self.run = run
        self._rows: list[tuple[int, str, int, str | None, str]] = []

    def created(self, records: Iterable[models.Model]) -> None:
        for record in records:
            self._add(record, None, snapshot(record))

    def changed(self, record: models.Model, before: dict[str, Any], fields: Iterable[str]) -> None:
        self._add(record, before, snapshot(record, fields))

    def _add(self, record: models.Model, before: dict | None, after: dict) -> None:
        held = json.dumps(before) if before is not None else None
        self._rows.append(
            (self.run.pk, record._meta.label_lower, record.pk, held, json.dumps(after))
        )

    def close(self) -> None:
        """Write the journal, in one statement: it has a row for every record of the file."""
        table = connection.ops.quote_name(ImportedRecord._meta.db_table)
        with connection.cursor() as cursor:
            cursor.executemany(
                f"INSERT INTO {table} (run_id, model, record_id, before, after) "  # noqa: S608
                "VALUES (%s, %s, %s, %s, %s)",
                self._rows,
            )


def snapshot(record: models.Model, fields: Iterable[str] | None = None) -> dict[str, Any]:
    """A record's values as text, for the journal."""
    names = fields or _columns(type(record))
    return {name: _plain(getattr(record, name)) for name in names}


@cache
def _columns(model: type[models.Model]) -> tuple[str, ...]:
    return tuple(f.attname for f in model._meta.concrete_fields if not f.primary_key)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else value


class Importer:
    """One kind of import. A subclass says which columns it reads, what it plans and what it writes."""

    kind: str
    title: str
    about: str
    columns: tuple[Column, ...]
    accept = ".csv,.xlsx"

    def table(self, content: bytes, file_name: str) -> Table:
        """The file as one table. Raises Unreadable."""
        return read_table(content, file_name)

    def plan(
        self, centre: Centre, rows: list[dict[str, Any]], options: dict[str, Any], on: date
    ) -> Plan:
        raise NotImplementedError

    def write(self, plan: Plan, journal: Journal, *, by: Person, at: datetime) -> None:
        raise NotImplementedError

    def fitted(self, table: Table, options: dict[str, Any]) -> tuple[Column, ...]:
        """The columns, adapted to what the table shows (such as the order of dates)."""
        return self.columns


_importers: dict[str, Importer] = {}


def importer(made: type[Importer]) -> type[Importer]:
    """Register a kind of import."""
    _importers[made.kind] = made()
    return made


def importer_of(kind: str) -> Importer:
    """Raises KeyError for a kind nobody imports."""
    return _importers[kind]


def importers() -> list[Importer]:
    return list(_importers.values())


def make_plan(
    kind: Importer,
    centre: Centre,
    table: Table,
    *,
    chosen: dict[str, str] | None = None,
    options: dict[str, Any] | None = None,
    on: date,
) -> Plan:
    """Everything that a file would do and everything wrong with it, without changing anything."""
    options = options or {}
    mapping = mapping_for(kind, centre, table, chosen)
    if mapping.problems:
        return Plan(errors=mapping.problems)
    columns = kind.fitted(table, options)
    rows, problems = read_rows(table, mapping, columns)
    plan = kind.plan(centre, rows, options, on)
    plan.notes = [*table.notes, *plan.notes]
    plan.errors = sorted([*problems, *plan.errors], key=lambda p: (p.row or 0, p.column))
    return plan


def mapping_for(
    kind: Importer, centre: Centre, table: Table, chosen: dict[str, str] | None
) -> Mapping:
    """By what the person chose, else by what was remembered for such a file, else by the headings."""
    if chosen is None:
        before = RememberedMapping.objects.filter(
            centre=centre, kind=kind.kind, shape=shape(table)
        ).first()
        chosen = before.mapping if before else None
    return map_columns(table.headings, kind.columns, chosen or None)


def shape(table: Table) -> str:
    """What a file's headings are, in one hash."""
    text = json.dumps([plain_heading(heading) for heading in table.headings])
    return hashlib.sha256(text.encode()).hexdigest()


def read_rows(
    table: Table, mapping: Mapping, columns: tuple[Column, ...]
) -> tuple[list[dict[str, Any]], list[Problem]]:
    """Each row read by its columns, and every cell that could not be."""
    rows, problems = [], []
    mapped = [
        (column, mapping.places[column.name], table.headings[mapping.places[column.name]])
        for column in columns
        if column.name in mapping.places
    ]
    absent = {
        column.name: column.read("") for column in columns if column.name not in mapping.places
    }
    caches: dict[str, dict[str, Any]] = {column.name: {} for column, _, _ in mapped}
    for row in table.rows:
        values = {"row": row.number, **absent}
        for column, place, heading in mapped:
            cell = row.cells[place] if place < len(row.cells) else ""
            cache = caches[column.name]
            if cell in cache:
                values[column.name] = cache[cell]
                continue
            try:
                value = column.read(cell)
                if column.required and value in ("", None):
                    raise BadCell(f"{column.label} is empty. Fill it in.")
            except BadCell as bad:
                problems.append(Problem(row.number, heading, str(bad)))
                values[column.name] = None
                continue
            values[column.name] = cache[cell] = value
        rows.append(values)
        if len(problems) >= MOST_PROBLEMS:
            problems.append(
                Problem(None, "", f"There are more than {MOST_PROBLEMS} errors; the rest is not "
                        "listed. Look first whether the columns have moved.")
            )  # fmt: skip
            break
    wrong = {problem.row for problem in problems}
    return [row for row in rows if row["row"] not in wrong], problems


def remember(kind: Importer, centre: Centre, table: Table, chosen: dict[str, str]) -> None:
    """Keep the choice for the next file with the same headings."""
    RememberedMapping.objects.update_or_create(
        centre=centre, kind=kind.kind, shape=shape(table), defaults={"mapping": chosen}
    )


def chunks(items: Iterable[Any], size: int = 500) -> Iterator[list[Any]]:
    """Lists of at most `size` items."""
    batch: list[Any] = []
    for item in items:
        batch.append(item)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
