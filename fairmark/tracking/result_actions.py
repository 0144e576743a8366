"""A college's own sheet: taken in to be tried, brought in as a whole, undone, or set aside."""

from datetime import datetime
from typing import Any

from fairmark.assessment import carrying
from fairmark.assessment.carried_actions import carry_over, take_back_carried
from fairmark.assessment.carrying import CARRIES
from fairmark.assessment.decision_actions import decide
from fairmark.assessment.models import Decision, ResultsFile
from fairmark.assessment.rules import Cell, Outcome
from fairmark.exchange.files import keep, kept
from fairmark.exchange.importing import Journal
from fairmark.exchange.models import ImportRun, RememberedMapping
from fairmark.exchange.reading import Unreadable
from fairmark.people.models import Person
from fairmark.people.rules import Role
from fairmark.programmes.models import Cohort
from fairmark.tracking.result_trial import Own, Trial, try_results
from fairmark.tracking.sheet_marks import MEANINGS
from fairmark.trail.writing import record
from fairmark.ui.words import how_many
from fairmark.workflow.actions import action
from fairmark.workflow.refusals import Refused

#: The kind by which runs and remembered readings of results are known among those of other files.
KIND = "results"
#: Who may bring a sheet in: to carry results over, or to draft decisions of their own.
BRINGS_IN = (*CARRIES, Role.ASSESSOR)


class BadResults(Refused):
    """The file would not do: `trial` holds every error by row and column."""

    def __init__(self, trial: Trial):
        self.trial = trial
        super().__init__([problem.message for problem in trial.errors[:5]])


@action(by=BRINGS_IN, records="results_uploaded")
def upload_results(
    cohort: Cohort, *, by: Person, at: datetime, file_name: str, content: bytes
) -> ResultsFile:
    """Take in a sheet of results to be tried; nothing of it is brought in yet."""
    run = ImportRun.objects.create(
        centre=cohort.centre, kind=KIND, file_name=file_name[:200], sha256=keep(content),
        uploaded_by=by, uploaded_at=at,
    )  # fmt: skip
    made = ResultsFile.objects.create(centre=cohort.centre, cohort=cohort, run=run)
    record(
        f"{by.name} uploaded results of {cohort}, “{run.file_name}”, to be tried.",
        made, name="results_uploaded", by=by, at=at, sha256=run.sha256,
    )  # fmt: skip
    return made


def trial_of(file: ResultsFile, by: Person, at: datetime, own: Own | None = None) -> Trial:
    """What the uploaded sheet would do now. Raises Unreadable when it cannot be read."""
    return try_results(file.cohort, by, at, kept(file.run.sha256), own or own_of(file))


def own_of(file: ResultsFile) -> Own:
    """What was said of the sheet so far."""
    said = file.run.mapping
    return Own(said.get("unit", ""), said.get("marks", {}), said.get("assessor", ""))


def _obstacles_to_reading(
    file: ResultsFile, by: Person, at: datetime, *, marks: dict[str, str] | None = None, **_: Any
) -> list[str]:
    if file.run.status != ImportRun.Status.UPLOADED:
        return [f"This file is {file.run.get_status_display().lower()} already."]
    strange = sorted(set((marks or {}).values()) - set(MEANINGS))
    return [f"“{one}” is no meaning. Use {', '.join(MEANINGS)}." for one in strange]


@action(by=BRINGS_IN, unless=_obstacles_to_reading, records="results_reading_said")
def say_how_to_read(
    file: ResultsFile, *, by: Person, at: datetime, unit: str = "",
    marks: dict[str, str] | None = None, assessor: str = "", name: str = "",
) -> ResultsFile:  # fmt: skip
    """Say what the sheet does not say itself, and keep it under a name for the next one."""
    file.run.mapping = {"unit": unit, "marks": marks or {}, "assessor": assessor}
    file.run.save(update_fields=["mapping"])
    if name:
        RememberedMapping.objects.update_or_create(
            centre=file.centre, kind=KIND, shape=name, defaults={"mapping": file.run.mapping}
        )
    record(
        f"{by.name} said how “{file}” is read.", file, name="results_reading_said", by=by, at=at,
        reading=file.run.mapping, kept_as=name,
    )  # fmt: skip
    return file


def obstacles_to_bringing_in(
    file: ResultsFile, by: Person, at: datetime, *, seen: str = "", **_: Any
) -> list[str]:
    """A file is brought in once."""
    return _obstacles_to_reading(file, by, at)


