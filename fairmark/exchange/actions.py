"""Bringing a file in, as a whole or not at all, and undoing it."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from fairmark.centre.models import Centre
from fairmark.exchange import undoing
from fairmark.exchange.files import keep, kept
from fairmark.exchange.importing import Journal, Plan, importer_of, make_plan, remember
from fairmark.exchange.models import ImportRun
from fairmark.exchange.reading import Unreadable
from fairmark.people.models import Person
from fairmark.people.rules import Role
from fairmark.trail.writing import Draft, record, record_many
from fairmark.workflow.actions import action
from fairmark.workflow.refusals import Refused

IMPORTS = (Role.EXAMS_OFFICER, Role.QUALITY_NOMINEE)


class BadFile(Refused):
    """The file would not do: `plan` holds every error by row and column."""

    def __init__(self, plan: Plan):
        self.plan = plan
        super().__init__([problem.message for problem in plan.errors[:5]])


@action(by=IMPORTS, records="file_uploaded")
def upload_file(
    centre: Centre, *, by: Person, at: datetime, kind: str, file_name: str, content: bytes
) -> ImportRun:
    """Take in a file to be mapped and tried; nothing of it is brought in yet."""
    run = ImportRun.objects.create(
        centre=centre, kind=kind, file_name=file_name[:200], sha256=keep(content),
        uploaded_by=by, uploaded_at=at,
    )  # fmt: skip
    title = importer_of(kind).title.lower()
    record(
        f"{by.name} uploaded the {title} “{run.file_name}”, to be tried.",
        run, name="file_uploaded", by=by, at=at, sha256=run.sha256, kind=kind,
    )  # fmt: skip
    return run


def plan_of(run: ImportRun, at: datetime, mapping: dict[str, str] | None = None) -> Plan:
    """What the uploaded file would do now. Raises Unreadable when the file cannot be read."""
    importer = importer_of(run.kind)
    table = importer.table(kept(run.sha256), run.file_name)
    return make_plan(
        importer, run.centre, table, chosen=mapping or run.mapping or None,
        options=run.options, on=timezone.localtime(at).date(),
    )  # fmt: skip


def obstacles_to_committing(run: ImportRun, person: Person, at: datetime, **_: Any) -> list[str]:
    """A file is brought in once."""
    if run.status == ImportRun.Status.UPLOADED:
        return []
    return [f"This file is {run.get_status_display().lower()} already."]


def obstacles_to_mapping(
    run: ImportRun, person: Person, at: datetime, *, mapping: Any = None, **_: Any
) -> list[str]:
    """A file not yet brought in; columns and headings that there are."""
    if (found := obstacles_to_committing(run, person, at)) or mapping is None:
        return found
    importer = importer_of(run.kind)
    headings = set(importer.table(kept(run.sha256), run.file_name).headings)
    columns = {column.name for column in importer.columns}
    found = [f"There is no column “{name}” to match." for name in sorted(set(mapping) - columns)]
    return found + [
        f"The file has no heading “{one}”." for one in sorted(set(mapping.values()) - headings)
    ]


@action(by=IMPORTS, unless=obstacles_to_mapping, records="columns_mapped")
def map_file(
    run: ImportRun,
    *,
    by: Person,
    at: datetime,
    mapping: dict[str, str],
    options: dict[str, Any] | None = None,
) -> ImportRun:
    """Say which heading gives which column, and keep it for the next file like this."""
    run.mapping, run.options = mapping, options or {}
    run.save(update_fields=["mapping", "options"])
    importer = importer_of(run.kind)
    remember(importer, run.centre, importer.table(kept(run.sha256), run.file_name), mapping)
    record(
        f"{by.name} said which columns of “{run.file_name}” hold what.",
        run, name="columns_mapped", by=by, at=at, mapping=mapping,
    )  # fmt: skip
    return run


@action(
    by=IMPORTS,
    unless=obstacles_to_committing,
    records=(
        "file_imported", "learner_enrolled", "learner_details_changed", "enrolment_changed",
        "specification_loaded", "statement_loaded",
    ),
)  # fmt: skip
def commit_import(run: ImportRun, *, by: Person, at: datetime) -> ImportRun:
    """Bring the whole file in, if nothing in it is wrong."""
    try:
        plan = plan_of(run, at)
    except Unreadable as problem:
        raise Refused([str(problem)]) from None
    return _commit(run, plan, by, at)


def _commit(run: ImportRun, plan: Plan, by: Person, at: datetime) -> ImportRun:
    if plan.errors:
        raise BadFile(plan)
    journal = Journal(run)
    importer = importer_of(run.kind)
    importer.write(plan, journal, by=by, at=at)
    journal.close()
    run.status, run.committed_at = ImportRun.Status.COMMITTED, at
    run.created, run.changed, run.unchanged = plan.created, plan.changed, plan.unchanged
    run.warnings = [problem.as_json() for problem in plan.warnings]
    run.save()
    record(
        f"{by.name} brought in the {importer.title.lower()} “{run.file_name}”: "
        f"{plan.created} new, {plan.changed} changed, {plan.unchanged} as they were.",
        run, name="file_imported", by=by, at=at, sha256=run.sha256, created=plan.created,
        changed=plan.changed, unchanged=plan.unchanged, warnings=len(plan.warnings),
    )  # fmt: skip
    return run


def obstacles_to_undoing(run: ImportRun, person: Person, at: datetime, **_: Any) -> list[str]:
    """Only an import that was brought in, and on which nothing stands yet."""
    if run.status != ImportRun.Status.COMMITTED:
        return ["Only a file that was brought in can be undone."]
    return undoing.obstacles(run)


@action(by=IMPORTS, unless=obstacles_to_undoing, records=("import_undone", "learner_removed"))
def undo_import(run: ImportRun, *, by: Person, at: datetime) -> ImportRun:
    """Undo an import as a new change: what it made is taken away, what it changed put back."""
    record_many(
        [
            Draft(f"{by.name} took away {one} ({one.ref}), whom “{run.file_name}” had brought in.",
                  one, "learner_removed", {"ref": one.ref})
            for one in undoing.made_by(run, "learners.learner")
        ],
        by=by, at=at,
    )  # fmt: skip
    taken, put_back = undoing.undo(run)
    run.status, run.undone_at = ImportRun.Status.UNDONE, at
    run.save(update_fields=["status", "undone_at"])
    record(
        f"{by.name} undid the import of “{run.file_name}”: {taken} records taken away, "
        f"{put_back} put back as they were.",
        run, name="import_undone", by=by, at=at, taken=taken, put_back=put_back,
    )  # fmt: skip
    return run


@action(by=IMPORTS, unless=obstacles_to_committing, records="import_set_aside")
def set_aside(run: ImportRun, *, by: Person, at: datetime) -> ImportRun:
    """Leave an uploaded file without bringing it in."""
    run.status = ImportRun.Status.ABANDONED
    run.save(update_fields=["status"])
    record(
        f"{by.name} set “{run.file_name}” aside; nothing of it was brought in.",
        run, name="import_set_aside", by=by, at=at,
    )  # fmt: skip
    return run
