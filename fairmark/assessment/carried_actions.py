"""Carrying over results that were earned before Fairmark, on somebody’s signature, and taking them back."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import connection
from django.utils import timezone

from fairmark.assessment import carrying, grades
from fairmark.assessment.carrying import CARRIES, STATEMENT, Carried
from fairmark.assessment.models import CarriedResult, ResultsFile
from fairmark.catalogue.models import Criterion
from fairmark.learners.models import Enrolment
from fairmark.people.models import Person
from fairmark.trail.writing import Draft, record, record_many
from fairmark.ui.words import how_many, in_turn
from fairmark.workflow.actions import action


@action(
    by=CARRIES, unless=carrying.obstacles_to_carrying,
    records=("results_carried_over", "result_carried_over"),
)  # fmt: skip
def carry_over(
    file: ResultsFile, *, by: Person, at: datetime, results: Sequence[Carried],
    records_at: str, assessor: str = "", declared: bool = False,
) -> ResultsFile:  # fmt: skip
    """Keep results from before Fairmark, stating that their signed records were seen."""
    enrolments = {one.enrolment for one in results}
    criteria = Criterion.objects.select_related("unit").in_bulk({one.criterion for one in results})
    units = {one.unit_id for one in criteria.values()}
    before = carrying.standing_in(enrolments, units)
    replaced = [before[one[:2]][0] for one in results if one[:2] in before]
    CarriedResult.objects.filter(pk__in=replaced).update(stands=False)
    _write(file, results, {key: pk for key, (pk, _) in before.items()})
    file.assessor, file.records_at, file.statement = assessor, records_at, STATEMENT
    file.save(update_fields=["assessor", "records_at", "statement"])
    record_many(_told(file, results, criteria, by), by=by, at=at)
    record(
        f"{by.name} carried over {how_many(len(results), 'result')} of {file.cohort} from “{file}”, "
        f"earned before Fairmark. The signed records are kept: {records_at}.",
        file, name="results_carried_over", by=by, at=at, results=len(results),
        sha256=file.run.sha256, records_at=records_at, statement=STATEMENT, replaced=len(replaced),
    )  # fmt: skip
    grades.bring_up_to_date(file.cohort, units, enrolments, timezone.localdate(at))
    return file


def _write(
    file: ResultsFile, results: Iterable[Carried], before: Mapping[tuple[int, int], int]
) -> None:
    """All of them in one statement: a sheet has a row for every criterion of every learner."""
    table = connection.ops.quote_name(CarriedResult._meta.db_table)
    day = connection.ops.adapt_datefield_value
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {table} (file_id, enrolment_id, criterion_id, outcome, mark, place, "  # noqa: S608
            "decided_on, assessor, replaces_id, stands) "
            "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [
                (file.pk, one.enrolment, one.criterion, str(one.outcome), one.mark, one.place,
                 day(one.decided_on), one.assessor, before.get(one[:2]), True)
                for one in results
            ],
        )  # fmt: skip


def _told(
    file: ResultsFile, results: Iterable[Carried], criteria: dict[int, Criterion], by: Person
) -> list[Draft]:
    """One event for each learner."""
    by_learner: dict[int, list[Carried]] = defaultdict(list)
    for one in results:
        by_learner[one.enrolment].append(one)
    people = Enrolment.objects.select_related("learner").in_bulk(by_learner)
    drafts = []
    for pk, theirs in by_learner.items():
        by_unit: dict[str, list[str]] = defaultdict(list)
        for one in theirs:
            criterion = criteria[one.criterion]
            by_unit[criterion.unit.number].append(f"{criterion.code} {one.outcome}")
        said = "; ".join(f"unit {number} {in_turn(codes)}" for number, codes in by_unit.items())
        drafts.append(
            Draft(
                f"{by.name} carried over for {people[pk].learner} from “{file}”: {said}.",
                people[pk], "result_carried_over",
                {
                    "sha256": file.run.sha256,
                    "results": [
                        [criteria[one.criterion].unit.number, criteria[one.criterion].code,
                         one.outcome, one.place]
                        for one in theirs
                    ],
                },
            )
        )  # fmt: skip
    return drafts


@action(by=CARRIES, unless=carrying.obstacles_to_taking_back, records="results_taken_back")
def take_back_carried(file: ResultsFile, *, by: Person, at: datetime) -> ResultsFile:
    """Take back what a file carried over; what it had replaced stands again."""
    mine = CarriedResult.objects.filter(file=file, stands=True)
    touched = list(mine.values_list("enrolment", "criterion__unit", "replaces"))
    mine.update(stands=False)
    earlier = [pk for *_, pk in touched if pk is not None]
    CarriedResult.objects.filter(pk__in=earlier).update(stands=True)
    record(
        f"{by.name} took back {how_many(len(touched), 'result')} of {file.cohort} that “{file}” had "
        "carried over.", file, name="results_taken_back", by=by, at=at, results=len(touched),
        put_back=len(earlier), sha256=file.run.sha256,
    )  # fmt: skip
    grades.bring_up_to_date(
        file.cohort, {unit for _, unit, _ in touched}, {pk for pk, *_ in touched},
        timezone.localdate(at),
    )  # fmt: skip
    return file
