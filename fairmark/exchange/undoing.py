"""Undoing an import: what it changed is put back, what it made is taken away, nothing else moves."""

from collections import defaultdict
from typing import Any

from django.apps import apps
from django.db import models

from fairmark.exchange.importing import chunks, snapshot
from fairmark.exchange.models import ImportedRecord, ImportRun


def obstacles(run: ImportRun) -> list[str]:
    """Why the import cannot be undone any more: later work stands on it, or changed it again."""
    found = []
    made: dict[str, set[int]] = defaultdict(set)
    own: dict[str, set[int]] = defaultdict(set)
    for record in run.records.all():
        own[record.model].add(record.record_id)
        if record.before is None:
            made[record.model].add(record.record_id)
    for label, pks in made.items():
        model = apps.get_model(label)
        for relation in model._meta.get_fields(include_hidden=True):
            if not (relation.one_to_many or relation.one_to_one) or not relation.auto_created:
                continue
            count = _standing_on(relation, pks, own)
            if count:
                name = relation.related_model._meta
                what = name.verbose_name if count == 1 else name.verbose_name_plural
                found.append(
                    f"{count} {what} made since stand on the {model._meta.verbose_name_plural} "
                    "it brought in. Undo or end those first."
                )
    changed_again = _changed_again(run)
    if changed_again:
        found.append(
            f"{changed_again} of the records it made or changed have been changed again since. "
            "Correct them one by one."
        )
    return found


def _standing_on(relation: Any, pks: set[int], made: dict[str, set[int]]) -> int:
    other = relation.related_model
    if other is ImportedRecord or relation.on_delete is models.CASCADE:
        return 0
    own = made.get(other._meta.label_lower, set())
    return sum(
        sum(pk not in own for pk in _pointing(relation, batch)) for batch in chunks(sorted(pks))
    )


def _pointing(relation: Any, pks: list[int]) -> list[int]:
    wanted = {f"{relation.field.name}__in": pks}
    return list(relation.related_model._base_manager.filter(**wanted).values_list("pk", flat=True))


def _changed_again(run: ImportRun) -> int:
    """How many of the import's records no longer are as it left them."""
    count = 0
    by_model: dict[str, list[ImportedRecord]] = defaultdict(list)
    for record in run.records.all():
        by_model[record.model].append(record)
    for label, records in by_model.items():
        manager = apps.get_model(label)._base_manager
        for batch in chunks(records):
            now = manager.in_bulk([record.record_id for record in batch])
            count += sum(
                record.record_id not in now
                or snapshot(now[record.record_id], record.after) != record.after
                for record in batch
            )
    return count


def made_by(run: ImportRun, label: str) -> list[Any]:
    """The records of one model that an import made."""
    pks = run.records.filter(before=None, model=label).values_list("record_id", flat=True)
    found: list[Any] = []
    for batch in chunks(pks):
        found += apps.get_model(label)._base_manager.filter(pk__in=batch)
    return found


def undo(run: ImportRun) -> tuple[int, int]:
    """Put everything back. Returns how many records were taken away and how many put back."""
    taken = put_back = 0
    made: list[tuple[str, int]] = []
    for record in run.records.order_by("-pk"):
        if record.before is None:
            made.append((record.model, record.record_id))
        else:
            model = apps.get_model(record.model)
            model._base_manager.filter(pk=record.record_id).update(**record.before)
            put_back += 1
    by_model: dict[str, list[int]] = {}
    for label, pk in made:
        by_model.setdefault(label, []).append(pk)
    for label, pks in by_model.items():
        model = apps.get_model(label)
        for batch in chunks(pks):
            model._base_manager.filter(pk__in=batch).delete()
        taken += len(pks)
    return taken, put_back