@action(by=BRINGS_IN, unless=obstacles_to_bringing_in, records="results_brought_in")
def bring_in_results(
    file: ResultsFile, *, by: Person, at: datetime, seen: str, records_at: str = "",
    declared: bool = False,
) -> ResultsFile:  # fmt: skip
    """Bring the whole sheet in as it was looked at, if nothing in it is wrong."""
    try:
        trial = trial_of(file, by, at)
    except Unreadable as problem:
        raise Refused([str(problem)]) from None
    if trial.errors:
        raise BadResults(trial)
    if trial.fingerprint != seen:
        raise Refused(
            ["Something was decided here meanwhile. Look again at what the file would do."]
        )
    if not trial.does:
        raise Refused(["The file says nothing new. There is nothing to bring in."])
    file.drafts, file.by, file.at = len(trial.drafts), by, at
    if trial.carried:
        carry_over(
            file, by=by, at=at, results=trial.carried, records_at=records_at.strip(),
            assessor=own_of(file).assessor, declared=declared,
        )  # fmt: skip
        file.refresh_from_db(fields=["assessor", "records_at", "statement"])
    if trial.drafts:
        _draft(file, trial, by, at)
    file.save()
    run = file.run
    run.status, run.committed_at = ImportRun.Status.COMMITTED, at
    run.created, run.changed, run.unchanged = (
        trial.does - trial.replaces,
        trial.replaces,
        trial.same,
    )
    run.save()
    record(
        f"{by.name} brought “{file}” in for {file.cohort}: "
        f"{how_many(len(trial.carried), 'result')} carried over, "
        f"{how_many(len(trial.drafts), 'decision')} drafted, {trial.same} as they were, "
        f"{len(trial.left_out)} left out.",
        file, name="results_brought_in", by=by, at=at, sha256=run.sha256,
        carried=len(trial.carried), drafts=len(trial.drafts), left_out=len(trial.left_out),
    )  # fmt: skip
    return file


def _draft(file: ResultsFile, trial: Trial, by: Person, at: datetime) -> None:
    """Decide what is handed in here, as typing it would, and note which decisions those are."""
    last = Decision.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    decide(file.cohort, by=by, at=at, cells=trial.drafts)
    journal = Journal(file.run)
    journal.created(Decision.objects.filter(pk__gt=last, by=by, at=at).order_by("pk"))
    journal.close()


def _drafts_of(file: ResultsFile) -> list[Decision]:
    """The decisions that the file made which still stand."""
    made = file.run.records.filter(model="assessment.decision").values_list("record_id", flat=True)
    rows = Decision.objects.filter(pk__in=list(made), stands=True)
    return list(rows.select_related("submission"))


def obstacles_to_undoing(file: ResultsFile, by: Person, at: datetime, **_: Any) -> list[str]:
    """What was brought in and on which nothing stands yet."""
    if found := carrying.obstacles_to_taking_back(file, by, at):
        return found
    drafts = _drafts_of(file)
    if signed := sum(one.record_id is not None for one in drafts):
        found.append(
            f"{how_many(signed, 'decision')} of it signed since. Correct those one by one."
        )
    if drafts and file.by_id != by.pk:
        found.append(f"{file.by} drafted decisions with it, and takes those back.")
    if file.results.exists() and carry_over.holding(file, by, at) is None:
        found.append("It carried results over, so the programme leader or the lead internal verifier "
                     "undoes it.")  # fmt: skip
    return found


@action(by=BRINGS_IN, unless=obstacles_to_undoing, records="results_undone")
def undo_results(file: ResultsFile, *, by: Person, at: datetime) -> ResultsFile:
    """Undo it as a new change: drafts are taken back, carried results no longer stand."""
    drafts = _drafts_of(file)
    if drafts:
        decide(
            file.cohort, by=by, at=at,
            cells=[
                Cell(one.submission.enrolment_id, one.submission.assignment_id, one.criterion_id,
                     Outcome.CLEARED, one.pk)
                for one in drafts
            ],
        )  # fmt: skip
    carried = file.results.filter(stands=True).count()
    if carried:
        take_back_carried(file, by=by, at=at)
    file.undone_by, file.undone_at = by, at
    file.save(update_fields=["undone_by", "undone_at"])
    file.run.status, file.run.undone_at = ImportRun.Status.UNDONE, at
    file.run.save(update_fields=["status", "undone_at"])
    record(
        f"{by.name} undid “{file}” of {file.cohort}: {how_many(carried, 'result')} carried over and "
        f"{how_many(len(drafts), 'draft')} taken back.",
        file, name="results_undone", by=by, at=at, carried=carried, drafts=len(drafts),
    )  # fmt: skip
    return file


@action(by=BRINGS_IN, unless=_obstacles_to_reading, records="results_set_aside")
def set_results_aside(file: ResultsFile, *, by: Person, at: datetime) -> ResultsFile:
    """Leave an uploaded sheet without bringing it in."""
    file.run.status = ImportRun.Status.ABANDONED
    file.run.save(update_fields=["status"])
    record(
        f"{by.name} set “{file}” of {file.cohort} aside; nothing of it was brought in.",
        file, name="results_set_aside", by=by, at=at,
    )  # fmt: skip
    return file


def remembered(centre_id: int) -> dict[str, dict[str, Any]]:
    """How sheets were read before, by the name it was kept under."""
    rows = RememberedMapping.objects.filter(centre=centre_id, kind=KIND)
    return dict(rows.values_list("shape", "mapping"))
