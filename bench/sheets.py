"""A unit with many learners and criteria, as a year of work leaves it: for sheets of any size."""

from datetime import UTC, date, datetime, timedelta

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
#: Criteria of one assignment.
OF_ONE = 5
#: What becomes of a piece of work, by its place: most is signed, some judged in part, some waits.
STEPS = ("signed", "signed", "signed", "part", "signed", "signed", "waits", "signed", "signed")
#: And of a criterion.
MARKS = ("met", "met", "met", "not met", "met", "met", "met", "not met", "met", "met", "met")
SURNAMES = ("Ahmed", "Brennan", "Burrows", "Clarke", "Doyle", "Farrukh", "Gill", "Haddad",
            "Kowalczyk", "Llewellyn", "Mahmood", "Marques", "Nowak", "Nwosu", "Okonkwo", "Oyelaran",
            "Prosser", "Rahman", "Reid", "Siddiqui", "Tranter", "Venkatesan", "Whitfield",
            "Zielinski")  # fmt: skip
FORENAMES = ("Samira", "Ciara", "Ella-Mae", "Imogen", "Kieran", "Hamza", "Jasleen", "Leila", "Adam")


def a_sheet(
    centre, assessor, *, learners: int, criteria: int, name: str = "SHEET", worked: bool = True
):
    """A cohort and a unit whose sheet has so many rows and columns; `worked` with its work."""
    from fairmark.calendar.models import AcademicYear
    from fairmark.catalogue.models import Criterion, Qualification, Specification, Unit
    from fairmark.programmes.models import Cohort, Programme, UnitTaken

    qualification, _ = Qualification.objects.get_or_create(
        centre=centre, title=f"Tracked {name}",
        defaults={"family": "l3_nationals_rqf_2016", "level": "3"},
    )  # fmt: skip
    programme = Programme.objects.create(
        centre=centre, qualification=qualification, code=name, title=f"Tracked {name}"
    )
    specification, _ = Specification.objects.get_or_create(qualification=qualification, issue=1)
    unit = Unit.objects.create(
        specification=specification, number="7", title="Planning and running an event", glh=60,
        status="mandatory", assessment="internal",
    )  # fmt: skip
    targets = Criterion.objects.bulk_create(
        Criterion(unit=unit, code=f"{_aim(n)}.{_band(n)}{n + 1}", position=n, aims=_aim(n),
                  band=_band(n), ordinal=n + 1)
        for n in range(criteria)
    )  # fmt: skip
    year = AcademicYear.objects.filter(centre=centre).first() or AcademicYear.objects.create(
        centre=centre, label="2025/26", starts_on=date(2025, 9, 1), ends_on=date(2026, 8, 31)
    )
    cohort = Cohort.objects.create(
        centre=centre, programme=programme, year=year, code=name, specification=specification,
        teaching_starts_on=date(2025, 9, 8), planned_end_on=date(2026, 7, 3),
    )  # fmt: skip
    UnitTaken.objects.create(cohort=cohort, unit=unit)
    briefs = _plan(centre, cohort, unit, targets, assessor)
    people = _people(centre, cohort, learners, name)
    if worked:
        _work(centre, people, briefs, targets, assessor)
        _grades(unit, people)
    return cohort, unit


def _aim(n: int) -> str:
    return "ABCDEFGH"[n // OF_ONE % 8]


def _band(n: int) -> str:
    return "PPPMD"[n % OF_ONE]


def _plan(centre, cohort, unit, targets, assessor):
    from fairmark.briefs.models import Brief, Issue
    from fairmark.people.models import Person
    from fairmark.planning.models import (
        AssessmentPlan,
        Assignment,
        PlannedAssessor,
        PlannedAssignment,
    )

    verifier = Person.objects.create(centre=centre, name=f"Verifier of {cohort.code}")
    plan = AssessmentPlan.objects.create(
        centre=centre, cohort=cohort, version=1, drafted_by=assessor, drafted_at=AT,
        signed_by=verifier, signed_at=AT,
    )  # fmt: skip
    briefs = []
    for number in range(1, len(targets) // OF_ONE + 1):
        assignment = Assignment.objects.create(
            centre=centre, cohort=cohort, unit=unit, number=number
        )
        out = date(2025, 9, 15) + timedelta(days=7 * number)
        planned = PlannedAssignment.objects.create(
            plan=plan, assignment=assignment, title=("Plan it", "Run it", "Review it")[number % 3],
            hand_out_on=out, hand_in_on=out + timedelta(days=40), verifier=verifier,
        )  # fmt: skip
        planned.criteria.set(targets[(number - 1) * OF_ONE : number * OF_ONE])
        PlannedAssessor.objects.create(planned=planned, person=assessor)
        brief = Brief.objects.create(
            centre=centre, assignment=assignment, version=1, state="issued", title=planned.title,
            written_by=assessor, written_at=AT, approved_by=verifier, approved_at=AT,
            hand_in_on=planned.hand_in_on,
        )  # fmt: skip
        Issue.objects.create(
            brief=brief, set_on=out, session="face to face", session_note="B12", by=assessor, at=AT
        )
        briefs.append(brief)
    return briefs


def _people(centre, cohort, count, name):
    from fairmark.learners.models import Enrolment, Learner

    learners = Learner.objects.bulk_create(
        Learner(
            centre=centre, ref=f"{name}-{n}", forenames=FORENAMES[n % len(FORENAMES)],
            surname=SURNAMES[n % len(SURNAMES)] + (f" {n}" if n >= len(SURNAMES) else ""),
        )
        for n in range(count)
    )  # fmt: skip
    return Enrolment.objects.bulk_create(
        Enrolment(centre=centre, learner=one, cohort=cohort, starts_on=cohort.teaching_starts_on)
        for one in learners
    )


def _work(centre, people, briefs, targets, assessor):
    from fairmark.assessment.models import AssessmentRecord, Authentication, Decision, Submission

    works = Submission.objects.bulk_create(
        [
            Submission(
                centre=centre, assignment=brief.assignment, enrolment=one, brief=brief,
                begun_by=assessor, begun_at=AT, handed_in_by=assessor, handed_in_at=AT,
                statement=["Mine"],
            )
            for one in people
            for brief in briefs
        ],
        batch_size=500,
    )  # fmt: skip
    Authentication.objects.bulk_create(
        [Authentication(submission=one, authentic=True, how="known", by=assessor, at=AT)
         for one in works],
        batch_size=500,
    )  # fmt: skip
    steps = {work.pk: STEPS[n % len(STEPS)] for n, work in enumerate(works)}
    records = AssessmentRecord.objects.bulk_create(
        [AssessmentRecord(submission=one, number=1, statement=["Mine"], by=assessor, at=AT)
         for one in works if steps[one.pk] == "signed"],
        batch_size=500,
    )  # fmt: skip
    of_work = {one.submission_id: one for one in records}
    decisions = [
        Decision(submission=work, criterion=criterion, by=assessor, at=AT,
                 outcome=MARKS[(n * 3 + k) % len(MARKS)], record=of_work.get(work.pk))
        for n, work in enumerate(works)
        for k, criterion in enumerate(_targets(targets, n % len(briefs)))
        if steps[work.pk] == "signed" or (steps[work.pk] == "part" and k % 2)
    ]  # fmt: skip
    Decision.objects.bulk_create(decisions, batch_size=500)


def _targets(targets, place: int):
    return targets[place * OF_ONE : (place + 1) * OF_ONE]


def _grades(unit, people):
    from fairmark.assessment.models import UnitGrade

    UnitGrade.objects.bulk_create(
        [UnitGrade(enrolment=one, unit=unit, so_far="UPMD"[n % 4], reachable="D",
                   is_final=n % 4 == 3)
         for n, one in enumerate(people)],
        batch_size=500,
    )  # fmt: skip
